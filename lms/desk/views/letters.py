"""The letters of a cohort: what will be written to whom and when, what to bring, and holding one back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cohorts.actions.joining import decide_joining_notes
from lms.desk.forms.letters import HoldBackForm, JoiningForm
from lms.desk.letters import letters_of
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.cohort import CohortSheetView
from lms.desk.views.cohort_acts import CohortActView
from lms.kernel.access import staff_only
from lms.kernel.actions.letter import hold_back, let_go
from lms.kernel.models import Message


@staff_only(SECRETARIAT)
class LettersView(CohortSheetView):
    template_name = "lms_desk/letters.html"
    page_title = _("Mail to participants")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "cohort": self.cohort, "groups": letters_of(self.cohort)}


@staff_only(SECRETARIAT)
class JoiningView(CohortActView):
    title = _("Decide what to bring and to know")
    form_class = JoiningForm
    consequence = _(
        "The mail before the first day says this. Mails that have not left are rewritten; whoever has got theirs "
        "already is told in a further mail what changed."
    )
    undo = _("It can be changed again; whoever has been written to by then is told once more.")
    button = _("Decide")
    done = _("The mails to participants say this now.")

    def get_initial(self) -> dict[str, Any]:
        names = ("things_to_bring", "joining_notes")
        return {**super().get_initial(), **{name: getattr(self.subject, name) for name in names}}

    def act(self) -> object:
        return decide_joining_notes(self.subject, **self.answers, by=self.by)


class _LetterActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(Message.objects.letters(), pk=pk)

    def whom(self) -> str:
        return f"{self.subject.to_name or self.subject.to_email}: {self.subject.subject}"

    def home(self) -> str:
        return row_of("message", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("message"), str(_("Messages"))


@staff_only(SECRETARIAT)
class HoldBackView(_LetterActView):
    title = _("Hold this mail back")
    form_class = HoldBackForm
    consequence = _("The mail does not leave until somebody lets it go. Until then it still follows every change.")
    undo = _("It can be let go at any time; if its moment has passed by then, it leaves at once.")
    button = _("Hold back")
    done = _("The mail is held back.")

    def act(self) -> object:
        return hold_back(self.subject, reason=self.answers["reason"], by=self.by)


@staff_only(SECRETARIAT)
class LetGoView(_LetterActView):
    title = _("Let this mail go")
    consequence = _("The mail leaves at its moment, or at once where that has passed.")
    undo = _("Until it leaves it can be held back again.")
    button = _("Let it go")
    done = _("The mail is waiting to be sent.")

    def act(self) -> object:
        return let_go(self.subject, by=self.by)
