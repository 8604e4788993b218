"""What the act on a company's terms of payment asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.checkout.models import CompanyTerms
from lms.kernel.calendar import Roll
from payments.payment_terms import MONTH_END, DaysAfter, MonthlyTerms, PaymentTerms

MONTHS = [
    (0, pgettext_lazy("month of payment", "the same month")),
    (1, pgettext_lazy("month of payment", "the next month")),
    (2, pgettext_lazy("month of payment", "the month after next")),
    (3, pgettext_lazy("month of payment", "three months later")),
]
LAST_DAY = _("%(last)d is the last day of the month.") % {"last": MONTH_END}


class TermsForm(forms.Form):
    """Either the month in which the books are closed and the day of payment, or a number of days."""

    MONTHLY, DAYS = "monthly", "days"

    kind = forms.ChoiceField(
        label=_("The company pays"),
        choices=[
            (MONTHLY, _("by a closing day, 月末締め翌月末払い for example")),
            (DAYS, _("so many days after the invoice")),
        ],
        widget=forms.RadioSelect,
        initial=MONTHLY,
    )
    closing_day = forms.IntegerField(
        label=_("Closing day"), min_value=1, max_value=MONTH_END, required=False, initial=MONTH_END, help_text=LAST_DAY
    )
    months = forms.TypedChoiceField(
        label=_("Month of payment"), choices=MONTHS, coerce=int, required=False, initial=1, empty_value=None
    )
    payment_day = forms.IntegerField(
        label=_("Day of payment"),
        min_value=1,
        max_value=MONTH_END,
        required=False,
        initial=MONTH_END,
        help_text=LAST_DAY,
    )
    days = forms.IntegerField(label=_("Days after the invoice"), min_value=0, max_value=180, required=False)
    roll = forms.ChoiceField(
        label=_("If banks are closed on that day"),
        choices=CompanyTerms.Closed.choices,
        widget=forms.RadioSelect,
        initial=CompanyTerms.Closed.NEXT,
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        needed = ("days",) if typed.get("kind") == self.DAYS else ("closing_day", "months", "payment_day")
        for name in needed:
            if typed.get(name) is None and name not in self.errors:
                self.add_error(name, _("This is needed for such terms."))
        if not self.errors and typed["kind"] == self.MONTHLY and _is_too_early(typed):
            self.add_error("payment_day", _("Nobody pays before the books are closed."))
        return typed

    def terms(self) -> PaymentTerms:
        typed = self.cleaned_data
        if typed["kind"] == self.DAYS:
            return DaysAfter(typed["days"], Roll(typed["roll"]))
        return MonthlyTerms(typed["closing_day"], typed["months"], typed["payment_day"], Roll(typed["roll"]))


def initial_of(terms: PaymentTerms) -> dict[str, Any]:
    """What the form shows for terms that hold."""
    roll = terms.roll.value if terms.roll else Roll.NEXT.value
    if isinstance(terms, DaysAfter):
        return {"kind": TermsForm.DAYS, "days": terms.days, "roll": roll}
    facts = {name: getattr(terms, name) for name in ("closing_day", "months", "payment_day")}
    return {"kind": TermsForm.MONTHLY, **facts, "roll": roll}


def _is_too_early(typed: dict[str, Any]) -> bool:
    return bool(typed["months"] == 0 and typed["payment_day"] < typed["closing_day"])
