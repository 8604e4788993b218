"""Whose exam record is it? Asked on the record, answered by a person."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cohorts.actions.record_match import accept_match, refuse_match
from cohorts.models import RecordMatch
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel.access import staff_only


class MatchActView(ActView):
    """Nobody answers about themselves."""

    def load(self, pk: int) -> Any:
        others = RecordMatch.objects.exclude(person__user_id=self.staff.pk).select_related("record", "person")
        return get_object_or_404(others, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.record} ／ {self.subject.person.full_name}"

    def home(self) -> str:
        return row_of("examrecord", self.subject.record_id)

    def trail(self) -> tuple[str, str]:
        return list_of("examrecord"), str(_("Exam records"))


@staff_only(SECRETARIAT)
class AcceptMatchView(MatchActView):
    title = _("It is this person's record")
    consequence = _("The record is linked with this person, and their certification is looked at again.")
    undo = _("A linked record stays linked; the administrator can correct a mistake.")
    button = _("Link them")
    done = _("The record is linked.")

    def act(self) -> object:
        return accept_match(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RefuseMatchView(MatchActView):
    title = _("It is somebody else's record")
    consequence = _("The two are not linked, and no later list asks about them again.")
    undo = _("The record can still be linked from the file of an enrollment.")
    button = _("They do not belong together")
    done = _("That is on file.")

    def act(self) -> object:
        return refuse_match(self.subject, by=self.by, now=self.now)
