"""What the acts on a cohort ask for: its schedule, days, venue, period, seats, staff and hours."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from cohorts.actions.application_period import DeadlineTooLate, PeriodReversed, check_priority, latest_deadline
from cohorts.actions.cohort import AlreadyDecided
from cohorts.actions.minimum import DecisionTooLate, DecisionWithoutMinimum
from cohorts.models import Cohort, SeatKind, StaffAssignment, Venue
from cohorts.session_hours import Hours
from courses.models import Curriculum
from lms.desk.forms.common import words
from lms.kernel import clock
from lms.kernel.calendar import jst_date
from lms.kernel.mail_address import EmailField
from lms.kernel.obstacles import Obstacle


class ScheduleForm(forms.Form):
    """The edition to copy; dates follow on the board once its days are there."""

    curriculum = forms.ModelChoiceField(Curriculum.objects.none(), label=_("Curriculum"), empty_label=None)

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["curriculum"]
        field.queryset = Curriculum.objects.filter(course=cohort.course).order_by("-is_current", "-version")


class DatesForm(forms.Form):
    """One date per day of the cohort, in order."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decided: dict[str, date | None] = {}
        for day in cohort.days.order_by("position"):
            name = f"day_{day.position}"
            label = _("Date of day %(number)s") % {"number": day.position}
            self.fields[name] = forms.DateField(label=label, initial=day.held_on, widget=AdminDateInput)
            self.decided[name] = day.held_on

    def clean(self) -> dict[str, Any]:
        """Each obstacle beside its date. A year typed wrongly would be public at once and could not be taken back."""
        before: date | None = None
        today = jst_date(clock.now())
        for name, decided in self.decided.items():
            given = self.cleaned_data.get(name)
            if given is None:
                continue
            if decided and given != decided:
                self.add_error(name, AlreadyDecided.message)
            elif not decided and given < today:
                self.add_error(name, _("This day is over. Check the year."))
            if before and given <= before:
                self.add_error(name, _("This day lies after the day before it."))
            before = given
        return self.cleaned_data

    def dates(self) -> list[date]:
        return [self.cleaned_data[name] for name in self.decided]


class VenueForm(forms.Form):
    venue = forms.ModelChoiceField(Venue.objects.all(), label=_("Venue"))


class VenueEditForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    map_url = forms.URLField(label=_("Map"), required=False, assume_scheme="https")

    class Meta:
        model = Venue
        fields = ["name", "name_en", "address", "address_en", "is_online", "map_url"]


class PeriodForm(forms.Form):
    applications_open_at = forms.DateTimeField(label=_("Applications open"), widget=AdminDateTimeInput)
    priority_opens_at = forms.DateTimeField(
        label=_("Earlier, for those who asked for news before the announcement"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Everybody reads both moments. No seats are set aside. Empty: applications open for all at once."),
    )
    application_deadline_at = forms.DateTimeField(
        label=_("Application deadline"),
        widget=AdminDateTimeInput,
        help_text=_("The first moment that is too late: for 「until 31 January」 enter 1 February 00:00."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean(self) -> dict[str, Any]:
        """Each obstacle beside the moment it is about; the action refuses them as well."""
        opens_at = self.cleaned_data.get("applications_open_at")
        deadline_at = self.cleaned_data.get("application_deadline_at")
        if opens_at and deadline_at and deadline_at <= opens_at:
            self.add_error("application_deadline_at", PeriodReversed.message)
        elif deadline_at and deadline_at > latest_deadline(self.cohort, default=deadline_at):
            self.add_error("application_deadline_at", DeadlineTooLate.message)
        priority_at = self.cleaned_data.get("priority_opens_at")
        if opens_at and priority_at:
            try:
                check_priority(priority_at, opens_at=opens_at)
            except Obstacle as obstacle:
                self.add_error("priority_opens_at", str(obstacle))
        return self.cleaned_data

    def moments(self) -> dict[str, datetime]:
        answers = self.cleaned_data
        return {
            "opens_at": answers["applications_open_at"],
            "deadline_at": answers["application_deadline_at"],
            "priority_opens_at": answers["priority_opens_at"],
        }


class CapacityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of seat"), choices=SeatKind.choices, widget=forms.RadioSelect)
    capacity = forms.IntegerField(label=_("Seats"), min_value=0, max_value=10_000)


class MinimumForm(forms.Form):
    """Where the dates are decided and the day is not, two weeks before the first day is proposed."""

    minimum = forms.IntegerField(
        label=_("Minimum number of participants"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("Confirmed participants of both kinds of seats. Empty: the course is held with whoever comes."),
    )
    decide_on = forms.DateField(
        label=_("Day on which it is decided whether the course is held"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Usually two weeks before the first day. Empty while not decided."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first_day = min((day.held_on for day in cohort.days.all() if day.held_on), default=None)
        proposed = self.first_day - timedelta(days=14) if self.first_day else None
        self.fields["minimum"].initial = cohort.minimum_participants
        self.fields["decide_on"].initial = cohort.go_no_go_on or proposed

    def clean(self) -> dict[str, Any]:
        """Each obstacle beside its field; the action refuses them as well."""
        decide_on = self.cleaned_data.get("decide_on")
        if decide_on and self.first_day and decide_on >= self.first_day:
            self.add_error("decide_on", DecisionTooLate.message)
        if decide_on and not self.cleaned_data.get("minimum") and "minimum" not in self.errors:
            self.add_error("minimum", DecisionWithoutMinimum.message)
        return self.cleaned_data


class AssignmentForm(forms.Form):
    task = words(
        _("What is to be handed in"),
        help_text=_("As participants of the certification course read it: topic, length, what it has to contain."),
    )
    due_at = forms.DateTimeField(
        label=_("Due"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_(
            "The first moment that is too late: for 「until 31 March」 enter 1 April 00:00. Empty while not decided."
        ),
    )


class StaffForm(forms.Form):
    """By address, so that the page never lists accounts."""

    email = EmailField(label=_("E-mail address of the account"))
    role = forms.ChoiceField(label=_("Role"), choices=StaffAssignment.Role.choices, widget=forms.RadioSelect)

    def clean_email(self) -> AbstractBaseUser:
        user_model = get_user_model()
        field = user_model.get_email_field_name()
        found = user_model.objects.filter(**{f"{field}__iexact": self.cleaned_data["email"]}, is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("There is no account with this address."))
        return found


class AnnouncedReasonForm(forms.Form):
    reason = words(_("Reason"), help_text=_("As participants and visitors read it."))


class SessionHoursForm(forms.Form):
    """From when until when, for each session of the cohort; empty where it is not known."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.positions: list[int] = []
        for session in cohort.sessions.select_related("day").order_by("position"):
            self.positions.append(session.position)
            facts = {"day": session.day.position, "session": session.title}
            opens, closes = session.day.opens_at, session.day.closes_at
            day = _("The day goes from %(opens)s to %(closes)s.") % {
                "opens": f"{opens:%H:%M}",
                "closes": f"{closes:%H:%M}",
            }
            for name, label, known in (
                ("starts", _("Day %(day)s, %(session)s: beginning") % facts, session.starts_at),
                ("ends", _("Day %(day)s, %(session)s: end") % facts, session.ends_at),
            ):
                self.fields[f"{name}_{session.position}"] = forms.TimeField(
                    label=label,
                    required=False,
                    initial=known,
                    help_text=day if name == "starts" else "",
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    def hours(self) -> dict[int, Hours]:
        return {
            at: Hours(self.cleaned_data.get(f"starts_{at}"), self.cleaned_data.get(f"ends_{at}"))
            for at in self.positions
        }
