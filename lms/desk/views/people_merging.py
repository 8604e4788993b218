"""Two entries for one human being: found, looked at side by side, merged or told apart."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.actions.merge import merge_people, preview_of, tell_apart
from cohorts.duplicates import likely_pairs
from cohorts.models import Person, PersonMerge
from lms.desk.forms.people import MergeForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.duplicates import DuplicatesView, MergeEntriesView, PairActView, TellEntriesApartView
from lms.kernel.access import staff_only

ENTRY, MERGE = "lms_desk/entry_of_person.html", "lms_desk:merge_people"
LISTED = ("person", _("Trainees"))


@staff_only(SECRETARIAT)
class DuplicatePeopleView(DuplicatesView):
    """Everybody who may be on file twice, the most likely first."""

    template_name = "lms_desk/duplicate_people.html"
    listed, entry_template = LISTED, ENTRY
    merge_act, apart_act, apart_label = MERGE, "lms_desk:tell_apart", _("Two people")

    def get_pairs(self) -> Sequence[Any]:
        return likely_pairs()


class _OfPeople(PairActView):
    listed, duplicates, merges = LISTED, "lms_desk:duplicates", PersonMerge.objects

    def get_entries(self) -> QuerySet[Person]:
        """Nobody decides about their own entry."""
        return Person.objects.exclude(user_id=self.staff.pk).select_related("employer", "user")


@staff_only(SECRETARIAT)
class MergeView(_OfPeople, MergeEntriesView):
    form_class = MergeForm
    entry_template, merge_act = ENTRY, MERGE
    consequence = _(
        "Everything below goes over to the entry that stays, and the other entry goes. Links to it lead to the one "
        "that stays."
    )

    def preview(self) -> Any:
        return preview_of(self.subject, self.other)

    def act(self) -> object:
        return merge_people(self.subject, self.other, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class TellApartView(_OfPeople, TellEntriesApartView):
    title = button = _("They are two people")
    done = _("It is on file that they are two people.")

    def act(self) -> object:
        return tell_apart(self.subject, self.other, by=self.by, now=self.now)
