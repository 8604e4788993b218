"""Which letter a quote calls for while nobody has answered it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lms.checkout.letter_rules import at_letter_hour
from lms.kernel.calendar import add_business_days, jst_date
from lms.kernel.letters import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteFacts:
    """A quote that was sent; `expires_at` is the first moment at which it cannot be accepted any more."""

    quote: int
    number: str
    email: str
    name: str
    language: str
    title: str
    total_jpy: int
    is_open: bool
    sent_at: datetime
    expires_at: datetime
    remind_days: int


def quote_reminder(quote: QuoteFacts, *, is_closed: Callable[[date], bool]) -> Call | None:
    """So many business days before the last day on which it can be accepted. One sent later than that needs none."""
    if not (quote.is_open and quote.email):
        return None
    last_day = jst_date(quote.expires_at - timedelta(microseconds=1))
    due_at = at_letter_hour(add_business_days(last_day, -quote.remind_days, is_closed=is_closed))
    if due_at <= quote.sent_at:
        return None
    return Call(
        key=quote_key(quote.quote),
        kind="checkout.email.quote_reminder",
        due_at=due_at,
        ends_at=quote.expires_at,
        facts={"valid_until": quote.expires_at.isoformat()},
        details={
            "number": quote.number,
            "total": str(quote.total_jpy),
            "email": quote.email,
            "name": quote.name,
            "title": quote.title,
            "language": quote.language,
        },
    )


def quote_key(quote: int) -> str:
    return f"quote_reminder:quote:{quote}"
