"""A cohort through its year: what is decided, and where it stands."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cohorts.actions import cohort as cohorts
from cohorts.actions.application_period import decide_application_period
from cohorts.actions.assignment import decide_assignment
from cohorts.actions.attendance import close_attendance
from cohorts.actions.minimum import decide_minimum
from cohorts.actions.session_hours import decide_session_hours
from cohorts.actions.staff import assign_staff
from cohorts.models import Cohort, SeatKind
from lms.desk.forms.cohort import (
    AssignmentForm,
    CapacityForm,
    DatesForm,
    MinimumForm,
    PeriodForm,
    ScheduleForm,
    SessionHoursForm,
    StaffForm,
    VenueForm,
)
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel.access import staff_only


class CohortActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(Cohort.objects.select_related("course", "venue", "scheme_version"), pk=pk)

    def home(self) -> str:
        return row_of("cohort", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("cohort"), str(_("Cohorts"))


class _KnowsCohort:
    """For forms whose choices come from the cohort."""

    subject: Cohort

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cohort": self.subject}  # type: ignore[misc]


@staff_only(SECRETARIAT)
class ScheduleView(_KnowsCohort, CohortActView):
    title = _("Copy the curriculum")
    form_class = ScheduleForm
    consequence = _(
        "Days, hours and sessions of the curriculum are copied into this cohort. Later edits of the curriculum do not "
        "reach it. Dates and venue are decided afterwards."
    )
    undo = _("While the cohort is planned the curriculum can be copied again; dates already entered are kept by day.")
    button = _("Copy")
    done = _("The cohort has its days and sessions.")

    def act(self) -> object:
        curriculum = self.answers["curriculum"]
        known = dict(self.subject.days.values_list("position", "held_on"))
        dates = [known.get(number) for number in range(1, curriculum.days.count() + 1)]
        return cohorts.schedule_cohort(
            self.subject, curriculum=curriculum, dates=dates, venue=self.subject.venue, by=self.by
        )


@staff_only(SECRETARIAT)
class DatesView(_KnowsCohort, CohortActView):
    title = _("Decide the dates")
    form_class = DatesForm
    consequence = _("The dates appear on the public pages at once instead of 「to be decided」.")
    undo = _("A date once decided is only changed by postponing the cohort, with a reason.")
    button = _("Decide")
    done = _("The dates are decided.")

    def act(self) -> object:
        return cohorts.decide_dates(self.subject, dates=self.form.dates(), by=self.by)


@staff_only(SECRETARIAT)
class VenueView(CohortActView):
    title = _("Decide the venue")
    form_class = VenueForm
    consequence = _("The venue appears on the public pages at once instead of 「to be decided」.")
    undo = _("A venue once announced is only changed by postponing the cohort, with a reason.")
    button = _("Decide")
    done = _("The venue is decided.")

    def act(self) -> object:
        return cohorts.decide_venue(self.subject, **self.answers, by=self.by)


@staff_only(SECRETARIAT)
class PeriodView(_KnowsCohort, CohortActView):
    title = _("Decide the application period")
    form_class = PeriodForm
    consequence = _("Applications are taken between these moments while the cohort is open for them.")
    undo = _("The period can be changed until the cohort begins.")
    button = _("Decide")
    done = _("The application period is decided.")

    def get_initial(self) -> dict[str, Any]:
        period = ("applications_open_at", "priority_opens_at", "application_deadline_at")
        return {**super().get_initial(), **{name: getattr(self.subject, name) for name in period}}

    def act(self) -> object:
        return decide_application_period(self.subject, **self.form.moments(), by=self.by)


@staff_only(SECRETARIAT)
class CapacityView(CohortActView):
    title = _("Decide the number of seats")
    form_class = CapacityForm
    consequence = _("That many seats of this kind can be taken. Fees are decided under Fees.")
    undo = _("The number can be changed at any time, but not below the seats that are taken.")
    button = _("Decide")
    done = _("The number of seats is decided.")

    def act(self) -> object:
        kind, capacity = SeatKind(self.answers["kind"]), self.answers["capacity"]
        return cohorts.set_capacity(self.subject, kind=kind, capacity=capacity, by=self.by)


@staff_only(SECRETARIAT)
class MinimumView(_KnowsCohort, CohortActView):
    title = _("Decide the minimum number of participants")
    form_class = MinimumForm
    consequence = _(
        "From the day of the decision on, the cohort stands on the page of today while fewer participants are "
        "confirmed. Nobody is written to, and nothing is canceled by itself."
    )
    undo = _("It can be changed until the course begins. To hold the course with fewer people, lower the number.")
    button = _("Decide")
    done = _("The minimum number of participants is decided.")

    def act(self) -> object:
        return decide_minimum(self.subject, **self.answers, by=self.by)


@staff_only(SECRETARIAT)
class AssignmentView(CohortActView):
    title = _("Decide the designated assignment")
    form_class = AssignmentForm
    consequence = _(
        "Participants of the certification course read it on the page of their application and hand their files in "
        "there. Until the due moment they can replace them; after it the office decides on each late file. Nobody is "
        "written to."
    )
    undo = _("The text can be changed at any time; the due moment is only moved to a later one.")
    button = _("Decide")
    done = _("The designated assignment is decided.")

    def get_initial(self) -> dict[str, Any]:
        known = {"task": self.subject.assignment_task, "due_at": self.subject.assignment_due_at}
        return {**super().get_initial(), **known}

    def act(self) -> object:
        return decide_assignment(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class SessionHoursView(_KnowsCohort, CohortActView):
    title = _("Enter the hours of the sessions")
    form_class = SessionHoursForm
    consequence = _(
        "The timetable shows these hours, and attended hours are stated by them, net of the breaks between sessions. "
        "Nobody is written to."
    )
    undo = _("They can be corrected at any time; a statement that was issued stays as it is.")
    button = _("Enter")
    done = _("The hours of the sessions are entered.")

    def get_hindrance(self) -> Any:
        return "" if self.subject.sessions.exists() else _("This cohort has no sessions yet")

    def act(self) -> object:
        return decide_session_hours(self.subject, self.form.hours(), by=self.by)


@staff_only(SECRETARIAT)
class StaffView(CohortActView):
    title = _("Add a trainer or evaluator")
    form_class = StaffForm
    consequence = _(
        "The person belongs to the staff of this cohort and can be given sheets. Whoever belongs to it never decides "
        "on its certifications."
    )
    undo = _("The assignment stays on file, because it decides who may not decide.")
    button = _("Add")
    done = _("The person belongs to the staff of this cohort.")

    def act(self) -> object:
        return assign_staff(
            self.subject, user=self.answers["email"], role=self.answers["role"], by=self.by, now=self.now
        )


@staff_only(SECRETARIAT)
class OpenView(CohortActView):
    title = _("Open applications")
    consequence = _(
        "From the decided moment on everybody can apply. The certification standard is frozen: nothing in it changes "
        "for this cohort any more."
    )
    undo = _("Applications can be closed at any time. The standard stays frozen.")
    button = _("Open applications")
    done = _("The cohort takes applications.")

    def act(self) -> object:
        return cohorts.open_applications(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class CloseView(CohortActView):
    title = _("Close applications")
    consequence = _(
        "Nobody can apply any more. Applications being checked can still be accepted; seats held stay held."
    )
    undo = _("Open applications again.")
    button = _("Close applications")
    done = _("The cohort takes no more applications.")

    def act(self) -> object:
        return cohorts.close_applications(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class StartView(CohortActView):
    title = _("Begin the course")
    consequence = _("The cohort is shown as under way, and attendance is recorded.")
    undo = _("This step is not taken back.")
    button = _("Begin")
    done = _("The course is under way.")

    def act(self) -> object:
        return cohorts.start_cohort(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class FinishView(CohortActView):
    title = _("End the course")
    consequence = _("The cohort is shown as held. Attendance, sheets and decisions go on.")
    undo = _("This step is not taken back.")
    button = _("End")
    done = _("The course has been held.")

    def act(self) -> object:
        return cohorts.finish_cohort(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class ArchiveView(CohortActView):
    title = _("Archive the cohort")
    consequence = _("The cohort disappears from the public pages. Its records stay.")
    undo = _("This step is not taken back.")
    button = _("Archive")
    done = _("The cohort is archived.")

    def act(self) -> object:
        return cohorts.archive_cohort(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class ReplanView(CohortActView):
    title = _("Plan the cohort again")
    consequence = _("The postponed cohort is planned anew: decide its dates and application period next.")
    undo = _("Postpone it again, with a reason.")
    button = _("Plan again")
    done = _("The cohort is planned again.")

    def act(self) -> object:
        return cohorts.replan_cohort(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class CloseAttendanceView(CohortActView):
    title = _("Close the attendance")
    consequence = _(
        "For every confirmed participant the course ends as completed or not completed, by what was recorded. "
        "Attendance cannot be corrected after that."
    )
    undo = _("This cannot be taken back. Check the sheet first.")
    button = _("Close the attendance")
    done = _("The attendance is closed.")
    is_grave = True

    def act(self) -> object:
        return close_attendance(self.subject, by=self.by, now=self.now)
