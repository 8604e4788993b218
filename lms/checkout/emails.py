"""Mails about cohorts on sale, in the words and with the prices of the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils import translation

from cohorts.catalogue import ANNOUNCED
from cohorts.interest_emails import interest_path
from cohorts.models import Cohort, Interest, OpenSeat
from cohorts.seats import Seat
from lms.checkout.cancellation import route_of
from lms.checkout.card import ON_SALE, CohortCard, SeatOffer
from lms.checkout.models import Cancellation
from lms.checkout.offering import card_of
from lms.checkout.payer_emails import addressed
from lms.kernel.actions.message import queue_message
from payments.models import Order, Payment

ANNOUNCEMENTS = ("checkout.email.cohort_decided", "checkout.email.applications_open")


def cohort_decided(interest: Interest, cohort: Cohort, *, dedupe_key: str, now: datetime) -> bool:
    """N02: dates, venue, price and the opening are decided. Returns whether there was something to tell."""
    return _announce("cohort_decided", interest, cohort, dedupe_key=dedupe_key, now=now)


def applications_open(interest: Interest, cohort: Cohort, *, dedupe_key: str, now: datetime) -> bool:
    """For those who asked while only the opening was still to come."""
    return _announce("applications_open", interest, cohort, dedupe_key=dedupe_key, now=now)


@dataclass(frozen=True, slots=True)
class _Canceled:
    """What a seat cost and gives back, whichever of its orders it was paid in. Yen, tax included."""

    cause: str
    canceled_at: datetime
    paid_jpy: int
    fee_jpy: int
    policy_fee_jpy: int
    refund_jpy: int
    fee_percent: int | None

    @classmethod
    def of(cls, cancellations: Sequence[Cancellation]) -> "_Canceled":
        last, percents = cancellations[-1], {each.fee_percent for each in cancellations}
        return cls(
            cause=last.cause,
            canceled_at=last.canceled_at,
            paid_jpy=sum(each.paid_jpy for each in cancellations),
            fee_jpy=sum(each.fee_jpy for each in cancellations),
            policy_fee_jpy=sum(each.policy_fee_jpy for each in cancellations),
            refund_jpy=sum(each.refund_jpy for each in cancellations),
            fee_percent=percents.pop() if len(percents) == 1 else None,
        )


def canceled(cancellations: Sequence[Cancellation], *, now: datetime) -> None:
    """T10, to whoever paid: how the fee comes about, what goes back and by which way.

    A seat that was paid in two orders, because it took the place of another, is canceled once and told of once.
    """
    last = cancellations[-1]
    enrollment, order, seat = last.enrollment, last.order, last.seat
    if order is None:
        return
    routes = {route_of(each.refund.payment) for each in cancellations if each.refund}
    who = addressed(order)
    queue_message(
        kind="checkout.email.canceled",
        dedupe_key=f"canceled:{seat._meta.model_name}:{seat.pk}",
        to_email=order.buyer_email,
        to_name=who["to_name"],
        language=order.locale,
        context={
            "organization": who["organization"],
            "cancellation": _Canceled.of(cancellations),
            "cohort": seat.cohort,
            "participant": enrollment.person.full_name if enrollment else "",
            "number": seat.number,
            "order_number": ", ".join(each.order.number for each in cancellations if each.order),
            "routes": routes,
            "bears_bank_charge": any(each.refund.bank_charge_on_buyer for each in cancellations if each.refund),
        },
        reader=_reader_of(seat, order),
        about=seat,
        now=now,
    )


def voucher_issued(seats: Sequence[Seat], order: Order, payment: Payment, *, now: datetime) -> None:
    """T04, to whoever pays in cash at a convenience store: the payment number, the amount, the last moment."""
    seat, who = seats[0], addressed(order)
    queue_message(
        kind="checkout.email.voucher_issued",
        dedupe_key=f"voucher_issued:payment:{payment.public_id}",
        to_email=order.buyer_email,
        to_name=who["to_name"],
        language=order.locale,
        context={
            "organization": who["organization"],
            "cohort": seat.cohort,
            "number": ", ".join(each.number for each in seats),
            "order": order,
            "voucher_url": payment.voucher_url,
            "last_moment": payment.voucher_expires_at,
            "page": order.return_path,
        },
        reader=order.buyer or _reader_of(seat, order),
        about=seat,
        now=now,
    )


def _reader_of(seat: Seat, order: Order) -> Model | None:
    """Who finds a mail about money on their page: the one who paid."""
    if isinstance(seat, OpenSeat) or seat.purchase.is_for_another:
        return order.buyer
    return seat.person


def _announce(message: str, interest: Interest, cohort: Cohort, *, dedupe_key: str, now: datetime) -> bool:
    wanted = ON_SALE if message == "applications_open" else ANNOUNCED
    with translation.override(interest.language):
        card = card_of(cohort, now=now)
        seats = [seat for seat in card.seats if seat.state in wanted and interest.kind in {"", seat.kind}]
        if not seats:
            return False
        context = _words(card, seats, interest)
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=dedupe_key,
        to_email=interest.email,
        to_name=interest.name,
        language=interest.language,
        context=context,
        about=cohort,
        now=now,
    )
    return True


def _words(card: CohortCard, seats: list[SeatOffer], interest: Interest) -> dict[str, object]:
    return {"card": card, "seats": seats, "withdraw_path": interest_path(interest)}
