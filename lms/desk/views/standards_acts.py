"""Acts on curricula and on the crosswalk between framework versions."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.actions.crosswalk import decide_crosswalk, dismiss_crosswalk, propose_crosswalk, reopen_crosswalk
from courses.actions.curriculum import make_curriculum_current, new_curriculum_version
from courses.models import CrosswalkEntry, Curriculum, Framework, FrameworkVersion
from lms.desk.forms.common import ReasonForm
from lms.desk.views.act import ActView
from lms.kernel.access import staff_only

CURRICULUM = "lms_courses.change_curriculum"
CROSSWALK = "lms_courses.change_crosswalkentry"


class CurriculumActView(ActView):
    right = CURRICULUM

    def load(self, pk: int) -> Any:
        return get_object_or_404(Curriculum.objects.select_related("course"), pk=pk)

    def whom(self) -> str:
        return f"{self.subject.course}｜{self.subject}"

    def home(self) -> str:
        return reverse("wagtailsnippets_lms_courses_curriculum:edit", args=[self.subject.pk])

    def trail(self) -> tuple[str, str]:
        return reverse("wagtailsnippets_lms_courses_curriculum:list"), str(_("Curricula"))


@staff_only(CURRICULUM)
class NewCurriculumVersionView(CurriculumActView):
    title = _("Make a new version")
    consequence = _(
        "Days, sessions, learning outcomes, competencies and lessons are copied into the next version, which you can "
        "edit. It is not current yet: course page and cohorts stay as they are."
    )
    undo = _("Nothing uses the new version until it is made current or a cohort is scheduled with it.")
    button = _("Make the version")
    done = _("The new version is ready to be edited.")

    def act(self) -> object:
        self.subject = new_curriculum_version(self.subject, by=self.by)
        return self.subject


@staff_only(CURRICULUM)
class MakeCurriculumCurrentView(CurriculumActView):
    title = _("Make this version current")
    consequence = _(
        "The course page shows this version at once, and new cohorts are scheduled with it. "
        "Cohorts that are scheduled already keep theirs."
    )
    undo = _("Make the earlier version current again.")
    button = _("Make current")
    done = _("This version is current.")

    def act(self) -> object:
        return make_curriculum_current(self.subject, by=self.by)


class CrosswalkActView(ActView):
    right = CROSSWALK

    def load(self, pk: int) -> Any:
        return get_object_or_404(CrosswalkEntry.objects.with_competencies(), pk=pk)

    def home(self) -> str:
        return reverse("wagtailsnippets_lms_courses_crosswalkentry:list")

    def trail(self) -> tuple[str, str]:
        return self.home(), str(_("Crosswalk"))


@staff_only(CROSSWALK)
class DecideCrosswalkView(CrosswalkActView):
    title = _("Decide this crosswalk")
    form_class = ReasonForm
    consequence = _("The public page shows it as decided, with this reason and the day, without your name.")
    undo = _("Reopen it: it becomes a suggestion again, and the history keeps this decision.")
    button = _("Decide")
    done = _("The crosswalk is decided.")

    def act(self) -> object:
        return decide_crosswalk(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(CROSSWALK)
class DismissCrosswalkView(CrosswalkActView):
    title = _("Turn this suggestion down")
    form_class = ReasonForm
    consequence = _("It disappears from the public page and is not suggested again.")
    undo = _("Reopen it: it becomes a suggestion again, and the history keeps this decision.")
    button = _("Turn down")
    done = _("The suggestion is turned down.")

    def act(self) -> object:
        return dismiss_crosswalk(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(CROSSWALK)
class ReopenCrosswalkView(CrosswalkActView):
    title = _("Reopen")
    consequence = _("It becomes a suggestion again, on the public page too, and can be edited.")
    undo = _("Decide it or turn it down anew.")
    button = _("Reopen")
    done = _("It is a suggestion again.")

    def act(self) -> object:
        return reopen_crosswalk(self.subject, by=self.by)


class VersionsForm(forms.Form):
    source = forms.ModelChoiceField(FrameworkVersion.objects.none(), label=_("From version"))
    target = forms.ModelChoiceField(FrameworkVersion.objects.none(), label=_("To version"))

    def __init__(self, *args: Any, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = FrameworkVersion.objects.filter(framework=framework)
        for name in ("source", "target"):
            self.fields[name].queryset = versions.with_content()  # type: ignore[attr-defined]
        if ordered := versions.in_order():
            self.initial = {"source": ordered[-2:][0], "target": ordered[-1], **self.initial}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("source") and cleaned.get("source") == cleaned.get("target"):
            self.add_error("target", _("A crosswalk leads from one version to another."))
        return cleaned


@staff_only(CROSSWALK)
class ProposeCrosswalkView(CrosswalkActView):
    title = _("Take up suggestions")
    form_class = VersionsForm
    consequence = _(
        "What titles and order suggest for dropped competencies becomes entries you can edit, decide or turn down. "
        "Competencies that an entry speaks for already are left alone."
    )
    undo = _("Turn an entry down: it disappears from the pages.")
    button = _("Take up")
    done = _("The suggestions are in the list.")

    def load(self, pk: int) -> Any:
        return get_object_or_404(Framework, pk=pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "framework": self.subject}

    def act(self) -> object:
        return propose_crosswalk(**self.answers, by=self.by)
