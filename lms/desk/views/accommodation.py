"""One request for accommodation and its answer, for those in charge of them."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts import conf
from cohorts.actions.accommodation import answer_accommodation
from cohorts.models import Accommodation
from lms.desk.forms.common import words
from lms.desk.permissions import ACCOMMODATIONS, User
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel.access import staff_only

Status = Accommodation.Status


def readable_accommodations(user: User) -> QuerySet[Accommodation]:
    """Nobody answers their own. Whether the reader may read any is asked before."""
    others = Accommodation.objects.exclude(enrollment__person__user_id=user.pk or 0)
    return others.select_related("enrollment__person", "enrollment__cohort", "answered_by")


class AccommodationView(generic.InspectView):
    template_name = "lms_desk/accommodation.html"
    page_title = _("Accommodation")

    def get_object(self, queryset: QuerySet[Accommodation] | None = None) -> Accommodation:
        del queryset
        try:
            return readable_accommodations(self.request.user).get(pk=self.pk)
        except Accommodation.DoesNotExist as missing:
            raise Http404 from missing

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "accommodation": self.object, "keep_days": conf.ACCOMMODATION_KEEP_DAYS}


class AccommodationAnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What was agreed"),
        choices=[choice for choice in Status.choices if choice[0] != Status.ASKED],
        widget=forms.RadioSelect,
    )
    answer = words(
        _("Answer"), help_text=_("What will be done and who does it, or why it is not possible. The person reads it.")
    )

    for_trainers = words(
        _("What the trainers have to do"),
        required=False,
        help_text=_(
            "One sentence without any reason, or empty. Those who teach this cohort read it beside their participants; "
            "the person reads it too. Example: a seat in front; longer breaks."
        ),
    )

    def clean_outcome(self) -> Status:
        return Status(self.cleaned_data["outcome"])


@staff_only(ACCOMMODATIONS)
class AnswerAccommodationView(ActView):
    right = ACCOMMODATIONS
    title = _("Answer the request")
    form_class = AccommodationAnswerForm
    consequence = _(
        "The person is told by mail that there is something to read on their page; the mail does not say what. Talk "
        "with them first: another way that helps is better than a refusal."
    )
    undo = _("An answer stays; the person can ask for something else.")
    button = _("Answer")
    done = _("The request is answered, and the person has been written to.")

    def load(self, pk: int) -> Any:
        return get_object_or_404(readable_accommodations(self.staff), pk=pk)

    def whom(self) -> str:
        return f"{self.subject.enrollment.number} {self.subject.enrollment.person.full_name}"

    def home(self) -> str:
        return row_of("accommodation", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("accommodation"), str(_("Accommodations"))

    def get_hindrance(self) -> str:
        return "" if self.subject.is_open else str(_("This request has been answered or withdrawn in the meantime."))

    def act(self) -> object:
        return answer_accommodation(self.subject, **self.answers, by=self.by, now=self.now)
