"""Quotes on their way: sent with a mail, answered, turned into an order with its invoice."""

from datetime import datetime

from django.db import transaction

from lms.checkout import quote_emails
from lms.checkout.actions.correspondence import reconcile_quotes
from lms.checkout.actions.quoted_seats import accept_seats, asked_from, check_seats, keep_with, seats_end
from lms.checkout.models import LegalDocument
from lms.kernel.actor import Actor
from payments.actions.quote import send_quote
from payments.actions.quote_answer import Answer, accept_quote, decline_quote, invoice_quote
from payments.models import Order, Quote


@transaction.atomic
def send_to_company(quote: Quote, *, not_after: datetime | None = None, by: Actor, now: datetime) -> Quote:
    """Send a draft; its contact gets a mail with the address of the page.

    Raises what `send_quote` raises, and of seats ApplicationsClosed, NotOnSale, SeatsAreInclusive, NoSeatsQuoted.
    """
    if application := asked_from(quote):
        check_seats(quote, application, now=now)
        not_after = min(filter(None, (not_after, seats_end(application))), default=None)
    terms = LegalDocument.objects.in_force(LegalDocument.Kind.TERMS, at=now)
    version = terms.version if terms else ""
    quote = send_quote(quote, terms_version=version, not_after=not_after, by=by, now=now)
    keep_with(quote)
    quote_emails.sent(quote, now=now)
    reconcile_quotes([key for key in (quote.pk, quote.revises_id) if key], now=now)
    return quote


@transaction.atomic
def accept_for_company(quote: Quote, answer: Answer, *, by: Actor, now: datetime) -> Quote:
    """The company accepts; where the quote says so it is invoiced in the same moment.

    Raises what `accept_quote` raises, and CannotBePrinted; of seats also ApplicationsClosed, NotOnSale and SeatsGone.
    """
    if application := asked_from(quote):
        quote = accept_seats(quote, application, answer, by=by, now=now)
        reconcile_quotes([quote.pk], now=now)
        return quote
    quote = accept_quote(quote, answer, by=by, now=now)
    reconcile_quotes([quote.pk], now=now)
    if quote.invoiced == Quote.Invoiced.AT_ACCEPTANCE:
        invoice_to_company(quote, by=by, now=now)
        quote.refresh_from_db()
    else:
        quote_emails.accepted(quote, now=now)
    return quote


@transaction.atomic
def decline_for_company(quote: Quote, answer: Answer, *, reason: str = "", by: Actor, now: datetime) -> Quote:
    """The company does not want it, and is not reminded of it. Raises what `decline_quote` raises."""
    quote = decline_quote(quote, answer, reason=reason, by=by, now=now)
    reconcile_quotes([quote.pk], now=now)
    return quote


@transaction.atomic
def invoice_to_company(quote: Quote, *, by: Actor, now: datetime) -> Order:
    """Order and invoice of an accepted quote, and the mail that says until when to pay.

    Raises NotAccepted, CannotBePrinted.
    """
    order = invoice_quote(quote, page=quote_emails.quote_path(quote) or "/", by=by, now=now)
    quote_emails.invoiced(quote, order, now=now)
    return order


def settle_quote(order: Order, *, now: datetime) -> None:
    """The money for what was quoted is here, in the transaction that says so. Nothing for other orders."""
    quote = Quote.objects.filter(order=order, group_application=None).first()  # of seats `confirm` tells
    if quote:
        quote_emails.paid(quote, order, now=now)
