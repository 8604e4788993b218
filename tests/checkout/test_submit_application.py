"""Pressing the button: a held seat with its order, a review, or a reason why not, and never half of anything."""

from datetime import timedelta

import pytest

from cohorts.actions.application import AlreadyApplied, ApplicationsClosed
from cohorts.actions.enrollment import CohortFull
from cohorts.actions.review import clear_review
from cohorts.eligibility import Need, Seat, Verdict
from cohorts.models import Enrollment, SeatKind, SeatPool
from lms.checkout.actions.application import NotEligible, OfferChanged, PriceChanged
from lms.checkout.models import LegalDocument, Listing, Purchase
from lms.kernel.models import Message
from payments.models import Order, Payment
from tests.checkout.applications import APPLICANT, NOW, Purpose, Specialist, a_draft, a_world, confirm, shown
from tests.factories.cohorts import PersonFactory
from tests.factories.standalone import UserFactory
from tests.world import DEADLINE_AT, OFFER_ENDS_AT

pytestmark = pytest.mark.django_db
Status = Enrollment.Status


@pytest.fixture
def world():
    return a_world()


def taken(world, kind=SeatKind.CERTIFICATION) -> int:
    return SeatPool.objects.get(cohort=world.cohort, kind=kind).taken


def mails() -> list[str]:
    return sorted(kind.removeprefix("cohorts.email.") for kind in Message.objects.values_list("kind", flat=True))


def assert_nothing_happened(world, enrollment, *, mails_so_far=()):
    enrollment.refresh_from_db()
    assert (enrollment.status, enrollment.submitted_at, taken(world)) == (Status.DRAFT, None, 0)
    assert enrollment.declaration.accepted_at is None
    assert (Order.objects.count(), Payment.objects.count(), mails()) == (0, 0, list(mails_so_far))


# What becomes of it


def test_met_holds_a_seat_and_freezes_the_price(world):
    person = PersonFactory(family_name="見本", given_name="花子", user=UserFactory(), email="hanako@example.test")
    submitted = confirm(a_draft(world, person=person))
    enrollment, order = submitted.enrollment, submitted.order
    assert (enrollment.status, enrollment.hold_until, enrollment.submitted_at) == (
        Status.HELD,
        NOW + timedelta(minutes=70),
        NOW,
    )
    assert taken(world) == 1
    assert Purchase.objects.get(order=order).enrollment == enrollment
    assert (order.total_jpy, order.tax_jpy, order.price_locked_at) == (70_400, 6_400, NOW)
    assert (order.buyer, order.buyer_name, order.buyer_email) == (person.user, "見本 花子", "hanako@example.test")
    assert (order.terms_version, order.policy["name"], order.policy["version"]) == ("2026-04", "公開講座", 1)
    assert order.methods_until == DEADLINE_AT
    line = order.lines.get()
    assert (line.list_unit_jpy, line.unit_jpy, line.offer_label, line.offer_percent) == (88_000, 70_400, "早期割引", 20)
    assert line.reference == f"enrollment:{enrollment.public_id}"
    assert [(payment.status, payment.amount_jpy) for payment in order.payments.all()] == [("new", 70_400)]
    assert mails() == ["application_received"]


def test_met_keeps_what_was_accepted(world):
    declaration = confirm(a_draft(world)).enrollment.declaration
    declaration.refresh_from_db()
    assert (declaration.accepted_terms_version, declaration.accepted_privacy_version) == ("2026-04", "2026-04")
    assert (declaration.accepted_policy_version, declaration.accepted_at) == ("公開講座 v1", NOW)


def test_j2_01_provisional_holds_a_seat_too(world):
    submitted = confirm(a_draft(world, specialist=Specialist.IN_PROGRESS, record="in_progress"))
    assert (submitted.enrollment.status, submitted.enrollment.eligibility["verdict"]) == ("held", "provisional")
    assert submitted.order.total_jpy == 70_400


def test_j4_02_an_audit_seat_needs_nothing_and_has_its_own_price(world):
    submitted = confirm(a_draft(world, kind=SeatKind.AUDIT, specialist=Specialist.NEITHER, record=""))
    assert (submitted.order.total_jpy, submitted.order.lines.get().offer_label) == (44_000, "")
    assert (taken(world), taken(world, SeatKind.AUDIT)) == (0, 1)


def test_a_free_seat_is_ordered_over_nothing(world):
    Listing.objects.filter(pool__kind=SeatKind.AUDIT).update(list_price_jpy=0)
    order = confirm(a_draft(world, kind=SeatKind.AUDIT, record="")).order
    assert (order.total_jpy, order.payments.get().channel) == (0, "free")


@pytest.mark.parametrize(
    "applicant",
    [
        {"specialist": Specialist.PASSED, "record": ""},
        {"purpose": Purpose.PROFESSIONAL_TRAINER},
        {"purpose": Purpose.OTHER},
    ],
    ids=["number unknown", "professional trainer", "other purpose"],
)
def test_review_parks_without_order_or_seat(world, applicant):
    submitted = confirm(a_draft(world, **applicant))
    assert (submitted.order, submitted.enrollment.status) == (None, Status.UNDER_REVIEW)
    assert submitted.enrollment.submitted_at == NOW
    assert (taken(world), Order.objects.count(), mails()) == (0, 0, ["application_under_review"])
    submitted.enrollment.declaration.refresh_from_db()
    assert submitted.enrollment.declaration.accepted_at == NOW


def test_review_confirmed_twice_is_one_review(world):
    draft = a_draft(world, record="")
    confirm(draft)
    again = confirm(draft, now=NOW + timedelta(minutes=1))
    assert (again.order, again.enrollment.submitted_at) == (None, NOW)
    assert mails() == ["application_under_review"]


def test_not_eligible_says_why_and_what_else_is_possible(world):
    draft = a_draft(world, specialist=Specialist.NEITHER, record="")
    with pytest.raises(NotEligible) as refusal:
        confirm(draft)
    assert (refusal.value.eligibility.verdict, refusal.value.eligibility.offers) == (Verdict.NOT_MET, Seat.AUDIT)
    assert_nothing_happened(world, draft)


# The world changes while somebody reads the screen


def test_price_that_rose_while_reading_is_not_charged(world):
    draft = a_draft(world)
    seen = shown(draft, at=OFFER_ENDS_AT - timedelta(microseconds=1))
    assert seen.price.unit_jpy == 70_400
    with pytest.raises(PriceChanged):
        confirm(draft, now=OFFER_ENDS_AT, seen=seen)
    assert_nothing_happened(world, draft)
    assert confirm(draft, now=OFFER_ENDS_AT).order.total_jpy == 88_000


def test_last_moment_of_the_offer_gets_its_price(world):
    assert confirm(a_draft(world), now=OFFER_ENDS_AT - timedelta(microseconds=1)).order.total_jpy == 70_400


def test_new_terms_while_reading_are_not_accepted_unseen(world):
    draft = a_draft(world)
    seen = shown(draft)
    LegalDocument.objects.create(
        kind="terms", version="2026-12", title="受講規約", body="<p>新</p>", effective_at=NOW + timedelta(minutes=5)
    )
    with pytest.raises(OfferChanged):
        confirm(draft, now=NOW + timedelta(minutes=5), seen=seen)
    assert_nothing_happened(world, draft)


def test_new_terms_stop_a_review_as_well(world):
    draft = a_draft(world, record="")
    seen = shown(draft)
    world.cohort.days.filter(position=1).update(held_on="2027-02-17")
    with pytest.raises(OfferChanged):
        confirm(draft, seen=seen)
    assert_nothing_happened(world, draft)


def test_full_cohort_sells_nothing(world):
    SeatPool.objects.update(taken=10)
    draft = a_draft(world)
    with pytest.raises(CohortFull):
        confirm(draft)
    draft.refresh_from_db()
    assert (draft.status, taken(world), Order.objects.count()) == (Status.DRAFT, 10, 0)


@pytest.mark.parametrize("record", ["passed", ""], ids=["to a seat", "to a review"])
def test_deadline_passed_between_the_steps(world, record):
    draft = a_draft(world, record=record)
    with pytest.raises(ApplicationsClosed):
        confirm(draft, now=DEADLINE_AT)
    assert_nothing_happened(world, draft)


def test_last_second_before_the_deadline_is_in_time(world):
    assert confirm(a_draft(world), now=DEADLINE_AT - timedelta(seconds=1)).enrollment.status == Status.HELD


def test_before_applications_open_nothing_is_sold(world):
    draft = a_draft(world)
    too_early = world.cohort.applications_open_at - timedelta(seconds=1)
    with pytest.raises(ApplicationsClosed):
        confirm(draft, now=too_early)
    assert_nothing_happened(world, draft)


# The same button twice


def test_the_same_form_twice_is_one_order(world):
    draft = a_draft(world)
    first = confirm(draft, token="same")
    second = confirm(draft, token="same", now=NOW + timedelta(seconds=1))
    assert (second.order, second.enrollment) == (first.order, first.enrollment)
    assert (taken(world), Payment.objects.count(), mails()) == (1, 1, ["application_received"])


def test_the_same_form_after_the_offer_still_finds_the_first_order(world):
    draft = a_draft(world)
    first = confirm(draft, token="same")
    assert confirm(draft, token="same", now=OFFER_ENDS_AT).order == first.order
    assert first.order.total_jpy == 70_400


def test_another_form_for_the_same_seat_takes_nothing(world):
    draft = a_draft(world)
    confirm(draft)
    with pytest.raises(AlreadyApplied):
        confirm(draft)
    assert (taken(world), Order.objects.count()) == (1, 1)


# After the office has looked


def cleared(enrollment, *, now=NOW):
    return clear_review(enrollment, needs=[Need.NUMBER_CHECK], note="番号を確認しました", by=APPLICANT, now=now)


def test_j1_10_after_the_review_the_applicant_confirms_and_an_order_follows(world):
    draft = a_draft(world, record="")
    confirm(draft)
    cleared(draft)
    submitted = confirm(draft, now=NOW + timedelta(days=1))
    assert (submitted.enrollment.status, submitted.enrollment.submitted_at) == (Status.HELD, NOW)
    assert (submitted.order.total_jpy, taken(world)) == (70_400, 1)
    assert mails() == ["application_received", "application_under_review", "review_cleared"]


def test_after_the_review_the_price_is_that_of_the_day_of_confirming(world):
    draft = a_draft(world, record="")
    confirm(draft)
    cleared(draft)
    assert confirm(draft, now=OFFER_ENDS_AT).order.total_jpy == 88_000


def test_submitted_in_time_and_cleared_after_the_deadline_may_still_confirm(world):
    draft = a_draft(world, record="")
    confirm(draft)
    cleared(draft, now=DEADLINE_AT + timedelta(days=1))
    assert confirm(draft, now=DEADLINE_AT + timedelta(days=1)).enrollment.status == Status.HELD


def test_a_review_that_is_only_half_cleared_holds_nothing(world):
    draft = a_draft(world, record="", purpose=Purpose.PROFESSIONAL_TRAINER)
    confirm(draft)
    cleared(draft)
    assert confirm(draft).order is None
    assert taken(world) == 0


def test_a_price_edited_later_does_not_touch_an_order(world):
    order = confirm(a_draft(world)).order
    Listing.objects.update(list_price_jpy=99_000)
    order.refresh_from_db()
    assert (order.total_jpy, order.lines.get().list_unit_jpy) == (70_400, 88_000)
