"""A seat the company pays for is taken over by a colleague: once, in time, judged anew, the money stays with it."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.application import AlreadyApplied, DeclarationData
from cohorts.actions.enrollment import NotCancelable
from cohorts.actions.substitution import SubstituteNotEligible, TeachesHere
from cohorts.eligibility import Need
from cohorts.models import Enrollment, SeatPool, StaffAssignment
from lms.checkout.actions.cancellation import cancel_by_office
from lms.checkout.actions.substitution import (
    AlreadySubstituted,
    Newcomer,
    NotPaidByCompany,
    OtherCompany,
    SamePerson,
    TooLateToSubstitute,
    substitute,
    substitute_newcomer,
)
from lms.checkout.models import Purchase, Substitution
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Order
from tests.checkout.applications import NOW, a_draft, a_world, bought
from tests.checkout.stripe_says import pay
from tests.factories.cohorts import EnrollmentFactory, OrganizationFactory, PersonFactory
from tests.factories.standalone import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OFFICE = Actor.process("office")


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def company():
    return OrganizationFactory(name="見本株式会社")


def seat_of(world, company, kind="certification"):
    """A seat of an employee; a colleague of the personnel department pays."""
    person = PersonFactory(family_name="髙橋", given_name="一郎", user=UserFactory(), employer=company)
    payment = bought(world, person=person, kind=kind)
    pay(payment)
    buyer = {"buyer": UserFactory(), "buyer_name": "見本株式会社 人事部", "buyer_email": "jinji@example.test"}
    Order.objects.filter(pk=payment.order_id).update(**buyer)
    return Enrollment.objects.get(purchase__order=payment.order)


def declared(status="in_progress", number=""):
    return DeclarationData(
        purpose="company_employee",
        specialist_status=status,
        specialist_number=number,
        employer_name="見本株式会社",
    )


def hand_over(seat, to, *, now=NOW, cleared=(Need.NUMBER_CHECK,), declaration=None):
    facts = {"declaration": declaration or declared(), "cleared": cleared, "reason": "異動のため"}
    return substitute(seat, to=to, by=OFFICE, now=now, **facts)


def taken(world, kind="certification"):
    return SeatPool.objects.get(cohort=world.cohort, kind=kind).taken


def test_j7_05_a_colleague_takes_the_seat_and_the_money_stays_with_it(world, company):
    seat = seat_of(world, company)
    order = seat.purchase.order
    target = hand_over(seat, PersonFactory(family_name="𠮷田", given_name="花子", employer=company))
    seat.refresh_from_db()
    assert (seat.status, target.status, target.kind, taken(world)) == ("canceled", "confirmed", "certification", 1)
    assert Purchase.objects.get().enrollment == target
    order.refresh_from_db()
    assert (order.status, order.payments.get().refund_reserved_jpy) == ("paid", 0)
    assert (seat.declaration.specialist_number, target.declaration.specialist_number) == (f"SP-{seat.pk:04}", "")


def test_j7_06_old_and_new_participant_and_the_buyer_are_written_to(world, company):
    seat = seat_of(world, company)
    target = hand_over(seat, PersonFactory(family_name="𠮷田", given_name="花子", employer=company))
    told = Message.objects.filter(kind="checkout.email.substituted")
    assert {mail.to_email for mail in told} == {seat.person.email, "jinji@example.test"}
    assert all("𠮷田 花子" in mail.body and "髙橋 一郎" in mail.body for mail in told)
    confirmed = Message.objects.filter(kind="cohorts.email.seat_confirmed", to_email=target.person.email)
    assert confirmed.count() == 1
    letters = Message.objects.filter(kind="checkout.email.joining_instructions")
    assert not letters.filter(to_email=seat.person.email, sent_at__isnull=False).exists()


def test_j7_06_an_evaluator_of_the_cohort_cannot_take_part(world, company):
    teacher = PersonFactory(user=UserFactory(), employer=company)
    StaffAssignment.objects.create(cohort=world.cohort, user=teacher.user, role="trainer")
    seat = seat_of(world, company)
    with pytest.raises(TeachesHere):
        hand_over(seat, teacher)
    seat.refresh_from_db()
    assert (seat.status, Substitution.objects.count()) == ("confirmed", 0)


def test_doing_it_twice_is_one_substitution_and_a_second_one_is_refused(world, company):
    seat, first = seat_of(world, company), PersonFactory(employer=company)
    target = hand_over(seat, first)
    assert hand_over(seat, first) == target
    with pytest.raises(AlreadySubstituted):
        hand_over(target, PersonFactory(employer=company))
    with pytest.raises(AlreadySubstituted):
        hand_over(seat, PersonFactory(employer=company))
    assert (Substitution.objects.count(), taken(world)) == (1, 1)


def test_who_may_not_take_a_certification_seat_does_not_get_it_by_substitution(world, company):
    seat = seat_of(world, company)
    with pytest.raises(SubstituteNotEligible):
        hand_over(seat, PersonFactory(employer=company), declaration=declared("neither"), cleared=())
    with pytest.raises(SubstituteNotEligible):
        hand_over(seat, PersonFactory(employer=company), declaration=declared("passed", "SP-99999"), cleared=())
    seat.refresh_from_db()
    assert (seat.status, taken(world), Purchase.objects.get().enrollment) == ("confirmed", 1, seat)


@pytest.mark.parametrize(
    "kind,moment,refused",
    [
        ("certification", "2027-02-17T23:59:59+09:00", False),
        ("certification", "2027-02-18T00:00:00+09:00", True),
        ("certification", "2027-02-17T15:00:00+00:00", True),
        ("audit", "2027-02-18T08:59:00+09:00", False),
        ("audit", "2027-02-18T18:00:00+09:00", True),
    ],
)
def test_the_limit_differs_by_the_kind_of_seat_and_is_a_moment_in_japan(world, company, kind, moment, refused):
    seat, now = seat_of(world, company, kind), datetime.fromisoformat(moment)
    if refused:
        with pytest.raises(TooLateToSubstitute):
            hand_over(seat, PersonFactory(employer=company), now=now)
    else:
        assert hand_over(seat, PersonFactory(employer=company), now=now).status == "confirmed"


def test_before_a_monday_the_limit_is_the_friday(world, company):
    seat = seat_of(world, company)
    for day in world.cohort.days.order_by("-position"):
        day.held_on = date(2027, 2, 21) + timedelta(days=day.position)
        day.save()
    saturday = datetime.fromisoformat("2027-02-20T00:00:00+09:00")
    with pytest.raises(TooLateToSubstitute):
        hand_over(seat, PersonFactory(employer=company), now=saturday)
    assert hand_over(seat, PersonFactory(employer=company), now=saturday - timedelta(seconds=1)).status == "confirmed"


def test_another_company_the_same_person_and_somebody_already_here_are_refused(world, company):
    seat = seat_of(world, company)
    with pytest.raises(OtherCompany):
        hand_over(seat, PersonFactory(employer=OrganizationFactory(name="別の株式会社")))
    with pytest.raises(SamePerson):
        hand_over(seat, seat.person)
    present = PersonFactory(employer=company)
    EnrollmentFactory(person=present, pool=world.cohort.pools.get(kind="audit"))
    with pytest.raises(AlreadyApplied):
        hand_over(seat, present)


def test_a_seat_one_pays_for_oneself_is_not_handed_over(world):
    person = PersonFactory(user=UserFactory())
    payment = bought(world, person=person)
    pay(payment)
    with pytest.raises(NotPaidByCompany):
        hand_over(Enrollment.objects.get(purchase__order=payment.order), PersonFactory())


def test_a_canceled_seat_is_not_handed_over(world, company):
    seat = seat_of(world, company)
    cancel_by_office(seat, fee_jpy=0, reason="中止", by=OFFICE, now=NOW)
    with pytest.raises(NotCancelable):
        hand_over(seat, PersonFactory(employer=company))


def test_a_newcomer_is_entered_once_as_an_employee_and_found_by_address_and_name(world, company):
    newcomer = Newcomer(
        family_name="𠮷" * 100, given_name="花子", family_kana="ヨシ", given_kana="ハナコ", email="h@example.test"
    )
    facts = {"declaration": declared(), "cleared": (Need.NUMBER_CHECK,), "reason": "異動", "by": OFFICE, "now": NOW}
    seat = seat_of(world, company)
    target = substitute_newcomer(seat, newcomer, **facts)
    assert (target.person.employer, target.person.family_name) == (company, "𠮷" * 100)
    assert substitute_newcomer(seat, newcomer, **facts) == target


def test_after_the_substitution_the_money_goes_back_by_the_accepted_terms(world, company):
    target = hand_over(seat_of(world, company), PersonFactory(employer=company))
    done = cancel_by_office(target, fee_jpy=None, reason="欠席", by=OFFICE, now=NOW)
    assert (done.refund_jpy, taken(world)) == (done.paid_jpy, 0)


def test_an_unpaid_seat_is_not_handed_over(world, company):
    draft = a_draft(world, person=PersonFactory(employer=company))
    with pytest.raises(NotPaidByCompany):
        hand_over(draft, PersonFactory(employer=company))
