"""T17: mails about quotes, to the contact who asked for them, and the address each reader answers at."""

from collections import Counter
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from lms.checkout.mail_words import paid_for
from lms.checkout.models import GroupApplication
from lms.kernel.actions.message import queue_message
from lms.kernel.link_token import row_of, token_of
from lms.kernel.models.profile import profile_of
from payments.models import Document, Order, Quote

SALT = "lms_checkout.quote"
PAPER_SALT = "lms_checkout.quote_paper"


def asked_for(quote: Quote, application: GroupApplication, *, now: datetime) -> None:
    """The request has arrived; what the company asked for, and that no seat is held by it."""
    seats = Counter(seat.get_kind_display() for seat in application.seats.order_by("position"))
    context = {"cohort": application.cohort, "seats": list(seats.items()), "wish": application.quote_wish}
    _write("quote_asked_for", quote, context, now=now)


def sent(quote: Quote, *, now: datetime) -> None:
    """What is quoted, until when it holds, and where it is read, accepted or declined."""
    _write("quote_sent", quote, {}, now=now)


def accepted(quote: Quote, *, now: datetime) -> None:
    """The order is received; the invoice follows after the delivery."""
    _write("quote_accepted", quote, {}, now=now)


def invoiced(quote: Quote, order: Order, *, now: datetime) -> None:
    """What is to be transferred until when and where to; the invoice is on the page."""
    _write("quote_invoiced", quote, {"order": order, "account": profile_of().bank_account}, now=now)


def seats_invoiced(quote: Quote, order: Order, *, name_until: datetime, now: datetime) -> None:
    """The same for seats, which are held from now on; names are awaited until `name_until`, the last second."""
    seats = list(order.purchases.select_related("line", "enrollment__person", "open_seat").order_by("line__position"))
    context = {
        "order": order,
        "account": profile_of().bank_account,
        "seats": seats,
        "name_until": name_until if any(seat.open_seat for seat in seats) else None,
        "order_path": f"/my/orders/{order.public_id}/",
    }
    _write("quote_invoiced", quote, context, now=now)


def paid(quote: Quote, order: Order, *, now: datetime) -> None:
    """The money has arrived."""
    _write("quote_paid", quote, {"order": order, "lines": paid_for(order, language=quote.locale)}, now=now)


def is_of_seats(quote: Quote) -> bool:
    """Whether a company asked for it from its application, so that accepting it takes seats."""
    return hasattr(quote, "group_application")


def quote_token(quote: Quote) -> str:
    return token_of(quote, salt=SALT)


def quote_of_token(token: str) -> Quote | None:
    """The quote a link leads to; a draft has no link that anybody was sent."""
    related = ("order", "revises", "revised_by", "buyer", "group_application")
    sent_quotes = Quote.objects.exclude(status=Quote.Status.DRAFT).select_related(*related)
    return row_of(token, sent_quotes, salt=SALT)


def paper_token(document: Document) -> str:
    """Of the link to one paper, which the page of a quote gives to whoever holds the link of the quote."""
    return token_of(document, salt=PAPER_SALT)


def paper_of_token(token: str) -> Document | None:
    """The paper a link leads to; one that was voided has no link any more."""
    return row_of(token, Document.objects.valid().select_related("file"), salt=PAPER_SALT)


def quote_path(quote: Quote) -> str:
    """Where its contact reads it without signing in, in their language; empty in a site without the portal."""
    try:
        with translation.override(quote.locale):
            return reverse("lms_portal:quote", args=[quote_token(quote)])
    except NoReverseMatch:
        return ""


def _write(message: str, quote: Quote, context: dict[str, object], *, now: datetime) -> None:
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=f"{message}:quote:{quote.pk}",
        to_email=quote.buyer_email,
        to_name=quote.buyer_contact or quote.buyer_name,
        language=quote.locale,
        context={"quote": quote, "path": quote_path(quote), **context},
        reader=quote.buyer,
        about=quote,
        now=now,
    )
