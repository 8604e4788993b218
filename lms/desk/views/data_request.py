"""One request about personal data: who asks, whether it is them, and the answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.actions.data_request import grant_request, identify_person, refuse_request
from cohorts.actions.forgetting import erased, kept_after_deletion
from cohorts.models import DataRequest, Person
from lms.desk.forms.common import words
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, Text, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only

Kind, Status = DataRequest.Kind, DataRequest.Status


class DataRequestView(generic.InspectView):
    template_name = "lms_desk/data_request.html"
    page_title = _("Request about personal data")

    def get_object(self, queryset: QuerySet[DataRequest] | None = None) -> DataRequest:
        del queryset
        return get_object_or_404(DataRequest.objects.select_related("person", "owner"), pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asked: DataRequest = self.object
        possible = DataRequest.NEXT[Status(asked.status)]
        deletes = asked.kind == Kind.DELETION and asked.is_open
        return {
            **context,
            "asked": asked,
            "names": _names(asked),
            "can": {each.value: each in possible for each in Status},
            "is_late": asked.is_open and asked.due_on < clock.today(),
            "erased": erased() if deletes else [],
            "kept": kept_after_deletion(asked.person) if deletes else [],
            "events": timeline_of([asked], order=None, with_mail=True),
        }


def _names(asked: DataRequest) -> list[tuple[str, str, str]]:
    """What each name is, and what it would become."""
    rows = [(Person._meta.get_field(name), name, new) for name, new in asked.new_names.items()]
    return [(str(getattr(field, "verbose_name", name)), getattr(asked.person, name), new) for field, name, new in rows]


class IdentifyForm(forms.Form):
    how = forms.CharField(
        label=_("How the person was identified"),
        max_length=300,
        help_text=_("For example: family register compared with the application; call to the number on file."),
    )


class AnswerForm(forms.Form):
    answer = words(_("Answer"), help_text=_("The person reads this in the mail and on their page."))


class DataRequestActView(ActView):
    def load(self, pk: int) -> Any:
        requests = DataRequest.objects.select_related("person").exclude(person__user_id=self.staff.pk)
        return get_object_or_404(requests, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.number} {self.subject.person.full_name}"

    def home(self) -> str:
        return row_of("datarequest", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("datarequest"), str(_("Requests about personal data"))


@staff_only(SECRETARIAT)
class IdentifyPersonView(DataRequestActView):
    title = _("Identify the person")
    consequence = _("The request counts as coming from the person, and you are in charge of the answer.")
    undo = _("It can still be refused with reasons.")
    button = _("It is them")
    done = _("The person is identified.")
    form_class = IdentifyForm

    def act(self) -> object:
        return identify_person(self.subject, how=self.answers["how"], by=self.by)


@staff_only(SECRETARIAT)
class GrantDataRequestView(DataRequestActView):
    title = _("Do what was asked")
    undo = _("A mail that was sent cannot be taken back. What was deleted does not come back.")
    button = _("Do it and answer")
    done = _("The request is done and answered.")
    form_class = AnswerForm
    is_grave = True

    def get_consequence(self) -> Text:
        return {
            Kind.NAME_CHANGE: _("The new name is written to the person. Documents already issued keep their name."),
            Kind.DELETION: _("What the law lets go is erased at once and the account is closed."),
        }.get(self.subject.kind, _("The person gets your answer. What was asked is done by hand, before this."))

    def act(self) -> object:
        return grant_request(self.subject, answer=self.answers["answer"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RefuseDataRequestView(DataRequestActView):
    title = _("Refuse with reasons")
    consequence = _("The person gets the reasons by mail; the evidence is destroyed.")
    undo = _("The person can ask again.")
    button = _("Refuse and answer")
    done = _("The request is refused and answered.")
    form_class = AnswerForm

    def act(self) -> object:
        return refuse_request(self.subject, answer=self.answers["answer"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """The document that was sent along, for saving only; gone once the request is answered."""
    del request
    asked = get_object_or_404(DataRequest, pk=pk)
    if not asked.evidence:
        raise Http404
    file = asked.evidence.open("rb")
    response = FileResponse(file, as_attachment=True, filename=asked.number, content_type=asked.evidence_type)
    response["Cache-Control"] = "private, no-store"
    return response
