"""Terms of payment as both sides say them: 「月末締め翌月末払い」."""

from django.utils.translation import gettext, override, pgettext

from lms.kernel.calendar import Roll
from payments.payment_terms import MONTH_END, DaysAfter, MonthlyTerms, PaymentTerms


def terms_in_words(terms: PaymentTerms) -> str:
    """In the language of the moment, with what happens on a day on which banks are closed."""
    return _days(terms) if isinstance(terms, DaysAfter) else _monthly(terms)


def terms_on_paper(terms: PaymentTerms) -> str:
    """As they stand on a document, which is Japanese whatever its reader's language is."""
    with override("ja"):
        return terms_in_words(terms)


def _days(terms: DaysAfter) -> str:
    return gettext("%(days)d days after the invoice%(roll)s") % {"days": terms.days, "roll": _roll(terms.roll)}


def _monthly(terms: MonthlyTerms) -> str:
    return gettext("closing on %(closing)s, payment on %(payment)s of %(month)s%(roll)s") % {
        "closing": _closing(terms.closing_day),
        "payment": _payment(terms.payment_day),
        "month": _month(terms.months),
        "roll": _roll(terms.roll),
    }


def _closing(day: int) -> str:
    if day == MONTH_END:
        return pgettext("closing of books", "the last day of the month")
    return pgettext("closing of books", "day %(day)d") % {"day": day}


def _payment(day: int) -> str:
    if day == MONTH_END:
        return pgettext("day of payment", "the last day")
    return pgettext("day of payment", "day %(day)d") % {"day": day}


def _month(months: int) -> str:
    near = (
        pgettext("month of payment", "the same month"),
        pgettext("month of payment", "the next month"),
        pgettext("month of payment", "the month after next"),
    )
    if months < len(near):
        return near[months]
    return pgettext("month of payment", "the month %(count)d months later") % {"count": months}


def _roll(roll: Roll | None) -> str:
    """Nothing where the day stays, whether banks are open or not."""
    if roll is Roll.NEXT:
        return gettext(" (where banks are closed, the next business day)")
    return gettext(" (where banks are closed, the business day before)") if roll is Roll.PREVIOUS else ""
