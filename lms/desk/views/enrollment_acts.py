"""What the secretariat does with one application and its trainee."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.actions.assignment import record_assignment_result
from cohorts.actions.evaluation import assign_evaluator, open_evaluation, void_sheet
from cohorts.actions.exam_record import confirm_specialist_pass, link_record
from cohorts.actions.reevaluation import grant_reevaluation
from cohorts.actions.review import clear_review, decline_application
from cohorts.actions.waiver import grant_waiver, revoke_waiver
from cohorts.eligibility import Need
from cohorts.models import Enrollment, EvaluationSheet, ExamRecord, LessonModelEvaluation, Waiver
from lms.checkout.audit_seat import audit_seat_words
from lms.desk.forms.certification import (
    AssignmentResultForm,
    ConfirmPassForm,
    EvaluatorForm,
    FurtherReevaluationForm,
    LinkRecordForm,
    TopicForm,
)
from lms.desk.forms.common import ReasonForm
from lms.desk.forms.enrollment import ClearReviewForm, DeclineForm, WaiverForm
from lms.desk.permissions import SECRETARIAT, readable_enrollments
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.consultation import decline_consequence
from lms.kernel.access import staff_only


class EnrollmentActView(ActView):
    """The subject is an enrollment, or hangs on one; nobody acts on their own file."""

    def load(self, pk: int) -> Any:
        files = readable_enrollments(self.staff).select_related("person", "cohort", "declaration")
        return get_object_or_404(files, pk=pk)

    def enrollment(self) -> Enrollment:
        enrollment: Enrollment = self.subject
        return enrollment

    def whom(self) -> str:
        enrollment = self.enrollment()
        return _("%(name)s (%(number)s, %(cohort)s)") % {
            "name": enrollment.person.full_name,
            "number": enrollment.number,
            "cohort": enrollment.cohort.title,
        }

    def home(self) -> str:
        return row_of("enrollment", self.enrollment().pk)

    def trail(self) -> tuple[str, str]:
        return list_of("enrollment"), str(_("Applications and enrollments"))


@staff_only(SECRETARIAT)
class ClearReviewView(EnrollmentActView):
    title = _("Accept what was checked")
    form_class = ClearReviewForm
    consequence = _(
        "The ticked points count as checked. Once no point is left, the applicant is told by mail to choose the seat "
        "and pay; no seat is held before that."
    )
    undo = _("A check cannot be taken back. Until the seat is paid the enrollment can be canceled.")
    button = _("Accept")
    done = _("The check is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "open_needs": self.looked_up()}

    def looked_up(self) -> list[Need]:
        """What can be ticked here; the outcome of a consultation cannot."""
        return [Need.NUMBER_CHECK] if Need.NUMBER_CHECK.value in self.subject.eligibility.get("needs", []) else []

    def get_hindrance(self) -> str:
        if self.looked_up():
            return ""
        return gettext("There is no number to check. The outcome of a consultation is recorded on its own page.")

    def act(self) -> object:
        return clear_review(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class DeclineView(EnrollmentActView):
    title = _("Decline the application")
    form_class = DeclineForm
    undo = _("A declined application stays declined; the person can apply anew.")
    button = _("Decline")
    done = _("The application is declined, and the applicant has been written to.")
    is_grave = True

    def get_consequence(self) -> str:
        return decline_consequence(self.subject)

    def act(self) -> object:
        instead = audit_seat_words(self.subject, now=self.now)
        return decline_application(self.subject, **self.answers, instead=instead, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class WaiveView(EnrollmentActView):
    title = _("Waive the prerequisite")
    form_class = WaiverForm
    consequence = _(
        "This person may take a certification seat of this course without having passed or begun the Specialist level. "
        "The reason stands in the answer on eligibility, where the person reads it. It does not replace the pass: the "
        "certification is decided only once that is confirmed."
    )
    undo = _("A waiver can be revoked; a seat that is held or confirmed by then stays.")
    button = _("Waive it")
    done = _("The prerequisite is waived.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cohort": self.subject.cohort}

    def act(self) -> object:
        course = self.subject.cohort.course
        return grant_waiver(self.subject.person, course=course, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RevokeWaiverView(EnrollmentActView):
    """Chosen in the file of an enrollment, where it leads back to."""

    title = _("Revoke the waiver")
    form_class = ReasonForm
    consequence = _(
        "From now on the prerequisite counts again: what is not held yet is judged without the waiver. Nobody is told."
    )
    undo = _("Another waiver can be granted.")
    button = _("Revoke it")
    done = _("The waiver is revoked.")
    is_grave = True

    def load(self, pk: int) -> Any:
        others = Waiver.objects.exclude(person__user_id=self.staff.pk).select_related("person", "course")
        return get_object_or_404(others, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.person.full_name} / {self.subject.course}"

    def home(self) -> str:
        return row_of("person", self.subject.person_id)

    def trail(self) -> tuple[str, str]:
        return list_of("person"), str(_("People"))

    def act(self) -> object:
        return revoke_waiver(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class OpenEvaluationView(EnrollmentActView):
    title = _("Open a lesson model evaluation")
    form_class = TopicForm
    consequence = _("The next attempt at the lesson model begins under the standard of the cohort. Nobody is told yet.")
    undo = _("An attempt stays on file; without sheets it decides nothing.")
    button = _("Open")
    done = _("The evaluation is open. Assign its evaluators next.")

    def act(self) -> object:
        return open_evaluation(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class GrantReevaluationView(EnrollmentActView):
    title = _("Allow a further re-evaluation")
    form_class = FurtherReevaluationForm
    consequence = _(
        "One more re-evaluation than the standard foresees becomes possible, of the lesson model or of the assignment, "
        "and it can be begun until the day below. Nobody is told yet."
    )
    undo = _("What was allowed stays on file and is not taken back.")
    button = _("Allow it")
    done = _("A further re-evaluation is possible.")

    def act(self) -> object:
        return grant_reevaluation(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class AssignEvaluatorView(EnrollmentActView):
    title = _("Assign an evaluator")
    form_class = EvaluatorForm
    consequence = _(
        "The evaluator gets an empty sheet and a mail. Sheets are blind: no evaluator sees another's before all are in."
    )
    undo = _("A sheet can be voided with a reason; it stays on file.")
    button = _("Assign")
    done = _("The evaluator is assigned and has been written to.")

    def load(self, pk: int) -> Any:
        files = readable_enrollments(self.staff).values("pk")
        evaluations = LessonModelEvaluation.objects.select_related("enrollment__person", "enrollment__cohort")
        return get_object_or_404(evaluations.filter(enrollment__in=files), pk=pk)

    def enrollment(self) -> Enrollment:
        enrollment: Enrollment = self.subject.enrollment
        return enrollment

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cohort": self.enrollment().cohort}

    def get_hindrance(self) -> str:
        if self.enrollment().cohort.staff.exists():
            return ""
        return gettext("Nobody works for this cohort yet. Add its staff on the page of the cohort first.")

    def act(self) -> object:
        return assign_evaluator(self.subject, evaluator=self.answers["evaluator"].user, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class VoidSheetView(EnrollmentActView):
    title = _("Void an evaluation sheet")
    form_class = ReasonForm
    consequence = _(
        "The sheet no longer counts. It stays on file with the reason, and another evaluator can be assigned."
    )
    undo = _("A voided sheet stays voided.")
    button = _("Void the sheet")
    done = _("The sheet is voided.")
    is_grave = True

    def load(self, pk: int) -> Any:
        files = readable_enrollments(self.staff).values("pk")
        sheets = EvaluationSheet.objects.select_related(
            "evaluation__enrollment__person", "evaluation__enrollment__cohort"
        )
        return get_object_or_404(sheets.filter(evaluation__enrollment__in=files), pk=pk)

    def enrollment(self) -> Enrollment:
        enrollment: Enrollment = self.subject.evaluation.enrollment
        return enrollment

    def act(self) -> object:
        return void_sheet(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class AssignmentResultView(EnrollmentActView):
    title = _("Record an assignment result")
    form_class = AssignmentResultForm
    consequence = _("The score is recorded as the next attempt, and the requirements are looked at again.")
    undo = _("A result is never edited. A corrected one is recorded as a further attempt, and the latest counts.")
    button = _("Record")
    done = _("The result is recorded.")

    def act(self) -> object:
        return record_assignment_result(self.subject, **self.answers, marked_by=self.staff, by=self.by, now=self.now)


class ExamRecordActView(ActView):
    def load(self, pk: int) -> Any:
        others = ExamRecord.objects.exclude(person__user_id=self.staff.pk).select_related("person")
        return get_object_or_404(others, pk=pk)

    def home(self) -> str:
        return list_of("examrecord")

    def trail(self) -> tuple[str, str]:
        return list_of("examrecord"), str(_("Exam records"))


@staff_only(SECRETARIAT)
class ConfirmPassView(ExamRecordActView):
    title = _("Confirm the Specialist pass")
    form_class = ConfirmPassForm
    consequence = _(
        "The pass counts for certification from now on. Cases that waited only for it become ready for decision, and "
        "their trainees are told."
    )
    undo = _("Annul the pass, with a reason. Both stay on file.")
    button = _("Confirm the pass")
    done = _("The pass is confirmed.")

    def act(self) -> object:
        return confirm_specialist_pass(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class LinkRecordView(EnrollmentActView):
    """From the file of an enrollment: say that a record is this trainee's."""

    title = _("Link an exam record")
    form_class = LinkRecordForm
    consequence = _("The record counts as this trainee's, and the requirements are looked at again.")
    undo = _("A linked record stays linked; the administrator can correct a mistake.")
    button = _("Link the record")
    done = _("The record is linked.")

    def act(self) -> object:
        return link_record(self.answers["candidate_number"], person=self.subject.person, by=self.by, now=self.now)
