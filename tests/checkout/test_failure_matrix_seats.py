"""Misfortunes of a purchase that touch the seat, the price or the mail. Each test is one row, under its number."""

import json
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.cohort import TooFewSeats, cancel_cohort, set_capacity
from cohorts.models import Enrollment, SeatKind, SeatPool
from lms.checkout.actions.application import PriceChanged
from lms.checkout.models import Listing
from lms.kernel.models import Message
from payments.actions.closing import return_everything
from payments.actions.refund import refund_unseated
from payments.actions.resolution import StillNothingToGive, fulfil
from payments.actions.settlement import abandon
from payments.models import CancellationPolicy, DiscountOffer, Finding, Order, Payment, Refund
from payments.offers import last_moment_shown
from tests.bench.manage import ROOT
from tests.checkout.applications import APPLICANT, a_draft, a_world, bought, confirm, shown
from tests.checkout.stripe_says import LATER, expire, pay
from tests.world import OFFER_ENDS_AT, World

pytestmark = pytest.mark.both_databases
OFFICE = APPLICANT


@pytest.fixture
def world(db) -> World:
    return a_world(capacity=1)


def pool() -> SeatPool:
    return SeatPool.objects.get(kind=SeatKind.CERTIFICATION)


def mails() -> list[str]:
    return sorted(Message.objects.without_planned().values_list("kind", flat=True))


def race(environment: dict[str, str], story: str, clicks: int) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "tests.checkout.race_for_an_order", story, str(clicks)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_row_01_of_buyers_after_the_last_seat_one_gets_it_and_the_others_read_that_it_is_full(process_environment):
    after = race(process_environment, "last_seat", 8)
    assert sorted(after["said"]) == ["CohortFull"] * 7 + ["O-2026-000001"]
    assert (after["taken"], after["orders"]) == (1, ["awaiting_payment"])


def test_row_01_of_two_companies_after_the_last_three_seats_one_gets_all_and_the_other_none(process_environment):
    after = race(process_environment, "companies", 2)
    assert sorted(after["said"]) == ["O-2026-000001", "SeatsShort"]
    assert (after["taken"], after["unnamed"], after["enrollments"]) == (3, 2, ["held"])


def test_row_01_a_company_against_single_buyers_never_gets_a_part(process_environment):
    after = race(process_environment, "company_and_singles", 4)
    singles = len([order for order in after["said"] if order.startswith("O-")])
    if "SeatsShort" in after["said"]:
        assert (after["unnamed"], after["taken"], after["enrollments"].count("held")) == (0, singles, singles)
    else:
        assert (after["unnamed"], after["taken"], after["said"].count("CohortFull")) == (2, 3, 3)


def test_row_06_a_hold_that_nobody_can_pay_is_given_back_with_a_mail(world):
    payment = bought(world)
    abandon(payment, cause="refused by Stripe", now=LATER)
    assert (pool().taken, Enrollment.objects.get().status) == (0, "released")
    assert mails() == ["cohorts.email.application_received", "cohorts.email.hold_expired"]


def test_row_10_paid_without_a_redirect_confirms_the_seat_and_mails(world):
    pay(bought(world))
    assert (pool().taken, Enrollment.objects.get().status) == (1, "confirmed")
    assert mails() == ["cohorts.email.application_received", "cohorts.email.seat_confirmed"]


def test_row_12_webhook_and_redirect_at_once_book_one_charge_and_send_one_mail(process_environment):
    after = race(process_environment, "paid", 6)
    assert (after["charges"], after["enrollments"]) == ([70_400], ["confirmed"])
    assert after["mails"] == ["cohorts.email.application_received", "cohorts.email.seat_confirmed"]


@pytest.fixture
def unseated(world) -> Payment:
    """Money that came after the seat had gone to somebody else."""
    payment = bought(world)
    expire(payment)
    bought(world)
    pay(payment, now=LATER)
    assert Order.objects.get(pk=payment.order_id).status == "paid_unseated"
    return Payment.objects.get(pk=payment.pk)


def test_row_27_late_money_without_a_seat_stays_visible_until_it_is_resolved(unseated):
    finding = Finding.objects.unresolved().get()
    assert (finding.kind, finding.payment, pool().taken) == ("paid_unseated", unseated, 1)
    with pytest.raises(StillNothingToGive):
        fulfil(finding, by=OFFICE, now=LATER)
    assert Finding.objects.unresolved().get() == finding
    SeatPool.objects.update(capacity=2)
    fulfil(finding, by=OFFICE, now=LATER)
    finding.refresh_from_db()
    assert (finding.resolution, Order.objects.get(pk=unseated.order_id).status) == ("fulfilled", "paid")


def test_row_27_money_that_has_waited_three_days_goes_back_by_itself_once(unseated):
    unseated_since = Payment.objects.unseated_since
    assert not unseated_since(LATER - timedelta(seconds=1)).exists()
    assert list(unseated_since(LATER)) == [unseated]
    Payment.objects.filter(pk=unseated.pk).update(intent_id="pi_1")
    assert refund_unseated(unseated, now=LATER).amount_jpy == unseated.amount_jpy
    assert refund_unseated(unseated, now=LATER) is None
    assert Refund.objects.get().origin == "auto"


def test_row_35_an_offer_that_ends_on_the_confirm_page_is_confirmed_anew(world):
    draft = a_draft(world)
    seen = shown(draft, at=OFFER_ENDS_AT - timedelta(microseconds=1))
    assert seen.price.unit_jpy == 70_400
    with pytest.raises(PriceChanged):
        confirm(draft, now=OFFER_ENDS_AT, seen=seen)
    assert (Order.objects.count(), pool().taken) == (0, 0)


def test_row_36_price_offer_and_policy_edited_after_the_order_leave_it_as_agreed(world):
    order = bought(world).order
    agreed = (order.total_jpy, order.tax_jpy, order.policy, order.payments.get().amount_jpy)
    sent = order.payments.get().requests.get().params
    Listing.objects.update(list_price_jpy=100_000)
    DiscountOffer.objects.update(percent=50, label="別の割引")
    CancellationPolicy.objects.update(text="別の規定", tiers=[{"days_before": 0, "fee_percent": 100}])
    order = Order.objects.get(pk=order.pk)
    assert (order.total_jpy, order.tax_jpy, order.policy, order.payments.get().amount_jpy) == agreed
    assert order.payments.get().requests.get().params == sent
    assert sent["line_items"][0]["price_data"]["unit_amount"] == 70_400
    line = order.lines.get()
    assert (line.list_unit_jpy, line.unit_jpy, line.offer_label, line.offer_percent) == (88_000, 70_400, "早期割引", 20)
    assert order.totals().total_jpy == order.payments.get().amount_jpy


def test_row_37_a_canceled_cohort_sends_everything_back_once_per_order(world):
    SeatPool.objects.update(capacity=3)
    paid, unpaid = bought(world), bought(world)
    pay(paid)
    cancel_cohort(world.cohort, reason="講師急病のため", by=OFFICE)
    for _again in range(2):
        for order in Order.objects.all():
            return_everything(order, reason="開催中止", by=OFFICE, now=LATER)
    assert [(refund.amount_jpy, refund.reason) for refund in Refund.objects.all()] == [(70_400, "開催中止")]
    assert Order.objects.get(pk=unpaid.order_id).status == "canceled"
    assert Enrollment.objects.get(purchase__order=unpaid.order_id).status == "released"


def test_row_38_capacity_below_what_is_taken_is_refused(world):
    pay(bought(world))
    with pytest.raises(TooFewSeats):
        set_capacity(world.cohort, kind=SeatKind.CERTIFICATION, capacity=0, by=OFFICE)
    with transaction.atomic(), pytest.raises(IntegrityError):
        SeatPool.objects.filter(kind=SeatKind.CERTIFICATION).update(capacity=0)
    assert pool().capacity == 1


@pytest.mark.parametrize(
    "moment,price",
    [
        ("2026-12-31T23:59:59.999999+09:00", 70_400),
        ("2027-01-01T00:00:00+09:00", 88_000),
        ("2026-12-31T14:59:59.999999+00:00", 70_400),
        ("2026-12-31T15:00:00+00:00", 88_000),
    ],
)
def test_row_42_the_servers_clock_in_japan_decides_to_the_microsecond(world, moment, price):
    at = datetime.fromisoformat(moment)
    assert confirm(a_draft(world), now=at).order.total_jpy == price
    assert last_moment_shown(OFFER_ENDS_AT).isoformat() == "2026-12-31T23:59:59+09:00"
