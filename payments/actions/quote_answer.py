"""What becomes of a quote that was sent: accepted, declined or over, and invoiced once.

Each answer is one conditional UPDATE, so that of two clicks, or of a click and the clock, exactly one counts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle
from payments.actions.document import Addressee, NameMissing, issue_invoice
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.quote import lock_quote
from payments.models import CancellationPolicy, Order, Party, Quote, QuoteLine
from payments.money import yen
from payments.payment_terms import due_on, terms_of

Status = Quote.Status


class QuoteExpired(Obstacle):
    message = _("The validity of this quote is over. Please ask us for a new one.")


class QuoteSuperseded(Obstacle):
    message = _("A newer version has taken the place of this quote.")


class QuoteAnswered(Obstacle):
    message = _("This quote has been answered already.")


class NotForAcceptance(Obstacle):
    message = _("This quote informs about prices. It is not accepted here.")


class NotAccepted(Obstacle):
    message = _("Only an accepted quote that has no invoice yet can be invoiced.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers for the company: name, title, and the address of the net the answer came from."""

    name: str
    title: str = ""
    address: str | None = None
    buyer_reference: str = ""


@transaction.atomic
def accept_quote(quote: Quote, answer: Answer, *, by: Actor, now: datetime) -> Quote:
    """The company orders what is quoted, on the terms it states. Of two clicks one counts.

    Raises NotForAcceptance, QuoteExpired, QuoteSuperseded, QuoteAnswered, NameMissing.
    """
    if not quote.may_be_accepted:
        raise NotForAcceptance
    if not answer.name.strip():
        raise NameMissing
    _answer(quote, Status.ACCEPTED, answer, now=now)
    audit.record("lms_payments.accept_quote", quote, by=by, note=f"{answer.title} {answer.name}".strip())
    return quote


@transaction.atomic
def decline_quote(quote: Quote, answer: Answer, *, reason: str = "", by: Actor, now: datetime) -> Quote:
    """The company does not want it. Raises NotForAcceptance, QuoteExpired, QuoteSuperseded, QuoteAnswered."""
    if not quote.may_be_accepted:
        raise NotForAcceptance
    _answer(quote, Status.DECLINED, answer, now=now, decline_reason=reason.strip()[:300])
    audit.record("lms_payments.decline_quote", quote, by=by, reason=reason.strip())
    return quote


@transaction.atomic
def invoice_quote(
    quote: Quote,
    *,
    page: str,
    policy: CancellationPolicy | None = None,
    pay_by: date | None = None,
    by: Actor,
    now: datetime,
) -> Order:
    """An order with the frozen lines and terms, payable by transfer, and its invoice. Done twice, it finds the order.

    The last day to pay follows from the terms of the quote and from today. `page` is where the buyer reads about it.

    Args:
        policy: the cancellation terms of what is sold, where a table of days holds for it.
        pay_by: a day after which nobody may pay, whatever the terms say.

    Raises NotAccepted, CannotBePrinted.
    """
    quote = lock_quote(quote)
    if quote.order:
        return quote.order
    if quote.status != Status.ACCEPTED:
        raise NotAccepted
    terms = terms_of(quote.payment_terms)
    usual = due_on(jst_date(now), terms)
    last_day = min(usual, pay_by) if pay_by else usual
    placed = place_order(
        buyer=Buyer(quote.buyer_name, quote.buyer_email, quote.buyer_id, Party.ORGANIZATION),
        lines=[each for line in quote.lines.order_by("position") for each in _to_order(quote, line)],
        policy=policy,
        terms_version=quote.terms_version,
        form_token=f"quote:{quote.public_id}",
        locale=quote.locale,
        return_path=page,
        cancel_path=page,
        methods_until=None,
        due_on=last_day,
        payment_terms=terms if last_day == usual else None,
        buyer_reference=quote.buyer_reference,
        prices_exclude_tax=quote.prices_exclude_tax,
        by=by,
        now=now,
    )
    order = placed.order
    Quote.objects.filter(pk=quote.pk).update(status=Status.INVOICED, order=order)
    issue_invoice(order, addressee=Addressee(quote.buyer_name, Party.ORGANIZATION), by=by, now=now)
    audit.record("lms_payments.invoice_quote", quote, by=by, number=order.number)
    return order


def expire_quotes(*, now: datetime) -> int:
    """Write down which quotes are over; nobody can accept one from its end on, whenever this runs. For the sweep."""
    return Quote.objects.over(now).update(status=Status.EXPIRED)


def _answer(quote: Quote, status: Quote.Status, answer: Answer, *, now: datetime, **facts: Any) -> None:
    answered = (
        Quote.objects.standing(now)
        .filter(pk=quote.pk)
        .update(
            status=status,
            answered_at=now,
            answered_by=answer.name.strip(),
            answered_title=answer.title.strip(),
            answered_from=answer.address,
            buyer_reference=answer.buyer_reference.strip(),
            **facts,
        )
    )
    quote.refresh_from_db()
    if answered:
        return
    if quote.is_over(now):
        raise QuoteExpired
    if quote.status == Status.SUPERSEDED:
        raise QuoteSuperseded
    raise QuoteAnswered


def _to_order(quote: Quote, line: QuoteLine) -> list[LineToOrder]:
    """One line of the order; of what its seller has a reference for one a piece, so that each goes its own way."""
    pieces = line.quantity if line.reference else 1
    ordered = LineToOrder(
        title=line.title,
        reference=line.reference or f"quote:{quote.number}:{line.position}",
        list_unit_jpy=yen(line.unit_jpy),
        quantity=line.quantity // pieces,
        tax_percent=line.tax_percent,
    )
    return [ordered] * pieces
