"""Canceling: the fee of the accepted terms, shown before, charged exactly; and the seat free at once."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from cohorts.actions.enrollment import NotCancelable
from cohorts.actions.waitlist import join_waitlist
from cohorts.applications import eligibility_of
from cohorts.models import Enrollment, SeatPool
from lms.checkout.actions.cancellation import (
    FeeChanged,
    FeeTooHigh,
    cancel_by_office,
    cancel_by_participant,
    cancel_for_organizer,
)
from lms.checkout.cancellation import Route, quote_of
from lms.checkout.models import Cancellation
from lms.checkout.tasks import settle_fee
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.portal.cancel_screen import screen_of
from payments.actions.bank_transfer import ChargeIsOurs, receive_transfer, record_sent_back
from payments.actions.document import Addressee, bytes_of, issue_receipt_of, reissue_document
from payments.models import CancellationPolicy, Document, Finding, LedgerEntry, Order, Payment, Refund
from payments.money import yen
from tests.checkout.applications import NOW, a_draft, a_world, bought
from tests.checkout.stripe_says import pay

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ME = Actor.process("participant")
OFFICE = Actor.process("office")
# The course begins on 18 February 2027; the terms: 15 days free, 8 days 30 %, 5 days 50 %, 1 day 80 %, then all.
FREE = datetime.fromisoformat("2027-02-03T23:59:59.999+09:00")
THIRTY = datetime.fromisoformat("2027-02-04T00:00:00+09:00")


@pytest.fixture
def world():
    return a_world()


def paid(world, **applicant):
    payment = bought(world, **applicant)
    pay(payment)
    return Enrollment.objects.select_related("purchase__order").get(purchase__order=payment.order)


def taken():
    return SeatPool.objects.get(kind="certification").taken


def cancel(enrollment, now, shown=None):
    shown = quote_of(enrollment, now=now).refund_jpy if shown is None else shown
    return cancel_by_participant(enrollment, shown_refund_jpy=shown, by=ME, now=now)


@pytest.mark.parametrize(
    "moment,percent,fee",
    [
        ("2027-02-03T23:59:59.999+09:00", 0, 0),
        ("2027-02-03T14:59:59+00:00", 0, 0),
        ("2027-02-04T00:00:00+09:00", 30, 21_120),
        ("2027-02-03T15:00:00+00:00", 30, 21_120),
        ("2027-02-10T23:59:59+09:00", 30, 21_120),
        ("2027-02-11T00:00:00+09:00", 50, 35_200),
        ("2027-02-14T00:00:00+09:00", 80, 56_320),
        ("2027-02-18T00:00:00+09:00", 100, 70_400),
    ],
)
def test_the_quote_follows_days_in_japan_whatever_clock_it_is_read_by(world, moment, percent, fee):
    quote = quote_of(paid(world), now=datetime.fromisoformat(moment))
    assert (quote.paid_jpy, quote.fee_percent, quote.fee_jpy) == (70_400, percent, fee)
    assert quote.refund_jpy == 70_400 - fee


def test_the_quote_says_until_when_it_holds(world):
    enrollment = paid(world)
    assert quote_of(enrollment, now=FREE).until == THIRTY
    assert quote_of(enrollment, now=datetime.fromisoformat("2027-02-18T09:00:00+09:00")).until is None


def test_j5_09_before_the_free_limit_everything_goes_back(world):
    enrollment = paid(world)
    cancellation = cancel(enrollment, FREE)
    assert (cancellation.fee_jpy, cancellation.refund_jpy, cancellation.refund.amount_jpy) == (0, 70_400, 70_400)
    enrollment.refresh_from_db()
    assert (enrollment.status, taken()) == ("canceled", 0)


def test_j5_10_after_it_the_fee_of_the_tier_stays_and_the_mail_explains_it(world):
    cancellation = cancel(paid(world), THIRTY)
    assert (cancellation.fee_jpy, cancellation.fee_percent, cancellation.refund_jpy) == (21_120, 30, 49_280)
    assert Refund.objects.get().amount_jpy == 49_280
    mail = Message.objects.get(kind="checkout.email.canceled")
    for words in ("70,400円（税込）", "21,120円", "30%", "49,280円", "2027年2月4日（木）"):
        assert words in mail.body


def test_the_policy_accepted_governs_after_it_was_edited(world):
    enrollment = paid(world)
    CancellationPolicy.objects.update(tiers=[{"days_before": 0, "fee_percent": 100}], unit="business")
    assert quote_of(enrollment, now=THIRTY).fee_jpy == 21_120


def test_a_page_shown_before_midnight_charges_nothing_else_after_it(world):
    enrollment = paid(world)
    shown = quote_of(enrollment, now=FREE).refund_jpy
    with pytest.raises(FeeChanged):
        cancel(enrollment, THIRTY, shown)
    enrollment.refresh_from_db()
    assert (enrollment.status, Refund.objects.count(), taken()) == ("confirmed", 0, 1)


def test_pressing_twice_cancels_once(world):
    enrollment = paid(world)
    first = cancel(enrollment, THIRTY)
    again = cancel_by_participant(enrollment, shown_refund_jpy=first.refund_jpy, by=ME, now=THIRTY)
    assert (again, Refund.objects.count(), Cancellation.objects.count(), taken()) == (first, 1, 1, 0)


def test_j5_12_on_the_day_nothing_goes_back_and_the_order_is_closed(world):
    enrollment = paid(world)
    cancellation = cancel(enrollment, datetime.fromisoformat("2027-02-18T08:00:00+09:00"))
    assert (cancellation.refund, cancellation.fee_jpy) == (None, 70_400)
    assert Order.objects.get().status == "canceled"


def test_a_fee_that_took_everything_has_its_document_because_the_sale_is_none_any_more(world):
    """Nothing goes back, and yet what stood as a taxable sale on the receipt is compensation by now (不課税)."""
    enrollment = paid(world)
    receipt = issue_receipt_of(enrollment.purchase.order, addressee=Addressee("見本 花子"), by=OFFICE, now=NOW)
    canceled = cancel(enrollment, datetime.fromisoformat("2027-02-18T08:00:00+09:00"))
    assert list(Cancellation.objects.to_settle()) == [canceled]
    for _twice in range(2):
        settle_fee(canceled.pk)
    assert not Cancellation.objects.to_settle().exists()
    [paper] = Document.objects.filter(kind="credit")
    assert (paper.total_jpy, paper.tax_jpy, paper.kept_fee_jpy) == (0, receipt.tax_jpy, 70_400)
    words = "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(bytes_of(paper))).pages)
    for field in ("返還金額0円", "キャンセル料1不課税-70,400円", f"領収書{receipt.number}", "返金はありません", "精算"):
        assert field in words, field
    again = reissue_document(paper, addressee=Addressee("見本株式会社"), reason="宛名", by=OFFICE, now=NOW)
    assert (again.kept_fee_jpy, again.tax_jpy, again.transaction_on) == (70_400, receipt.tax_jpy, date(2027, 2, 18))


def test_j5_11_konbini_money_waits_for_a_bank_account(world):
    enrollment = paid(world)
    Payment.objects.update(method="konbini")
    assert quote_of(enrollment, now=FREE).route is Route.BANK
    cancel(enrollment, FREE)
    assert "銀行口座" in Message.objects.get(kind="checkout.email.canceled").body


def test_the_office_may_decide_another_fee_and_both_stay_on_file(world):
    cancellation = cancel_by_office(paid(world), fee_jpy=5_000, reason="入院のため", by=OFFICE, now=THIRTY)
    assert (cancellation.fee_jpy, cancellation.policy_fee_jpy, cancellation.refund_jpy) == (5_000, 21_120, 65_400)


def test_a_fee_above_what_was_paid_is_refused_and_nothing_happens(world):
    enrollment = paid(world)
    with pytest.raises(FeeTooHigh):
        cancel_by_office(enrollment, fee_jpy=70_401, reason="誤り", by=OFFICE, now=THIRTY)
    enrollment.refresh_from_db()
    assert (enrollment.status, taken()) == ("confirmed", 1)


def test_what_the_organizer_cancels_costs_nothing(world):
    late = datetime.fromisoformat("2027-02-17T20:00:00+09:00")
    cancellation = cancel_for_organizer(paid(world), reason="台風のため", by=OFFICE, now=late)
    assert (cancellation.fee_jpy, cancellation.refund_jpy, cancellation.policy_fee_jpy) == (0, 70_400, 56_320)


def test_undecided_dates_cost_nothing(world):
    enrollment = paid(world)
    enrollment.cohort.days.update(held_on=None)
    assert quote_of(enrollment, now=THIRTY).fee_jpy == 0


def test_a_held_course_is_not_canceled(world):
    enrollment = paid(world)
    Enrollment.objects.update(status="completed")
    with pytest.raises(NotCancelable):
        cancel(enrollment, THIRTY)
    assert Refund.objects.count() == 0


def test_an_application_that_cost_nothing_ends_without_money(world):
    draft = a_draft(world)
    assert cancel_by_participant(draft, shown_refund_jpy=0, by=ME, now=NOW) is None
    SeatPool.objects.update(taken=0, capacity=1)
    held = paid(world)
    waiting = a_draft(world)
    join_waitlist(waiting, eligibility=eligibility_of(waiting, now=NOW), by=ME, now=NOW)
    assert cancel_by_participant(waiting, shown_refund_jpy=0, by=ME, now=NOW) is None
    assert SeatPool.objects.get(kind="certification").waiting == 0
    assert held.status == "confirmed"


def test_a_course_on_which_the_database_disagrees_with_itself_cannot_be_stored(world):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Cancellation.objects.create(
            enrollment=paid(world), cause="office", paid_jpy=yen(100), fee_jpy=1, refund_jpy=1, policy_fee_jpy=1
        )


def test_moments_are_the_servers(world):
    assert quote_of(paid(world), now=FREE.astimezone(UTC) + timedelta(milliseconds=1)).fee_percent == 30


def test_a_surplus_is_no_part_of_what_was_paid_and_the_mail_names_the_way_back(world):
    payment = bought(world)
    Order.objects.update(due_on=NOW.date())
    Payment.objects.update(channel="bank_transfer", status="pending")
    receive_transfer(payment.order, amount_jpy=72_400, received_on=NOW.date(), by=OFFICE, now=NOW)
    enrollment = Enrollment.objects.select_related("purchase__order").get(purchase__order=payment.order)
    quote = quote_of(enrollment, now=THIRTY)
    assert (quote.paid_jpy, quote.fee_jpy, quote.route) == (70_400, 21_120, Route.TRANSFER)
    receive_transfer(payment.order, amount_jpy=99_000, received_on=NOW.date(), by=OFFICE, now=NOW)
    assert quote_of(enrollment, now=THIRTY).paid_jpy == 70_400
    cancel(enrollment, THIRTY)
    mail = Message.objects.get(kind="checkout.email.canceled").body
    assert "銀行振込でお支払いいただいた" in mail
    assert "お支払いと同じ方法" not in mail
    waiting = Finding.objects.unresolved().order_by("kind").values_list("kind", flat=True)
    assert list(waiting) == ["paid_twice", "transfer_back", "transfer_over"]


def by_transfer(world, *, is_agreed):
    """A seat paid by bank transfer under terms that do or do not put the bank's charge on the buyer."""
    payment = bought(world)
    Order.objects.update(due_on=NOW.date(), policy=CancellationPolicy(bank_charge_on_buyer=is_agreed).snapshot())
    Payment.objects.update(channel="bank_transfer", status="pending")
    receive_transfer(payment.order, amount_jpy=70_400, received_on=NOW.date(), by=OFFICE, now=NOW)
    return Enrollment.objects.select_related("purchase__order").get(purchase__order=payment.order)


def send_back(bank_charge_jpy):
    refund = Refund.objects.get()
    return record_sent_back(refund, sent_on=FREE.date(), bank_charge_jpy=bank_charge_jpy, by=OFFICE, now=THIRTY)


def test_a_buyer_who_agreed_to_it_bears_the_banks_charge_and_is_told_so_before_and_after(world):
    enrollment = by_transfer(world, is_agreed=True)
    assert "振込手数料を差し引き" in screen_of(enrollment, quote_of(enrollment, now=FREE))["route_note"]
    cancel(enrollment, FREE)
    assert "振込手数料を差し引き" in Message.objects.get(kind="checkout.email.canceled").body
    with pytest.raises(ChargeIsOurs):
        send_back(70_400)
    sent = send_back(440)
    assert (sent.status, sent.amount_jpy, sent.bank_charge_jpy) == ("succeeded", 70_400, 440)
    assert LedgerEntry.objects.get(kind="transfer_back").amount_jpy == -70_400  # what left our account, charge included


@pytest.mark.parametrize("is_agreed, by_whom", [(False, "participant"), (True, "organizer"), (True, "office")])
def test_otherwise_the_banks_charge_is_ours(world, is_agreed, by_whom):
    enrollment = by_transfer(world, is_agreed=is_agreed)
    if by_whom == "participant":
        cancel(enrollment, FREE)
    elif by_whom == "organizer":
        cancel_for_organizer(enrollment, reason="台風", by=OFFICE, now=FREE)
    else:
        cancel_by_office(enrollment, fee_jpy=None, reason="お電話", by=OFFICE, now=FREE)
    with pytest.raises(ChargeIsOurs):
        send_back(440)
    assert Refund.objects.get().status == "requested"
    assert "振込手数料" not in Message.objects.get(kind="checkout.email.canceled").body
    assert send_back(0).status == "succeeded"
