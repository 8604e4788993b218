"""What holding seats for a company asks for."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cohorts.actions.company_hold import ContactData
from cohorts.models import Cohort, CompanyHold, SeatPool
from lms.desk.forms.common import words
from lms.kernel import clock
from lms.kernel.calendar import end_of, jst_date
from lms.kernel.mail_address import EmailField


class _UntilForm(forms.Form):
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=10_000)
    last_day = forms.DateField(
        label=_("Held through the end of"),
        widget=AdminDateInput,
        help_text=_("In Japan. Not after the application deadline: the company applies for the seats by then."),
    )

    cohort: Cohort

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < jst_date(clock.now()):
            raise forms.ValidationError(_("This day is over. Check the year."))
        return last_day

    def held_until(self) -> datetime:
        """Through the day; on the day of the application deadline until the deadline."""
        end, deadline = end_of(self.cleaned_data["last_day"]), self.cohort.application_deadline_at
        return deadline if deadline and jst_date(deadline) == self.cleaned_data["last_day"] else end


class HoldForm(_UntilForm):
    pool = forms.ModelChoiceField(
        SeatPool.objects.none(), label=_("Kind of seat"), widget=forms.RadioSelect, empty_label=None
    )
    company = forms.CharField(
        label=_("Name of the company"), max_length=200, help_text=_("As on invoices, without 御中.")
    )
    family_name = forms.CharField(label=_("Family name of the contact"), max_length=100)
    given_name = forms.CharField(label=_("Given name of the contact"), max_length=100)
    email = EmailField(
        label=_("E-mail address of the contact"),
        help_text=_("Only whoever signs in with this address can apply for the seats."),
    )
    reason = words(_("Reason"), help_text=_("For the file; the contact does not see it."))
    field_order = ("pool", "seats", "last_day", "company", "family_name", "given_name", "email", "reason")

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        field: Any = self.fields["pool"]
        field.queryset = SeatPool.objects.filter(cohort=cohort)
        field.label_from_instance = _with_free

    def contact(self) -> ContactData:
        return ContactData(**{name: self.cleaned_data[name] for name in ("family_name", "given_name", "email")})


class ChangeHoldForm(_UntilForm):
    reason = words(_("Reason"), help_text=_("For the file; the contact does not see it."))

    def __init__(self, *args: Any, hold: CompanyHold, **kwargs: Any) -> None:
        self.cohort = hold.cohort
        last_day = jst_date(hold.held_until - timedelta(seconds=1))
        super().__init__(*args, **{**kwargs, "initial": {"seats": hold.seats, "last_day": last_day}})
        self.fields["seats"].label = _("Seats held from now on")
        self.fields["seats"].help_text = _("Without those that were applied for already.")


class ReleaseHoldForm(forms.Form):
    reason = words(_("Reason"), help_text=_("The contact reads this sentence in the mail."))


def _with_free(pool: SeatPool) -> str:
    words_ = _("%(kind)s: %(free)d of %(capacity)d seats free")
    return words_ % {"kind": pool.get_kind_display(), "free": pool.left, "capacity": pool.capacity}
