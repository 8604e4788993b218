"""J4.7: from an audit-only seat to a certification seat. The paid seat is untouched until the difference is paid."""

from datetime import date, datetime, timedelta

import pytest

from cohorts.actions.application import DeclarationData
from cohorts.actions.cohort import set_capacity
from cohorts.actions.upgrade import NoAuditSeat, UpgradeOver, UpgradeUnderWay, check_may_upgrade
from cohorts.actions.waitlist import join_waitlist, offer_next_seat
from cohorts.applications import eligibility_of
from cohorts.models import CertificationCase, Cohort, Declaration, Enrollment, SeatPool
from lms.checkout.actions.application import NotEligible, PriceChanged
from lms.checkout.actions.cancellation import cancel_by_office, cancel_by_participant, cancel_for_organizer
from lms.checkout.actions.organizer_change import call_off, carry_out
from lms.checkout.actions.transfer import move_by_office
from lms.checkout.actions.upgrade import PayByTooLate, UpgradeNotEligible, upgrade_by_office
from lms.checkout.cancellation import quote_of
from lms.checkout.models import Cancellation, Listing, OrganizerChange
from lms.checkout.organizer_preview import preview_of
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from payments.actions.checkout import open_checkout
from payments.models import CancellationPolicy, Finding, Order, Refund
from payments.offers import after_credit
from tests.checkout.applications import (
    NOW,
    PATHS,
    Purpose,
    Specialist,
    a_draft,
    a_listener,
    a_world,
    an_upgrade,
    confirm,
    shown,
)
from tests.checkout.stripe_says import LATER, expire, pay
from tests.checkout.test_organizer_change import another_cohort
from tests.world import AUDIT_PRICE_JPY, EARLY_PRICE_JPY, FIRST_DAY, LIST_PRICE_JPY

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ME, OFFICE = Actor.process("participant"), Actor.process("office")
Status = Enrollment.Status
EVE = datetime.fromisoformat("2027-02-17T23:59:59+09:00")
DAY_ONE = datetime.fromisoformat("2027-02-18T00:00:00+09:00")
WITH_EARLY_OFFER = EARLY_PRICE_JPY - AUDIT_PRICE_JPY


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def listener(world):
    return a_listener(world)


def taken(kind):
    return SeatPool.objects.get(kind=kind).taken


def seats():
    return taken("audit"), taken("certification")


def states(*enrollments):
    return [Enrollment.objects.get(pk=each.pk).status for each in enrollments]


def bought_upgrade(source, *, at=NOW):
    """Held and being paid."""
    submitted = confirm(an_upgrade(source, at=at), now=at)
    return submitted.enrollment, submitted.order.payments.get()


def upgraded(source, *, at=NOW):
    upgrade, payment = bought_upgrade(source, at=at)
    pay(payment, now=at)
    return Enrollment.objects.get(pk=upgrade.pk)


def fresh(enrollment):
    return Enrollment.objects.get(pk=enrollment.pk)


def test_j4_07_the_difference_is_paid_and_the_certification_seat_takes_the_place_of_the_other(world, listener):
    upgrade, payment = bought_upgrade(listener)

    assert payment.order.total_jpy == WITH_EARLY_OFFER
    assert seats() == (1, 1)  # both, as long as nothing is paid
    assert states(listener, upgrade) == ["confirmed", "held"]
    pay(payment)
    assert states(listener, upgrade) == ["canceled", "confirmed"]
    assert seats() == (0, 1)
    assert CertificationCase.objects.filter(enrollment=upgrade).exists()
    mail = Message.objects.get(dedupe_key=f"seat_confirmed:enrollment:{upgrade.pk}").body
    assert listener.number in mail
    assert "26,400円" in mail


def test_j4_12_the_audit_record_stays_an_audit_record_after_the_change(world, listener):
    upgrade = upgraded(listener)

    assert (fresh(listener).kind, upgrade.kind) == ("audit", "certification")
    assert upgrade.upgrade_of == listener
    assert not CertificationCase.objects.filter(enrollment=listener).exists()


def test_the_mail_on_the_held_seat_says_what_is_billed_and_that_the_other_seat_stays(world, listener):
    upgrade, _payment = bought_upgrade(listener)

    mail = Message.objects.get(dedupe_key=f"application_received:enrollment:{upgrade.pk}").body
    assert "70,400円" in mail
    assert "44,000円" in mail
    assert "26,400円" in mail
    assert listener.number in mail


@pytest.mark.parametrize(
    "price,credit,difference",
    [
        (88_000, 44_000, 44_000),
        (44_000, 44_000, 0),
        (40_000, 44_000, 0),  # nothing goes back
        (44_050, 44_000, 50),
        (44_049, 44_000, 0),  # less than can be charged
        (88_000, 0, 88_000),
    ],
)
def test_the_difference_is_never_negative_and_never_too_small_to_be_charged(price, credit, difference):
    assert after_credit(price, credit) == difference


@pytest.mark.parametrize(
    "moment,difference",
    [
        ("2026-12-31T23:59:59+09:00", WITH_EARLY_OFFER),
        ("2026-12-31T14:59:59+00:00", WITH_EARLY_OFFER),
        ("2027-01-01T00:00:00+09:00", LIST_PRICE_JPY - AUDIT_PRICE_JPY),
        ("2027-02-10T09:00:00+09:00", LIST_PRICE_JPY - AUDIT_PRICE_JPY),  # after the deadline of applications
    ],
)
def test_the_price_is_that_of_the_servers_clock_at_that_moment(world, listener, moment, difference):
    _upgrade, payment = bought_upgrade(listener, at=datetime.fromisoformat(moment))
    assert payment.order.total_jpy == difference


def test_a_price_that_was_shown_before_it_changed_is_asked_again_and_nothing_is_charged(world, listener):
    draft = an_upgrade(listener)
    seen = shown(draft)
    with pytest.raises(PriceChanged):
        confirm(draft, now=datetime.fromisoformat("2027-01-01T00:00:00+09:00"), seen=seen)
    assert states(listener, draft) == ["confirmed", "draft"]
    assert Order.objects.count() == 1
    assert seats() == (1, 0)


def test_where_nothing_is_left_to_pay_the_seats_change_at_once_and_nothing_goes_back(world, listener):
    Listing.objects.filter(pool__kind="certification").update(list_price_jpy=AUDIT_PRICE_JPY)

    upgrade, payment = bought_upgrade(listener)
    open_checkout(payment, now=NOW)

    assert (payment.order.total_jpy, payment.channel) == (0, "free")
    assert states(listener, upgrade) == ["canceled", "confirmed"]
    assert not Refund.objects.exists()


def test_what_has_gone_back_of_the_first_payment_does_not_count(world, listener):
    paid = listener.purchase.order.payments.get()
    paid.refund_reserved_jpy = 4_000
    paid.save()
    _upgrade, payment = bought_upgrade(listener)
    assert payment.order.total_jpy == EARLY_PRICE_JPY - 40_000


def test_without_the_specialist_level_the_seat_is_refused_with_the_reason_and_the_audit_seat_stays(world):
    listener = a_listener(world, record="")
    draft = an_upgrade(listener, specialist=Specialist.NEITHER)
    with pytest.raises(NotEligible) as refused:
        confirm(draft)
    assert refused.value.eligibility.verdict == "not_met"
    assert seats() == (1, 0)


def test_a_level_still_being_taken_is_provisional_and_may_change(world):
    listener = a_listener(world, record="in_progress")
    upgrade, payment = bought_upgrade(listener)
    pay(payment)
    assert upgrade.eligibility["verdict"] == "provisional"
    assert states(upgrade) == ["confirmed"]


def test_an_unclear_purpose_is_looked_at_by_the_office_first(world, listener):
    draft = an_upgrade(listener, purpose=Purpose.PROFESSIONAL_TRAINER)
    assert confirm(draft).order is None
    assert states(listener, draft) == ["confirmed", "under_review"]
    with pytest.raises(UpgradeUnderWay):
        an_upgrade(listener)


def test_an_upgrade_nobody_pays_leaves_the_paid_seat_as_it_is_and_can_be_begun_again(world, listener):
    upgrade, payment = bought_upgrade(listener)
    expire(payment)

    assert states(listener, upgrade) == ["confirmed", "released"]
    assert seats() == (1, 0)
    mail = Message.objects.get(dedupe_key=f"hold_expired:enrollment:{upgrade.pk}").body
    assert listener.number in mail
    assert states(upgraded(listener, at=LATER)) == ["confirmed"]


def test_money_that_came_late_finds_a_seat_again(world, listener):
    upgrade, payment = bought_upgrade(listener)
    expire(payment)
    pay(payment, now=LATER)
    assert states(listener, upgrade) == ["canceled", "confirmed"]
    assert seats() == (0, 1)


def test_money_that_came_late_while_it_was_begun_anew_waits_for_a_person(world, listener):
    upgrade, payment = bought_upgrade(listener)
    expire(payment)
    again, _second = bought_upgrade(listener, at=LATER)
    pay(payment, now=LATER)

    assert states(listener, upgrade, again) == ["confirmed", "released", "held"]
    assert Finding.objects.get().kind == Finding.Kind.PAID_UNSEATED


def test_a_full_room_puts_the_change_on_the_waitlist_and_a_free_seat_is_offered(world, listener):
    set_capacity(world.cohort, kind="certification", capacity=1, by=OFFICE)
    other = confirm(a_draft(world)).enrollment
    draft = an_upgrade(listener)
    join_waitlist(draft, eligibility=eligibility_of(draft, now=NOW), by=ME, now=NOW)
    assert states(listener, draft) == ["confirmed", "waitlisted"]

    cancel_by_office(other, fee_jpy=0, reason="x", by=OFFICE, now=NOW)
    offer_next_seat(SeatPool.objects.get(kind="certification"), by=OFFICE, now=NOW)
    submitted = confirm(fresh(draft))
    pay(submitted.order.payments.get())
    assert states(listener, draft) == ["canceled", "confirmed"]
    assert seats() == (0, 1)


@pytest.mark.parametrize("moment,is_possible", [(EVE, True), (DAY_ONE, False)])
def test_it_is_possible_until_the_first_day_begins_in_japan(world, listener, moment, is_possible):
    Cohort.objects.update(status=Cohort.Status.CLOSED)
    if is_possible:
        assert states(upgraded(listener, at=moment)) == ["confirmed"]
    else:
        with pytest.raises(UpgradeOver):
            an_upgrade(listener, at=moment)


def test_j4_08_after_attending_one_enrolls_anew_and_is_told_so(world, listener):
    Enrollment.objects.filter(pk=listener.pk).update(status=Status.COMPLETED)
    with pytest.raises(UpgradeOver) as over:
        check_may_upgrade(fresh(listener), now=NOW)
    assert "次回以降の開催" in str(over.value.message)


def test_only_a_confirmed_audit_seat_can_be_changed(world):
    held = confirm(a_draft(world, kind="audit")).enrollment
    with pytest.raises(NoAuditSeat):
        check_may_upgrade(held, now=NOW)
    certified = confirm(a_draft(world)).enrollment
    with pytest.raises(NoAuditSeat):
        check_may_upgrade(certified, now=NOW)


def test_j4_09_a_colleague_applies_separately_and_nothing_of_the_first_seat_counts(world, listener):
    colleague = confirm(a_draft(world, kind="certification"))
    assert colleague.order.total_jpy == EARLY_PRICE_JPY
    assert colleague.enrollment.upgrade_of is None
    assert states(listener) == ["confirmed"]


def test_canceling_afterwards_follows_the_terms_accepted_with_each_payment(world, listener):
    """30 % from 14 days before by the terms of the first order; the second was placed under other terms."""
    kinder = CancellationPolicy.objects.create(
        name="変更", version=2, text="x", tiers=[{"days_before": 0, "fee_percent": 10}]
    )
    Listing.objects.filter(pool__kind="certification").update(policy=kinder)
    upgrade = upgraded(listener)
    late = datetime.fromisoformat("2027-02-04T00:00:00+09:00")

    quote = quote_of(upgrade, now=late)
    assert [part.quote.fee_jpy for part in quote.parts] == [13_200, 2_640]
    assert (quote.paid_jpy, quote.fee_jpy, quote.refund_jpy) == (70_400, 15_840, 54_560)
    cancel_by_participant(upgrade, shown_refund_jpy=54_560, by=ME, now=late)

    kept = Cancellation.objects.order_by("pk").values_list("enrollment", "paid_jpy", "fee_jpy", "refund_jpy")
    assert list(kept) == [(listener.pk, 44_000, 13_200, 30_800), (upgrade.pk, 26_400, 2_640, 23_760)]
    assert list(Refund.objects.order_by("pk").values_list("amount_jpy", flat=True)) == [30_800, 23_760]
    assert seats() == (0, 0)
    told = Message.objects.get(kind="checkout.email.canceled")
    assert all(amount in told.body for amount in ("70,400円", "15,840円", "54,560円"))
    assert upgrade.number in told.subject
    cancel_by_participant(upgrade, shown_refund_jpy=54_560, by=ME, now=late)
    cancel_by_participant(fresh(listener), shown_refund_jpy=0, by=ME, now=late)
    assert Refund.objects.count() == 2


def test_a_fee_of_the_offices_own_is_kept_from_the_first_payment_and_the_rest_from_the_second(
    world, listener, settings
):
    settings.LMS_FEE_LIMIT_JPY = 50_000
    upgrade = upgraded(listener)
    cancel_by_office(upgrade, fee_jpy=50_000, reason="x", by=OFFICE, now=NOW)
    fees = Cancellation.objects.order_by("pk").values_list("fee_jpy", "refund_jpy")
    assert list(fees) == [(44_000, 0), (6_000, 20_400)]


def test_canceling_the_audit_seat_ends_the_change_first(world, listener):
    submitted = at_the_desk(listener)
    cancel_by_participant(listener, shown_refund_jpy=44_000, by=ME, now=NOW)
    assert states(listener, submitted.enrollment) == ["canceled", "released"]
    assert seats() == (0, 0)
    assert Order.objects.get(pk=submitted.order.pk).status == "canceled"


def test_a_payment_that_arrives_for_a_seat_that_has_ended_waits_for_a_person(world, listener):
    upgrade, payment = bought_upgrade(listener)
    Enrollment.objects.filter(pk=listener.pk).update(status=Status.CANCELED)
    SeatPool.objects.filter(kind="audit").update(taken=0)
    pay(payment)
    assert states(upgrade) == ["held"]
    assert Order.objects.get(pk=payment.order_id).status == "paid_unseated"


def test_neither_a_move_nor_a_new_person_while_the_change_is_under_way(world, listener):
    bought_upgrade(listener)
    with pytest.raises(UpgradeUnderWay):
        move_by_office(listener, to=another_cohort(world), reason="x", by=OFFICE, now=NOW)


def test_both_payments_move_along_with_the_seat(world, listener):
    upgrade = upgraded(listener)
    moved = move_by_office(upgrade, to=another_cohort(world), reason="x", by=OFFICE, now=NOW)
    assert quote_of(fresh(moved), now=NOW).paid_jpy == EARLY_PRICE_JPY
    cancel_for_organizer(moved, reason="x", by=OFFICE, now=NOW)
    assert sorted(Refund.objects.values_list("amount_jpy", flat=True)) == [26_400, 44_000]


def test_calling_the_cohort_off_sends_both_payments_back(world, listener):
    upgraded(listener)
    assert preview_of(world.cohort, OrganizerChange.Kind.CANCELED).refund_jpy == EARLY_PRICE_JPY
    change = call_off(world.cohort, OrganizerChange.Kind.CANCELED, reason="講師急病", by=OFFICE, now=NOW)
    carry_out(change, by=OFFICE, now=NOW)
    assert sorted(Refund.objects.values_list("amount_jpy", flat=True)) == [26_400, 44_000]
    assert change.notices.get().status == "ended"


def at_the_desk(listener, *, pay_by=date(2026, 12, 17), token="t", specialist=Specialist.PASSED):
    declared = Declaration.objects.get(enrollment=listener)
    return upgrade_by_office(
        listener,
        declaration=DeclarationData(
            purpose=Purpose.COMPANY_EMPLOYEE,
            specialist_status=specialist,
            specialist_number=declared.specialist_number if specialist == Specialist.PASSED else "",
        ),
        pay_by=pay_by,
        paths=PATHS,
        form_token=token,
        by=OFFICE,
        now=NOW,
    )


def test_the_office_bills_whoever_paid_before_and_the_transfer_changes_the_seats(world, listener):
    first = listener.purchase.order
    submitted = at_the_desk(listener)

    assert (submitted.order.total_jpy, submitted.order.due_on) == (WITH_EARLY_OFFER, date(2026, 12, 17))
    assert (submitted.order.buyer_name, submitted.order.buyer_email) == (first.buyer_name, first.buyer_email)
    assert states(listener, submitted.enrollment) == ["confirmed", "held"]
    assert at_the_desk(listener).order == submitted.order  # the same form once more
    receive_transfer(
        submitted.order, amount_jpy=WITH_EARLY_OFFER, received_on=date(2026, 12, 10), by=OFFICE, now=NOW + timedelta(1)
    )
    assert states(listener, submitted.enrollment) == ["canceled", "confirmed"]


def test_the_office_gives_a_transfer_until_the_eve_of_the_course_and_nobody_a_seat_without_the_level(world, listener):
    with pytest.raises(PayByTooLate):
        at_the_desk(listener, pay_by=FIRST_DAY)
    with pytest.raises(PayByTooLate):
        at_the_desk(listener, pay_by=date(2026, 12, 9))
    with pytest.raises(UpgradeNotEligible, match="スペシャリスト"):
        at_the_desk(listener, specialist=Specialist.NEITHER)
    assert Enrollment.objects.count() == 1
    assert seats() == (1, 0)
