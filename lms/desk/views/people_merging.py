"""Two entries for one human being: found, looked at side by side, merged or told apart."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cohorts.actions.merge import merge_people, preview_of, tell_apart
from cohorts.duplicates import likely_pairs
from cohorts.models import Person
from lms.desk.forms_people import MergeForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel.access import staff_only

MOST_PAIRS = 100


@staff_only(SECRETARIAT)
class DuplicatesView(WagtailAdminTemplateMixin, TemplateView):
    """Everybody who may be on file twice, the most likely first."""

    template_name = "lms_desk/duplicates.html"
    page_title = _("Possible duplicates")
    header_icon = "group"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pairs = likely_pairs()
        return {**context, "pairs": pairs[:MOST_PAIRS], "count": len(pairs), "more": len(pairs[MOST_PAIRS:])}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": list_of("person"), "label": _("Trainees")},
            {"url": "", "label": self.page_title},
        ]


class PairActView(ActView):
    """`subject` stays, `other` goes; nobody decides about their own entry."""

    other: Person

    def load(self, pk: int) -> Any:
        others = Person.objects.exclude(user_id=self.staff.pk).select_related("employer", "user")
        self.other = get_object_or_404(others.exclude(pk=pk), pk=self.kwargs["other"])
        return get_object_or_404(others, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.full_name} ／ {self.other.full_name}"

    def home(self) -> str:
        return reverse("lms_desk:duplicates")

    def trail(self) -> tuple[str, str]:
        return list_of("person"), str(_("Trainees"))


@staff_only(SECRETARIAT)
class MergeView(PairActView):
    template_name = "lms_desk/merge.html"
    title = _("Merge two entries")
    form_class = MergeForm
    consequence = _(
        "Everything below goes over to the entry that stays, and the other entry goes. Links to it lead to the one "
        "that stays."
    )
    undo = _("A merge cannot be undone. What the entry said and what came over stays on file.")
    button = _("Merge them")
    done = _("The two entries are one.")
    is_grave = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        other_way = reverse("lms_desk:merge_people", args=[self.other.pk, self.subject.pk])
        return {**context, "preview": preview_of(self.subject, self.other), "other_way": other_way}

    def get_hindrance(self) -> str:
        return "\n\n".join(preview_of(self.subject, self.other).obstacles)

    def get_success_url(self) -> str:
        return row_of("person", self.subject.pk) if hasattr(self, "answers") else super().get_success_url()

    def act(self) -> object:
        return merge_people(self.subject, self.other, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class TellApartView(PairActView):
    title = _("They are two people")
    consequence = _("Both entries stay as they are, and nobody is asked about the two again.")
    undo = _("What was said here stays; the two can still be merged by their address.")
    button = _("They are two people")
    done = _("It is on file that they are two people.")

    def act(self) -> object:
        return tell_apart(self.subject, self.other, by=self.by, now=self.now)
