"""What the page says before somebody cancels, prepared for printing."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Enrollment
from lms.checkout.cancellation import CancellationQuote, Route
from lms.templatetags.lms import long_date, long_datetime, yen, yen_tax_included


def screen_of(enrollment: Enrollment, quote: CancellationQuote) -> dict[str, Any]:
    return {"cancel_facts": _facts(enrollment, quote), "route_note": _route_note(quote.route)}


def _facts(enrollment: Enrollment, quote: CancellationQuote) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Application number"), enrollment.number),
        (_("Seat"), enrollment.get_kind_display()),
        (_("First day"), long_date(quote.first_day) if quote.first_day else None),
    ]
    if not quote.paid_jpy:
        return rows
    rows += [
        (_("Paid"), yen_tax_included(quote.paid_jpy)),
        (_("Cancellation fee now"), _("%(amount)s (%(percent)d%%)") % _fee(quote)),
        (_("Refund"), yen(quote.refund_jpy)),
    ]
    if quote.until:
        rows.append((_("This fee holds until"), long_datetime(quote.until - timedelta(seconds=1))))
    return rows


def _fee(quote: CancellationQuote) -> dict[str, Any]:
    return {"amount": yen(quote.fee_jpy), "percent": quote.fee_percent}


def _route_note(route: Route) -> str:
    return {
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
    }[route]
