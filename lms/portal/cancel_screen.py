"""What the page says before somebody cancels, prepared for printing."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from cohorts.seats import Seat
from lms.checkout.cancellation import CancellationQuote, Part, Route
from lms.templatetags.lms import long_date, long_datetime, yen, yen_tax_included


def screen_of(enrollment: Seat, quote: CancellationQuote) -> dict[str, Any]:
    return {"cancel_facts": _facts(enrollment, quote), "route_note": _route_note(quote)}


def _facts(enrollment: Seat, quote: CancellationQuote) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Application number"), enrollment.number),
        (_("Seat"), enrollment.get_kind_display()),
        (_("First day"), long_date(quote.first_day) if quote.first_day else None),
    ]
    if not quote.paid_jpy:
        return rows
    paid = [part for part in quote.parts if part.quote.paid_jpy]
    if len(paid) > 1:
        rows += [row for part in paid for row in _part_rows(part)]
    rows += [
        (_("Paid"), yen_tax_included(quote.paid_jpy)),
        (_("Cancellation fee now"), _fee(quote)),
        (_("Refund"), yen(quote.refund_jpy)),
    ]
    if quote.until:
        rows.append((_("This fee holds until"), long_datetime(quote.until - timedelta(seconds=1))))
    return rows


def _part_rows(part: Part) -> list[tuple[str, Any]]:
    """A seat paid in two orders: each of them with the fee by the terms accepted with it."""
    facts = {"paid": yen_tax_included(part.quote.paid_jpy), "fee": _fee(part.quote)}
    return [(_("Order %(number)s") % {"number": part.order.number}, _("%(paid)s, fee now %(fee)s") % facts)]


def _fee(quote: CancellationQuote) -> str:
    return _("%(amount)s (%(percent)d%%)") % {"amount": yen(quote.fee_jpy), "percent": quote.fee_percent}


def _route_note(quote: CancellationQuote) -> str:
    charge = _("Our bank's charge for the transfer is taken off, as the terms you accepted say.")
    note = {
        Route.NONE: "",
        Route.SAME_WAY: _("The refund goes back the way you paid."),
        Route.TRANSFER: _(
            "You paid by bank transfer: the secretariat sends the refund to a bank account, and asks you for it if it "
            "is not known yet."
        ),
        Route.BANK: _(
            "You paid at a convenience store: the payment company asks you by mail for a bank account to send the "
            "refund to."
        ),
    }[quote.route]
    return f"{note} {charge}" if quote.bears_bank_charge else note
