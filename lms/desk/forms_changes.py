"""What changes of plan ask for."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cohorts.models import Cohort
from lms.checkout.models import OrganizerChange
from lms.desk.forms import words
from lms.kernel import clock

Kind = OrganizerChange.Kind
DAYS_TO_ANSWER = 14


class CancelForm(forms.Form):
    reason = words(_("Reason"))
    fee_jpy = forms.IntegerField(
        label=_("Another fee (yen)"),
        required=False,
        min_value=0,
        help_text=_("Empty: by the accepted terms. 0: everything goes back."),
    )


class CallOffForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Why it is not held"),
        choices=[(Kind.CANCELED, _("canceled")), (Kind.NOT_ENOUGH, _("not enough participants"))],
        initial=Kind.CANCELED,
        widget=forms.RadioSelect,
    )
    reason = words(_("Reason"), help_text=_("As participants and visitors read it."))

    def clean_kind(self) -> OrganizerChange.Kind:
        return Kind(self.cleaned_data["kind"])


class PostponeForm(forms.Form):
    """New dates for all days or for none of them."""

    reason = words(_("Reason"), help_text=_("As participants and visitors read it."))
    answer_by = forms.DateField(
        label=_("Last day to answer"),
        widget=AdminDateInput,
        help_text=_("Confirmed participants choose until the end of this day in Japan."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer_by"].initial = clock.today() + timedelta(days=DAYS_TO_ANSWER)
        self.day_names = []
        for day in cohort.days.order_by("position"):
            name = f"day_{day.position}"
            label = _("New date of day %(number)s") % {"number": day.position}
            self.fields[name] = forms.DateField(
                label=label, required=False, widget=AdminDateInput, help_text=_("Empty: still to be decided.")
            )
            self.day_names.append(name)

    def clean(self) -> dict[str, Any]:
        dates = [self.cleaned_data.get(name) for name in self.day_names]
        given = [day for day in dates if day]
        if given and len(given) < len(dates):
            self.add_error(self.day_names[dates.index(None)], _("Give a date for every day, or for none."))
        elif given != sorted(set(given)) or any(day <= clock.today() for day in given):
            self.add_error(self.day_names[0], _("The days lie ahead and follow one another."))
        return self.cleaned_data

    def dates(self) -> list[date]:
        return [day for name in self.day_names if (day := self.cleaned_data[name])]
