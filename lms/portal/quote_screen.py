"""What the page of a quote says, prepared for printing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.checkout.quote_emails import is_of_seats, paper_token
from lms.kernel.models.profile import profile_of
from lms.templatetags.lms import long_date, long_datetime, yen, yen_tax_included
from payments.models import Order, Quote
from payments.paperwork import paperwork_of

Status = Quote.Status


@dataclass(frozen=True, slots=True)
class State:
    """How the quote stands, in the words of its reader."""

    tone: str
    title: str
    text: str


def quote_screen_of(quote: Quote, *, now: datetime) -> dict[str, Any]:
    order = quote.order
    return {
        "quote": quote,
        "state": state_of(quote, now=now),
        "is_open": quote.is_open(now),
        "may_answer": quote.is_open(now) and quote.may_be_accepted,
        "lines": list(quote.lines.order_by("position")),
        "sum_facts": _sums(quote),
        "quote_facts": _facts(quote),
        "order_facts": _order_facts(order) if order else [],
        **(_papers(order) if order else {}),
        "is_of_seats": is_of_seats(quote),
        "waits_for_delivery": quote.invoiced == Quote.Invoiced.LATER,
    }


def state_of(quote: Quote, *, now: datetime) -> State:
    if quote.is_over(now):
        words = _("It could be accepted until %(moment)s. Please ask us for a new one; we are glad to make it.")
        return State(
            "warning", _("This quote is no longer valid"), words % {"moment": long_datetime(quote.last_moment)}
        )
    match quote.status:
        case Status.SUPERSEDED:
            return State("warning", _("A newer version has taken the place of this quote"), _superseded(quote))
        case Status.DECLINED:
            words = _("You declined it on %(moment)s. If something changes, please write to us.")
            return State("info", _("You declined this quote"), words % {"moment": long_datetime(quote.answered_at)})
        case Status.ACCEPTED:
            follows = _("The invoice follows after the delivery.")
            return State("success", _("You accepted this quote"), f"{_answered(quote)} {follows}")
        case Status.INVOICED:
            return State("success", _("You accepted this quote"), _answered(quote))
        case _sent:
            words = _("Valid until %(moment)s. Nothing is ordered before you accept.")
            if is_of_seats(quote):
                words = _("Valid until %(moment)s. Nothing is ordered and no seat is held before you accept.")
            if not quote.may_be_accepted:
                words = _("Valid until %(moment)s. It informs about prices; nothing is ordered or set aside.")
            return State("info", _("Our quote to you"), words % {"moment": long_datetime(quote.last_moment)})


def _answered(quote: Quote) -> str:
    words = _("%(name)s accepted it on %(moment)s.")
    who = f"{quote.answered_title} {quote.answered_by}".strip()
    return words % {"name": who, "moment": long_datetime(quote.answered_at)}


def _superseded(quote: Quote) -> str:
    newer = getattr(quote, "revised_by", None)
    if newer is None or newer.sent_at is None:
        return _("We sent you a newer one by e-mail.")
    words = _("We sent you version %(number)s by e-mail on %(day)s. Please use the address in that mail.")
    return words % {"number": newer.number, "day": long_date(newer.sent_at)}


def _facts(quote: Quote) -> list[tuple[str, Any]]:
    rows = [
        (_("Quote number"), quote.number),
        (pgettext("quote", "To"), quote.addressee),
        (pgettext("quote", "Contact"), quote.buyer_contact),
        (_("Date of the quote"), long_date(quote.sent_at) if quote.sent_at else ""),
        (_("Valid until"), long_datetime(quote.last_moment)),
        (_("Delivery"), quote.delivery or _("to be agreed")),
        (_("Terms of payment"), _("By bank transfer, %(terms)s") % {"terms": quote.terms_in_words}),
        (_("Your order number"), quote.buyer_reference),
    ]
    return [(label, value) for label, value in rows if value]


def _sums(quote: Quote) -> list[tuple[str, str]]:
    """The total, and the tax inside it for each rate; of prices without tax the tax comes first, as it is added up."""
    on_top, inside = _("Consumption tax (%(percent)s%%)"), _("Consumption tax inside (%(percent)s%%)")
    words = on_top if quote.prices_exclude_tax else inside
    taxes = [(words % {"percent": rate.percent}, yen(rate.tax_jpy)) for rate in quote.totals().rates]
    total = (_("Total"), yen_tax_included(quote.total_jpy))
    return [*taxes, total] if quote.prices_exclude_tax else [total, *taxes]


def _papers(order: Order) -> dict[str, Any]:
    """Every paper of the order with its own link; a receipt can be asked for once the money is here."""
    work = paperwork_of(order)
    papers = [(each, reverse("lms_portal:quote_paper", args=[paper_token(each)])) for each in work.documents]
    return {"papers": papers, "may_have_receipt": work.may_have_receipt}


def _order_facts(order: Order) -> list[tuple[str, Any]]:
    rows = [(_("Order number"), order.number), (_("Amount"), yen_tax_included(order.total_jpy))]
    if order.status == Order.Status.AWAITING_PAYMENT and order.due_on:
        rows += [(_("To be paid by"), long_date(order.due_on)), (_("Transfer to"), profile_of().bank_account)]
    elif order.status in {Order.Status.PAID, Order.Status.PARTIALLY_REFUNDED}:
        rows.append((_("Payment"), _("The payment has arrived. Thank you.")))
    return [(label, value) for label, value in rows if value]
