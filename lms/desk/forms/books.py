"""The day, period or year a page of the books is drawn for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel.calendar import ONE_DAY, fiscal_year
from payments.day_book import month_of

LONGEST = timedelta(days=366 * 10)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """Both days are part of the period, as people say it; `end` is the first day after it."""

    first = forms.DateField(label=_("From"), widget=DayInput)
    last = forms.DateField(label=_("To"), widget=DayInput)

    @staticmethod
    def at_first(today: date) -> dict[str, Any]:
        """The current month, day by day."""
        first, end = month_of(today)
        return {"first": first, "last": end - ONE_DAY, "by": "day"}

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        first, last = typed.get("first"), typed.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        elif first and last and last - first > LONGEST:
            self.add_error("last", _("Choose ten years at most."))
        return typed

    @property
    def period(self) -> tuple[date, date]:
        """The first day, and the first one after the last."""
        return self.cleaned_data["first"], self.cleaned_data["last"] + ONE_DAY


class DayBookForm(PeriodForm):
    by = forms.ChoiceField(
        label=_("One line for each"), choices=[("day", _("Day by day")), ("month", _("Month by month"))]
    )


class DayForm(forms.Form):
    on = forms.DateField(label=_("As of the end of"), widget=DayInput)

    @staticmethod
    def at_first(today: date) -> dict[str, Any]:
        return {"on": today}


class FiscalYearForm(forms.Form):
    """The years since the first order, and this one."""

    year = forms.TypedChoiceField(label=_("Fiscal year"), coerce=int)

    def __init__(self, *args: Any, years: range, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(year, _("fiscal year %(year)s") % {"year": year}) for year in reversed(years)]
        year: Any = self.fields["year"]
        year.choices = words

    @staticmethod
    def at_first(today: date) -> dict[str, Any]:
        return {"year": fiscal_year(today)}


def years_since(first: date | None, today: date) -> range:
    """Fiscal years from the one of a day until the one of another."""
    return range(fiscal_year(first or today), fiscal_year(today) + 1)
