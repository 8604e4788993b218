"""Which letters a company's seats call for, beside those of its participants. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.checkout.letter_rules import at_letter_hour
from lms.kernel.calendar import jst_date
from lms.kernel.letters import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingFacts:
    """The seats of one order that nobody has been named for; `name_until` is the first moment that is too late."""

    order: int
    order_number: str
    email: str
    name: str
    language: str
    title: str
    goes_ahead: bool
    unnamed: int
    ordered_at: datetime
    name_until: datetime | None
    remind_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedOrderFacts:
    """What a company still owes for its seats, named or not; `payable_until` is the first moment that is too late."""

    order: int
    order_number: str
    email: str
    name: str
    language: str
    title: str
    goes_ahead: bool
    total_jpy: int
    agreed_at: datetime
    payable_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFacts:
    """Seats kept for a company, for which nobody has applied yet."""

    hold: int
    email: str
    name: str
    language: str
    organization: str
    title: str
    seat: str
    goes_ahead: bool
    seats: int
    held_since: datetime
    held_until: datetime
    remind_days: int


def naming_reminder(order: NamingFacts) -> Call | None:
    """Some days before the last day to name people. Whoever bought later than that has just read the day."""
    if not (order.unnamed and order.goes_ahead and order.email) or order.name_until is None:
        return None
    due_at = _days_before(order.name_until, order.remind_days)
    if due_at <= order.ordered_at:
        return None
    return Call(
        key=naming_key(order.order),
        kind="checkout.email.naming_reminder",
        due_at=due_at,
        ends_at=order.name_until,
        facts={"name_until": order.name_until.isoformat()},
        details={
            "order": order.order_number,
            "unnamed": str(order.unnamed),
            "email": order.email,
            "name": order.name,
            "title": order.title,
            "language": order.language,
        },
    )


def owed_reminder(order: OwedOrderFacts) -> Call | None:
    """T05: the day before the last day to pay, one for the order. Seats held for less than that need no reminder."""
    if not (order.goes_ahead and order.email and order.total_jpy) or order.payable_until is None:
        return None
    due_at = _days_before(order.payable_until, 1)
    if due_at <= order.agreed_at:
        return None
    return Call(
        key=owed_key(order.order),
        kind="checkout.email.payment_reminder",
        due_at=due_at,
        ends_at=order.payable_until,
        facts={"payable_until": order.payable_until.isoformat(), "amount": str(order.total_jpy)},
        details={
            "order": order.order_number,
            "email": order.email,
            "name": order.name,
            "title": order.title,
            "language": order.language,
        },
    )


def hold_reminder(hold: HoldFacts) -> Call | None:
    """Some days before held seats go back. Whoever learned of them later than that has just read the day."""
    if not (hold.seats and hold.goes_ahead and hold.email):
        return None
    due_at = _days_before(hold.held_until, hold.remind_days)
    if due_at <= hold.held_since:
        return None
    return Call(
        key=hold_key(hold.hold),
        kind="checkout.email.hold_reminder",
        due_at=due_at,
        ends_at=hold.held_until,
        facts={"held_until": hold.held_until.isoformat()},
        details={
            "seats": str(hold.seats),
            "seat": hold.seat,
            "organization": hold.organization,
            "email": hold.email,
            "name": hold.name,
            "title": hold.title,
            "language": hold.language,
        },
    )


def naming_key(order: int) -> str:
    return f"naming_reminder:order:{order}"


def owed_key(order: int) -> str:
    return f"payment_reminder:order:{order}"


def hold_key(hold: int) -> str:
    return f"hold_reminder:hold:{hold}"


def _days_before(too_late: datetime, days: int) -> datetime:
    """At the hour of letters, so many days before the last day."""
    return at_letter_hour(jst_date(too_late - timedelta(microseconds=1)) - timedelta(days=days))
