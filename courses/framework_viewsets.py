"""Frameworks and their crosswalk in the Wagtail admin. Versions come from the published text and are not edited."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.competency_widgets import CompetencyPicker
from courses.models import CrosswalkEntry, Framework

Kind = CrosswalkEntry.Kind


class FrameworkViewSet(SnippetViewSet):
    model = Framework
    icon = "list-ul"
    menu_label = _("Competency frameworks")
    list_display = ["title", "code", "publisher"]
    copy_view_enabled = False
    panels = [
        HelpPanel(content=_("Versions and competencies come from the published text and stay as printed.")),
        FieldRowPanel([FieldPanel("title"), FieldPanel("code")]),
        FieldPanel("publisher"),
        FieldPanel("summary"),
    ]


class CrosswalkForm(WagtailAdminModelForm):
    """Both sides belong to their versions and fit the kind; what is decided is reopened before it is changed."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance.status != CrosswalkEntry.Status.SUGGESTED:
            raise ValidationError(_("This entry is settled. Reopen it before changing it."), code="settled")
        self._check_side("sources", cleaned.get("source_version"))
        self._check_side("targets", cleaned.get("target_version"))
        sources, targets = len(cleaned.get("sources") or ()), len(cleaned.get("targets") or ())
        if sources and targets and not fits(cleaned.get("kind", ""), sources, targets):
            self.add_error(
                "kind",
                _("A successor leads from one to one, a split from one to several, a merger from several to one."),
            )
        return cleaned

    def _check_side(self, field: str, version: Any) -> None:
        chosen = self.cleaned_data.get(field) or ()
        if version and any(each.version_id != version.pk for each in chosen):
            self.add_error(field, _("Choose competencies of %(version)s only.") % {"version": version})


def fits(kind: str, sources: int, targets: int) -> bool:
    """Whether so many on either side make that kind of entry."""
    if kind == Kind.SPLIT:
        return sources == 1 and targets > 1
    if kind == Kind.MERGE:
        return sources > 1 and targets == 1
    return sources == targets == 1


class CrosswalkViewSet(SnippetViewSet):
    model = CrosswalkEntry
    icon = "link"
    menu_label = _("Crosswalk")
    list_display = ["__str__", "kind", "status", "decided_at"]
    list_filter = ["status", "kind"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "An entry is a suggestion until a person decides it, with a reason. "
                    "Choose the competencies under the heading of their version."
                )
            ),
            FieldRowPanel([FieldPanel("source_version"), FieldPanel("target_version"), FieldPanel("kind")]),
            FieldPanel("sources", widget=CompetencyPicker),
            FieldPanel("targets", widget=CompetencyPicker),
        ],
        base_form_class=CrosswalkForm,
    )

    def get_queryset(self, request: Any) -> Any:
        del request
        return CrosswalkEntry.objects.with_competencies()
