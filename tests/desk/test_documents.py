"""Documents at the desk: found by day, amount and name together, voided, reissued and handed to the accountant."""

import csv
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.urls import reverse

from lms.kernel.actor import Actor
from payments.actions.document import Addressee, bytes_of, issue_receipt
from payments.models import Document
from tests.factories.payments import OrderFactory, PaymentFactory

pytestmark = pytest.mark.django_db
LIST = reverse("lms_desk_document:index")
BUNDLE = reverse("lms_desk:document_bundle")


def receipt(name: str = "見本 花子", day: int = 12) -> Document:
    moment = datetime(2027, 1, day, 3, 0, tzinfo=UTC)
    payment = PaymentFactory(order=OrderFactory(status="paid"), status="paid", paid_at=moment)
    return issue_receipt(payment, addressee=Addressee(name), by=Actor.process("office"), now=moment)


def test_day_amount_and_counterparty_are_searched_together(office):
    found = receipt("株式会社𠮷田髙橋", 12)
    receipt("株式会社𠮷田髙橋", 20)
    receipt("別の会社", 12)
    wanted = {
        "counterparty": "吉田高橋",
        "since": "2027-01-12",
        "until": "2027-01-12",
        "at_least": 88_000,
        "at_most": 88_000,
    }
    assert list(office.get(LIST, wanted).context["object_list"]) == [found]
    assert list(office.get(LIST, {**wanted, "at_least": 88_001}).context["object_list"]) == []
    assert [each.pk for each in office.get(LIST, {"q": "吉田", "until": "2027-01-12"}).context["object_list"]] == [
        found.pk
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(office, django_assert_num_queries, count):
    for _row in range(count):
        receipt()
    office.get(LIST)
    with django_assert_num_queries(10):
        office.get(LIST)


def test_a_document_is_reissued_with_a_reason(office):
    old = receipt()
    address = reverse("lms_desk:reissue_document", args=[old.pk])
    assert "見本 花子" in office.get(address).content.decode()
    assert office.post(address, {"addressee": "会社", "party": "organization", "reason": ""}).status_code == 200
    office.post(address, {"addressee": "株式会社見本", "party": "organization", "reason": "会社宛て"})
    old.refresh_from_db()
    assert (old.status, old.void_reason, old.replaced_by.addressee_in_full) == (
        "voided",
        "会社宛て",
        "株式会社見本 御中",
    )
    page = office.get(reverse("lms_desk_document:inspect", args=[old.pk])).content.decode()
    assert old.replaced_by.number in page
    again = office.post(address, {"addressee": "株式会社見本", "party": "organization", "reason": "二度"})
    assert "すでに無効" in again.content.decode()
    assert Document.objects.count() == 2


def test_a_document_is_voided_and_its_pdf_stays_readable_for_the_office(office):
    one = receipt()
    office.post(reverse("lms_desk:void_document", args=[one.pk]), {"reason": "二重発行"})
    one.refresh_from_db()
    assert one.status == "voided"
    assert office.get(reverse("lms_desk:document_pdf", args=[one.pk])).content == bytes_of(one)
    assert one.number in office.get(reverse("lms_desk_order:inspect", args=[one.order_id])).content.decode()


def test_the_bundle_holds_what_the_list_was_narrowed_to(office, django_assert_max_num_queries):
    kept, _other = receipt("=株式会社見本", 12), receipt("別の会社", 20)
    with django_assert_max_num_queries(8):
        answer = office.get(BUNDLE, {"until": "2027-01-12"})
        body = b"".join(answer.streaming_content)
    archive = zipfile.ZipFile(BytesIO(body))
    assert archive.namelist() == [f"receipt/{kept.number}.pdf", "index.csv"]
    [_head, row] = csv.reader(StringIO(archive.read("index.csv").decode("utf-8-sig")))
    assert row[0] == kept.number
    assert row[5] == "'=株式会社見本 様"
    assert row[-1] == sha256(archive.read(f"receipt/{kept.number}.pdf")).hexdigest()


def test_an_editor_of_pages_reads_no_document(client, editor):
    one = receipt()
    client.force_login(editor)
    for address in (BUNDLE, reverse("lms_desk:document_pdf", args=[one.pk])):
        assert client.get(address).url == "/cms/"
