"""An exam record with its credit units, and what may be done with it."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.actions.exam_record import annul_pass, record_specialist_failure
from cohorts.actions.exam_score import correct_score, enter_score
from cohorts.models import ExamRecord, ExamScore
from lms.desk.exam_file import exam_file
from lms.desk.forms.common import ReasonForm
from lms.desk.forms.exam import CorrectScoreForm, EnterScoreForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import row_of
from lms.desk.views.enrollment_acts import ExamRecordActView
from lms.kernel import clock
from lms.kernel.access import staff_only


class ExamRecordView(generic.InspectView):
    template_name = "lms_desk/exam_record.html"
    page_title = _("Exam record")

    def get_object(self, queryset: QuerySet[ExamRecord] | None = None) -> ExamRecord:
        del queryset
        records = ExamRecord.objects.select_related("person", "pass_rule__level", "confirmed_by")
        return get_object_or_404(records, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        file = exam_file(self.object, now_on=clock.today())
        is_own = self.object.person is not None and self.object.person.user_id == self.request.user.pk
        return {
            **context,
            "file": file,
            "record": self.object,
            "is_settled": self.object.is_confirmed_pass,
            "may_act": not is_own,
            "matches": self.object.matches.select_related("person"),
            "may_enter": not self.object.is_confirmed_pass and any(line.may_enter for line in file.lines),
            "timeline": timeline_of([self.object], order=None, with_mail=True),
        }


class RecordActView(ExamRecordActView):
    """Back to the record, where the result of the act is seen."""

    def home(self) -> str:
        return row_of("examrecord", self.subject.pk)


@staff_only(SECRETARIAT)
class EnterScoreView(RecordActView):
    title = _("Enter points")
    form_class = EnterScoreForm
    consequence = _(
        "The points are the next attempt at this unit, and the record is judged anew. A trainee whose unit is short "
        "sees the day until which it can be handed in again."
    )
    undo = _("Points are never deleted. A slip is corrected by a further entry with its reason.")
    button = _("Enter the points")
    done = _("The points are entered.")

    def get_form_kwargs(self) -> dict[str, Any]:
        lines = list(exam_file(self.subject, now_on=clock.today()).lines)
        return {**super().get_form_kwargs(), "lines": lines}

    def act(self) -> object:
        return enter_score(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class CorrectScoreView(RecordActView):
    title = _("Correct points")
    form_class = CorrectScoreForm
    consequence = _("The new points count from now on. The old ones stay on file with the reason.")
    undo = _("Correct the points once more.")
    button = _("Correct the points")
    done = _("The points are corrected.")

    score: ExamScore

    def load(self, pk: int) -> Any:
        self.score = get_object_or_404(ExamScore.objects.counting().select_related("record"), pk=pk)
        return super().load(self.score.record_id)

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "points": self.score.points, "notified_on": self.score.notified_on}

    def act(self) -> object:
        return correct_score(self.score, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RecordFailureView(RecordActView):
    title = _("Record that the level was not passed")
    consequence = _(
        "The level counts as not passed. Course results stay valid for their time, and a later pass can be confirmed "
        "on this same record. The trainee is told what is possible."
    )
    undo = _("Confirm a pass on this record.")
    button = _("Record it")
    done = _("Recorded as not passed.")
    is_grave = True

    def act(self) -> object:
        return record_specialist_failure(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class AnnulPassView(RecordActView):
    title = _("Annul the pass")
    form_class = ReasonForm
    consequence = _(
        "The pass no longer counts. Open certification cases wait for a pass again. Decisions and licenses are not "
        "changed by this; a license of this person appears among those to review."
    )
    undo = _("Confirm a pass on this record again. The annulment stays on file.")
    button = _("Annul the pass")
    done = _("The pass is annulled.")
    is_grave = True

    def act(self) -> object:
        return annul_pass(self.subject, **self.answers, by=self.by, now=self.now)
