"""One consultation with everything that was said, and what can be done with it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.actions.consultation import ask_applicant, note_on_consultation, take_consultation, write_answer
from cohorts.actions.review import clear_consultation, clear_with_condition, decline_application
from cohorts.models import Consultation
from cohorts.models.consultation import answer_end
from cohorts.reasons import joined
from lms.checkout.audit_seat import audit_seat_instead, audit_seat_words
from lms.desk.forms.common import words
from lms.desk.permissions import SECRETARIAT, User, readable_enrollments
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.calendar import jst_date
from lms.templatetags.lms import long_date, yen_tax_included

#: Acts that end it come first; the others stand beside them.
OUTCOMES = (
    ("consultation_clear", _("Accept the purpose")),
    ("consultation_condition", _("Accept it with a condition")),
    ("consultation_decline", _("Decline")),
)
STEPS = (
    ("consultation_ask", _("Ask the applicant")),
    ("consultation_answer", _("Write down what the applicant says")),
    ("consultation_take", _("Take it")),
)


def readable_consultations(user: User) -> QuerySet[Consultation]:
    """Nobody reads the talk about their own application from the other side."""
    files = Consultation.objects.among(readable_enrollments(user))
    return files.select_related("enrollment__person", "enrollment__cohort", "enrollment__declaration", "owner")


def turn_written(consultation: Consultation) -> str:
    """Who has the next word, and until when."""
    if not consultation.is_open:
        return "–"
    if last_day := consultation.answer_on:
        return gettext("the applicant, until %(day)s") % {"day": long_date(last_day)}
    return gettext("the office, by %(day)s") % {"day": long_date(consultation.due_on)}


class ConsultationView(generic.InspectView):
    template_name = "lms_desk/consultation.html"
    page_title = _("Consultation")

    def get_object(self, queryset: QuerySet[Consultation] | None = None) -> Consultation:
        del queryset
        files = readable_consultations(self.request.user).prefetch_related("notes__author")
        try:
            return files.get(pk=self.pk)
        except Consultation.DoesNotExist as missing:
            raise Http404 from missing

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        consultation: Consultation = self.object
        return {
            **context,
            "consultation": consultation,
            "enrollment": consultation.enrollment,
            "turn": turn_written(consultation),
            "outcomes": _links(consultation, OUTCOMES) if consultation.is_open else [],
            "steps": _links(consultation, STEPS) if consultation.is_open else [],
            "is_late": Consultation.objects.overdue(clock.today()).filter(pk=consultation.pk).exists(),
            "events": timeline_of([consultation], order=None, with_mail=False),
        }


def _links(consultation: Consultation, acts: tuple[tuple[str, Any], ...]) -> list[tuple[str, Any]]:
    return [(reverse(f"lms_desk:{name}", args=[consultation.pk]), label) for name, label in acts]


class ConsultationNoteForm(forms.Form):
    text = words(_("Note"), help_text=_("The applicant does not see it."))


class QuestionForm(forms.Form):
    text = words(_("What you would like to know"), help_text=_("The applicant reads this in a mail and on their page."))


class SaidForm(forms.Form):
    text = words(
        _("What the applicant said"), help_text=_("After a call or a mail. The applicant sees it on their page.")
    )


class ConditionForm(forms.Form):
    condition = words(
        _("Condition"), help_text=_("The applicant reads it in the mail and, from then on, on their page.")
    )


class DeclinePurposeForm(forms.Form):
    reason = words(_("Reason"), help_text=_("The applicant reads this sentence in the mail and on their page."))


class ConsultationActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(readable_consultations(self.staff), pk=pk)

    def whom(self) -> str:
        enrollment = self.subject.enrollment
        return _("%(name)s (%(number)s, %(cohort)s)") % {
            "name": enrollment.person.full_name,
            "number": enrollment.number,
            "cohort": enrollment.cohort.title,
        }

    def home(self) -> str:
        return row_of("consultation", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("consultation"), str(_("Consultations"))


class OpenConsultationActView(ConsultationActView):
    """An act that makes sense only while it is open."""

    def get_hindrance(self) -> str:
        return "" if self.subject.is_open else str(_("This consultation is over."))


@staff_only(SECRETARIAT)
class TakeConsultationView(OpenConsultationActView):
    title = _("Take the consultation")
    consequence = _("You are in charge of it. The applicant is not told.")
    undo = _("Somebody else can take it.")
    button = _("Take it")
    done = _("You are in charge of the consultation.")

    def act(self) -> object:
        return take_consultation(self.subject, owner=self.staff, by=self.by)


@staff_only(SECRETARIAT)
class NoteOnConsultationView(ConsultationActView):
    title = _("Write a note")
    consequence = _("The note stands in the file for your colleagues.")
    undo = _("A note is not deleted; write another one.")
    button = _("Save the note")
    done = _("The note is on file.")
    form_class = ConsultationNoteForm

    def act(self) -> object:
        return note_on_consultation(self.subject, text=self.answers["text"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class AskApplicantView(OpenConsultationActView):
    title = _("Ask the applicant")
    undo = _("A mail cannot be called back. Writing down an answer stops the clock.")
    button = _("Send the question")
    done = _("The applicant has been asked.")
    form_class = QuestionForm

    def get_consequence(self) -> str:
        last_day = jst_date(answer_end(clock.today())).toordinal() - 1
        return _(
            "The applicant gets a mail and can answer on their page until the end of %(day)s. Without an answer the "
            "application ends then, with a mail that says how to apply again."
        ) % {"day": long_date(clock.today().fromordinal(last_day))}

    def act(self) -> object:
        return ask_applicant(self.subject, text=self.answers["text"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class WriteAnswerView(OpenConsultationActView):
    title = _("Write down what the applicant says")
    consequence = _("The clock of the applicant stops; the next word is the office's.")
    undo = _("What was written stays; ask again if something is unclear.")
    button = _("Save the answer")
    done = _("The answer is on file.")
    form_class = SaidForm

    def act(self) -> object:
        return write_answer(self.subject, text=self.answers["text"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ClearConsultationView(OpenConsultationActView):
    title = _("Accept the purpose")
    consequence = _(
        "The applicant is told by mail that the purpose is accepted and, where nothing else is being checked, to go on "
        "to the payment; no seat is held before that."
    )
    undo = _("An accepted purpose stays accepted. Until the seat is paid the enrollment can be canceled.")
    button = _("Accept")
    done = _("The purpose is accepted, and the applicant has been written to.")

    def act(self) -> object:
        return clear_consultation(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ClearWithConditionView(OpenConsultationActView):
    title = _("Accept it with a condition")
    consequence = _(
        "The applicant is told by mail that the purpose is accepted on this condition. The condition stays visible in "
        "the file and on the applicant's page, before and after the payment."
    )
    undo = _("A condition stays as it was agreed. Until the seat is paid the enrollment can be canceled.")
    button = _("Accept with this condition")
    done = _("The purpose is accepted with a condition, and the applicant has been written to.")
    form_class = ConditionForm

    def act(self) -> object:
        return clear_with_condition(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class DeclinePurposeView(OpenConsultationActView):
    title = _("Decline the purpose")
    undo = _("A declined application stays declined; the person can apply anew.")
    button = _("Decline")
    done = _("The application is declined, and the applicant has been written to.")
    is_grave = True
    form_class = DeclinePurposeForm

    def get_consequence(self) -> str:
        return decline_consequence(self.subject.enrollment)

    def act(self) -> object:
        enrollment = self.subject.enrollment
        instead = audit_seat_words(enrollment, now=self.now)
        return decline_application(enrollment, **self.answers, instead=instead, by=self.by, now=self.now)


def decline_consequence(enrollment: Any) -> str:
    """What a refusal does, and whether the mail offers an audit seat."""
    ends = _("The application ends as declined, and the applicant is told the reason by mail. No money moves.")
    seat = audit_seat_instead(enrollment.cohort, now=clock.now())
    if seat is None:
        offers = _("No audit seat can be applied for this fiscal year, so the mail offers none.")
        return joined(ends, offers)
    facts = {"title": seat.card.title, "amount": yen_tax_included(seat.seat.price.unit_jpy)}
    return joined(ends, _("The mail offers the audit seat of %(title)s for %(amount)s.") % facts)
