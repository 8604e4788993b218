"""What a company reads of the people it sent: attendance always, the result with the person's consent and once it is out."""

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.decision import decide_case
from cohorts.employer_results import TEXT_VERSION, Answer, answer_of
from cohorts.models import Attendance, CertificationDecision, Consent, Enrollment, Person
from lms.checkout.models import Purchase
from lms.kernel.actor import Actor
from tests.checkout.companies import a_contact
from tests.factories.certification import NOW, certified, ready
from tests.factories.commerce import purchase
from tests.factories.payments import OrderFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

WITHHELD = "ご本人の同意がないため、出席状況のみお知らせします。"


@pytest.mark.parametrize(
    "leads_to_license,has_consent,outcome,answer",
    [
        (True, False, None, Answer.WITHHELD),
        (True, False, "certified", Answer.WITHHELD),
        (True, False, "not_certified", Answer.WITHHELD),
        (True, True, None, Answer.NOT_OUT),
        (True, True, "certified", Answer.CERTIFIED),
        (True, True, "not_certified", Answer.NOT_CERTIFIED),
        (False, True, "certified", Answer.NO_RESULT),
    ],
)
def test_j7_08_the_consent_of_the_person_decides_what_is_told(leads_to_license, has_consent, outcome, answer):
    assert answer_of(leads_to_license=leads_to_license, has_consent=has_consent, outcome=outcome) is answer


@pytest.fixture
def sent():
    """An employee who attended everything and waits for the decision, and whoever pays."""
    world = ready()
    contact = a_contact()
    order = OrderFactory(buyer=contact.user, buyer_name="見本株式会社")
    contact.group_applications.create(organization=contact.employer, cohort=world.cohort, order=order)
    purchase(order, world.enrollment)
    for session in world.cohort.sessions.all():
        is_late = {"status": "partial", "late_minutes": 5} if session.position == 1 else {"status": "present"}
        Attendance.objects.create(enrollment=world.enrollment, session=session, recorded_at=NOW, **is_late)
    Person.objects.filter(pk=world.enrollment.person_id).update(user=UserFactory())
    return world


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of_company(sent):
    order = Purchase.objects.get(enrollment=sent.enrollment).order
    return signed_in(order.buyer).get(reverse("lms_portal:my_order", args=[order.public_id])).content.decode()


def choose(sent, **answer):
    person = Person.objects.get(pk=sent.enrollment.person_id)
    address = reverse("lms_portal:my_employer_results", args=[sent.enrollment.public_id])
    return signed_in(person.user).post(address, answer)


def test_j7_08_a_company_reads_attendance_and_that_the_rest_is_not_told(sent):
    certified_now(sent)
    words = page_of_company(sent)
    attended = "4時限のうち4時限に出席（遅刻・早退 計5分）"
    assert [attended in words, WITHHELD in words, "認定されました" in words] == [
        True, True, False,
    ]  # fmt: skip


def certified_now(sent):
    by = Actor.person(sent.decider)
    decide_case(sent.case, outcome=CertificationDecision.Outcome.CERTIFIED, by=by, now=NOW)


def test_j7_08_with_consent_the_result_is_told_once_it_is_out_and_taking_it_back_ends_that(sent):
    choose(sent, allow="on")
    assert "結果は、確定した後にここに表示します。" in page_of_company(sent)
    certified_now(sent)
    assert "認定されました" in page_of_company(sent)
    choose(sent)
    words = page_of_company(sent)
    assert [WITHHELD in words, "認定されました" in words] == [True, False]
    consent = Consent.objects.get(text="employer_results")
    assert (consent.version, consent.source, consent.withdrawn_at is None) == (TEXT_VERSION, "my_page", False)


def test_nothing_is_agreed_to_beforehand_and_the_person_reads_what_the_company_reads(sent):
    address = reverse("lms_portal:my_employer_results", args=[sent.enrollment.public_id])
    person = Person.objects.get(pk=sent.enrollment.person_id)
    words = signed_in(person.user).get(address).content.decode()
    assert [WITHHELD in words, "見本株式会社" in words, "checked" in words] == [True, True, False]
    own = reverse("lms_portal:my_enrollment", args=[sent.enrollment.public_id])
    assert address in signed_in(person.user).get(own).content.decode()


def test_j7_08_the_office_reads_what_the_company_reads(sent, admin_client):
    order = Purchase.objects.get(enrollment=sent.enrollment).order
    address = reverse("lms_desk_order:inspect", args=[order.pk])
    assert WITHHELD in admin_client.get(address).content.decode()
    choose(sent, allow="on")
    assert "結果は、確定した後にここに表示します。" in admin_client.get(address).content.decode()


def test_a_seat_somebody_paid_for_alone_is_nobody_elses_affair():
    enrollment = certified().case.enrollment
    Person.objects.filter(pk=enrollment.person_id).update(user=UserFactory())
    person = Person.objects.get(pk=enrollment.person_id)
    purchase(OrderFactory(buyer=person.user), Enrollment.objects.get(pk=enrollment.pk))
    address = reverse("lms_portal:my_employer_results", args=[enrollment.public_id])
    assert "結果を見るのは、ご本人だけです。" in signed_in(person.user).get(address).content.decode()
