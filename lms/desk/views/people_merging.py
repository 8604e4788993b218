"""Two entries for one human being: found, looked at side by side, merged or told apart."""

from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.actions.merge import merge_people, preview_of, tell_apart
from cohorts.duplicates import likely_pairs
from cohorts.models import Person
from lms.desk.forms.people import MergeForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.duplicates import DuplicatesView
from lms.kernel.access import staff_only

ENTRY = "lms_desk/entry_of_person.html"


@staff_only(SECRETARIAT)
class DuplicatePeopleView(DuplicatesView):
    """Everybody who may be on file twice, the most likely first."""

    template_name = "lms_desk/duplicate_people.html"
    listed = ("person", _("Trainees"))
    entry_template = ENTRY
    merge_act, apart_act, apart_label = "lms_desk:merge_people", "lms_desk:tell_apart", _("Two people")

    def get_pairs(self) -> Sequence[Any]:
        return likely_pairs()


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
        preview = preview_of(self.subject, self.other)
        return {**context, "preview": preview, "other_way": other_way, "entry_template": ENTRY}

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
