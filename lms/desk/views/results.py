"""The results of a cohort: staged for everybody to look at, released at one moment, corrected one by one."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.actions.planned_release import NoPlanStands, cancel_plan, plan_of, plan_results
from cohorts.actions.release import Staged, digest_of, plan_release, release_correction, release_results
from cohorts.models import EvaluationSheet, PlannedRelease
from cohorts.results import News
from courses.grading.verdicts import Verdict
from lms.desk.forms.certification import ReleaseForm
from lms.desk.forms.common import ReasonForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import Text
from lms.desk.views.cohort_acts import CohortActView
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.kernel.access import staff_only
from lms.templatetags.lms import long_datetime


@dataclass(frozen=True, slots=True)
class StagedLine:
    """One trainee as the page lists them; no values where the reader may not know them."""

    staged: Staged
    lesson_model: str
    assignment: str
    effect: str
    tone: str


@staff_only(SECRETARIAT)
class ReleaseResultsView(CohortActView):
    """The list is the preview: everybody, what stands, and what the release would mean to them."""

    template_name = "lms_desk/release.html"
    title = _("Release the results")
    consequence = _(
        "Everybody marked 「is released」 below is told by mail, at once or at the moment you choose, and reads score, "
        "levels, comments and what is possible next on their page. Until then no page, mail or export of theirs shows "
        "a score or an outcome."
    )
    undo = _("A released result is never taken back. A correction is released as the next version, with a reason.")
    form_class = ReleaseForm
    button = _("Release")
    done: ClassVar[Text] = _("The results are released, and everybody concerned has been written to.")
    header_icon = "clipboard-list"
    is_grave = True

    @cached_property
    def plan(self) -> list[Staged]:
        return plan_release(self.subject)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        plans = PlannedRelease.objects.filter(cohort=self.subject).select_related("planned_by")
        return {**context, "lines": self._lines(), "seen": digest_of(self.plan), "planned": plans.first()}

    def get_hindrance(self) -> str:
        if planned := plan_of(self.subject):
            words = gettext("These results are released on %(moment)s. For another moment, cancel the plan first.")
            return words % {"moment": long_datetime(planned.due_at)}
        if any(one.is_released_now for one in self.plan):
            return ""
        return gettext("Nobody of this cohort has a result that is settled and not released yet.")

    def act(self) -> object:
        seen, due_at = self.request.POST.get("seen", ""), self.answers["due_at"]
        if due_at is None:
            return release_results(self.subject, seen=seen, by=self.by, now=self.now)
        planned = plan_results(self.subject, seen=seen, due_at=due_at, by=self.by, now=self.now)
        words = gettext("The results are released on %(moment)s. Until then it can be canceled here.")
        self.done = words % {"moment": long_datetime(planned.due_at)}  # type: ignore[misc]  # known only now
        return planned

    def get_success_url(self) -> str:
        """After planning, back to the page that shows the plan and cancels it."""
        if hasattr(self, "answers") and self.answers["due_at"] is not None:
            return reverse("lms_desk:cohort_results", args=[self.subject.pk])
        return super().get_success_url()

    def _lines(self) -> list[StagedLine]:
        """Scoring stays blind for whoever still has a sheet to submit, and nobody reads their own result here."""
        mine = EvaluationSheet.objects.open().of(self.staff).filter(evaluation__enrollment__cohort=self.subject)
        blind = set(mine.values_list("evaluation__enrollment", flat=True))
        return [self._line(one, hides=self._is_own(one) or one.enrollment.pk in blind) for one in self.plan]

    def _is_own(self, staged: Staged) -> bool:
        return bool(staged.enrollment.person.user_id == self.staff.pk)

    def _line(self, staged: Staged, *, hides: bool) -> StagedLine:
        lesson_model, assignment = staged.facts["lesson_model"], staged.facts["assignment"]
        effect, tone = EFFECTS[staged.news]
        released_at = staged.release.released_at if staged.release else None
        words = {"version": staged.version, "moment": long_datetime(released_at)}
        hidden = gettext("not shown to you")
        return StagedLine(
            staged,
            hidden if hides else _value(lesson_model["verdict"], lesson_model["total"]) if lesson_model else "",
            hidden if hides else _value(assignment["verdict"], assignment["score"]) if assignment else "",
            str(effect) % words,
            tone,
        )


def _value(verdict: str, points: str) -> str:
    reached = gettext("reached") if verdict == Verdict.PASSED else gettext("not reached")
    return f"{points} {reached}"


EFFECTS = {
    News.NEW: (_("is released (version %(version)d)"), "success"),
    News.NONE: (_("released on %(moment)s, nothing new"), ""),
    News.CORRECTION: (_("reads differently now: release the correction from the file, with a reason"), "warning"),
    News.UNSETTLED: (_("not settled yet, left out"), ""),
}


@staff_only(SECRETARIAT)
class CancelPlannedReleaseView(CohortActView):
    title = _("Cancel the planned release")
    consequence = _("Nothing is released at that moment, and nobody is told. The results stay as they are.")
    undo = _("Plan the release again.")
    button = _("Cancel the plan")
    done = _("The planned release is canceled.")
    header_icon = "clipboard-list"

    def get_hindrance(self) -> str:
        return "" if plan_of(self.subject) else gettext("No release is planned.")

    def act(self) -> object:
        planned = plan_of(self.subject)
        if planned is None:
            raise NoPlanStands
        return cancel_plan(planned, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ReleaseCorrectionView(EnrollmentActView):
    title = _("Release a corrected result")
    form_class = ReasonForm
    consequence = _(
        "What stands now is released to this trainee as the next version, with your reason, and a mail. The earlier "
        "version stays in their history, and the days to appeal begin anew."
    )
    undo = _("A released result is never taken back; a further correction is a further version.")
    button = _("Release the correction")
    done = _("The corrected result is released, and the trainee has been written to.")
    is_grave = True

    def act(self) -> object:
        return release_correction(self.subject, **self.answers, by=self.by, now=self.now)
