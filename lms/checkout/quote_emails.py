"""T17: mails about quotes, to the contact who asked for them, and the address each reader answers at."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from lms.checkout.mail_words import paid_for
from lms.kernel.actions.message import queue_message
from lms.kernel.link_token import row_of, token_of
from lms.kernel.models.profile import profile_of
from payments.models import Order, Quote

SALT = "lms_checkout.quote"


def sent(quote: Quote, *, now: datetime) -> None:
    """What is quoted, until when it holds, and where it is read, accepted or declined."""
    _write("quote_sent", quote, {}, now=now)


def accepted(quote: Quote, *, now: datetime) -> None:
    """The order is received; the invoice follows after the delivery."""
    _write("quote_accepted", quote, {}, now=now)


def invoiced(quote: Quote, order: Order, *, now: datetime) -> None:
    """What is to be transferred until when and where to; the invoice is on the page."""
    _write("quote_invoiced", quote, {"order": order, "account": profile_of().bank_account}, now=now)


def paid(quote: Quote, order: Order, *, now: datetime) -> None:
    """The money has arrived."""
    _write("quote_paid", quote, {"order": order, "lines": paid_for(order, language=quote.locale)}, now=now)


def quote_token(quote: Quote) -> str:
    return token_of(quote, salt=SALT)


def quote_of_token(token: str) -> Quote | None:
    """The quote a link leads to; a draft has no link that anybody was sent."""
    related = ("order", "revises", "revised_by", "buyer")
    sent_quotes = Quote.objects.exclude(status=Quote.Status.DRAFT).select_related(*related)
    return row_of(token, sent_quotes, salt=SALT)


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
        about=quote,
        now=now,
    )
