"""My documents: what is offered, issued once, and opened by nobody else."""

import pytest
from django.urls import reverse

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.document import Addressee, reissue_document
from payments.models import Document, Order
from tests.factories.payments import OrderFactory, PaymentFactory

pytestmark = pytest.mark.django_db
LIST = reverse("lms_portal:my_documents")


@pytest.fixture
def mine(client, trainee) -> Order:
    client.force_login(trainee)
    return OrderFactory(buyer=trainee)


def pay(order: Order) -> None:
    PaymentFactory(order=order, status="paid", paid_at=clock.now(), method="card")
    Order.objects.filter(pk=order.pk).update(status="paid")


def form_of(order: Order, kind: str = "receipt") -> str:
    return reverse("lms_portal:my_document_new", args=[order.public_id, kind])


def test_the_payer_chooses_the_name_once_and_opens_the_pdf(client, mine):
    pay(mine)
    assert form_of(mine) in client.get(LIST).content.decode()
    answers = {"addressee": "株式会社𠮷田 御中", "party": "organization"}
    for _click in range(2):
        assert client.post(form_of(mine), answers).url == LIST
    receipt = Document.objects.get()
    assert receipt.addressee_in_full == "株式会社𠮷田 御中"
    page = client.get(LIST).content.decode()
    assert receipt.number in page
    assert form_of(mine) not in page
    pdf = client.get(reverse("lms_portal:my_document", args=[receipt.public_id]))
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert pdf.content.startswith(b"%PDF-")


def test_before_the_payment_an_invoice_is_offered_and_a_receipt_refused(client, mine):
    page = client.get(LIST).content.decode()
    assert form_of(mine, "invoice") in page
    assert form_of(mine) not in page
    refused = client.post(form_of(mine), {"addressee": "見本", "party": "person"})
    assert "代わりに請求書を発行できます" in refused.content.decode()
    assert Document.objects.count() == 0
    client.post(form_of(mine, "invoice"), {"addressee": "見本", "party": "person"})
    assert Document.objects.get().kind == "invoice"


@pytest.mark.parametrize("name", ["", "　御中", "見本🦖", "長" * 201])
def test_a_name_that_does_not_do_is_asked_for_again(client, mine, name):
    pay(mine)
    answer = client.post(form_of(mine), {"addressee": name, "party": "person"})
    assert answer.context["form"].errors["addressee"]
    assert Document.objects.count() == 0


def test_a_voided_document_opens_no_more(client, mine):
    pay(mine)
    client.post(form_of(mine), {"addressee": "見本", "party": "person"})
    [old] = Document.objects.all()
    office = Actor.process("office")
    new = reissue_document(old, addressee=Addressee("新"), reason="宛名", by=office, now=clock.now())
    assert client.get(reverse("lms_portal:my_document", args=[old.public_id])).status_code == 404
    assert client.get(reverse("lms_portal:my_document", args=[new.public_id])).status_code == 200
    assert client.get(form_of(mine, "credit")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_order_and_for_three(client, mine, trainee, django_assert_num_queries, count):
    for order in [mine, *(OrderFactory(buyer=trainee) for _more in range(count - 1))]:
        pay(order)
        client.post(form_of(order), {"addressee": "見本", "party": "person"})
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
