"""One inquiry with everything written about it, and what can be done with it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.desk.forms.common import words
from lms.desk.permissions import MISUSE, SECRETARIAT, holds
from lms.desk.timeline import timeline_of
from lms.desk.views import misuse
from lms.desk.views.act import ActView, list_of, row_of
from lms.inquiries.actions.inquiry import (
    answer_inquiry,
    close_inquiry,
    mark_as_spam,
    note_on_inquiry,
    take_inquiry,
)
from lms.inquiries.models import Inquiry, MisuseReport
from lms.inquiries.spam import Sign
from lms.kernel import clock
from lms.kernel.access import staff_only

Status = Inquiry.Status
SIGNS = {
    Sign.TRAP: _("The field that people are asked to leave empty was filled in."),
    Sign.LINKS: _("It holds many links."),
    Sign.FOREIGN_LINK: _("It came from the Japanese page, holds a link and not a word of Japanese."),
    Sign.NAME_IS_LINK: _("The name or company is an address."),
}
STEPS = {
    Status.IN_PROGRESS: ("take", _("Take it")),
    Status.ANSWERED: ("answer", _("Write down the answer")),
    Status.CLOSED: ("close", _("Close")),
    Status.SPAM: ("spam", _("Mark as spam")),
}
REOPEN = _("Take it up again")


class InquiryView(generic.InspectView):
    template_name = "lms_desk/inquiry.html"
    page_title = _("Inquiry")

    def get_object(self, queryset: QuerySet[Inquiry] | None = None) -> Inquiry:
        del queryset
        inquiries = Inquiry.objects.select_related("owner", "sender").prefetch_related("notes__author")
        return get_object_or_404(inquiries, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        inquiry: Inquiry = self.object
        possible = Inquiry.NEXT[Status(inquiry.status)]
        is_over = inquiry.status not in {Status.NEW, Status.IN_PROGRESS}
        steps = [
            (reverse(f"lms_desk:inquiry_{name}", args=[inquiry.pk]), REOPEN if is_over and name == "take" else label)
            for status, (name, label) in STEPS.items()
            if status in possible
        ]
        report = MisuseReport.objects.filter(inquiry=inquiry).first()
        may_read = holds(self.request.user, MISUSE)
        return {
            **context,
            "inquiry": inquiry,
            "has_report": report is not None,
            "report": report if may_read else None,
            "report_steps": [
                (reverse(f"lms_desk:{name}", args=[inquiry.pk]), label)
                for name, label, status in misuse.STEPS
                if report and may_read and status in MisuseReport.NEXT[MisuseReport.Status(report.status)]
            ],
            "steps": steps,
            "is_late": inquiry.status in {Status.NEW, Status.IN_PROGRESS} and inquiry.due_on < clock.today(),
            "signs": [SIGNS[Sign(sign)] for sign in inquiry.suspicion.split()],
            "events": timeline_of([inquiry], order=None, with_mail=True),
        }


class AnswerForm(forms.Form):
    text = words(_("What was answered"), help_text=_("Answer by mail or telephone first; this is for the file."))


class NoteForm(forms.Form):
    text = words(_("Note"), help_text=_("The sender does not see it."))


class InquiryActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(Inquiry, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.number} {self.subject.name}"

    def home(self) -> str:
        return row_of("inquiry", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("inquiry"), str(_("Inquiries"))


@staff_only(SECRETARIAT)
class TakeInquiryView(InquiryActView):
    title = _("Take the inquiry")
    consequence = _("It is in progress and you are in charge. What was closed or taken for spam comes back.")
    undo = _("Somebody else can take it.")
    button = _("Take it")
    done = _("You are in charge of the inquiry.")

    def act(self) -> object:
        return take_inquiry(self.subject, owner=self.staff, by=self.by)


@staff_only(SECRETARIAT)
class AnswerInquiryView(InquiryActView):
    title = _("Write down the answer")
    consequence = _("The inquiry counts as answered. Nothing is sent from here.")
    undo = _("It can be taken up again.")
    button = _("Save the answer")
    done = _("The answer is on file.")
    form_class = AnswerForm

    def act(self) -> object:
        return answer_inquiry(self.subject, text=self.answers["text"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class NoteInquiryView(InquiryActView):
    title = _("Write a note")
    consequence = _("The note stands in the file for your colleagues.")
    undo = _("A note is not deleted; write another one.")
    button = _("Save the note")
    done = _("The note is on file.")
    form_class = NoteForm

    def act(self) -> object:
        return note_on_inquiry(self.subject, text=self.answers["text"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class CloseInquiryView(InquiryActView):
    title = _("Close the inquiry")
    consequence = _("It no longer waits for anybody.")
    undo = _("It can be taken up again.")
    button = _("Close")
    done = _("The inquiry is closed.")

    def act(self) -> object:
        return close_inquiry(self.subject, by=self.by)


@staff_only(SECRETARIAT)
class SpamInquiryView(InquiryActView):
    title = _("Mark as spam")
    consequence = _("It leaves the lists of work and is kept.")
    undo = _("It can be taken up again.")
    button = _("Mark as spam")
    done = _("The inquiry is marked as spam.")

    def act(self) -> object:
        return mark_as_spam(self.subject, by=self.by)
