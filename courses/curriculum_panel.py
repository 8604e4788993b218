"""What an editor should know before changing an edition: who uses it, and what can be done instead.

Rooms above tell it through the hook `describe_curriculum`, which gets the curriculum and returns `CurriculumFacts`.
"""

from dataclasses import dataclass
from typing import Any

from wagtail import hooks
from wagtail.admin.panels import Panel

from courses.models import Curriculum

Links = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CurriculumFacts:
    """Labels with addresses: what was made from the edition, and which acts are offered for it."""

    uses: Links = ()
    acts: Links = ()


def facts_of(curriculum: Curriculum) -> list[CurriculumFacts]:
    return [describe(curriculum) for describe in hooks.get_hooks("describe_curriculum")]


class CurriculumFactsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "lms_courses/admin/curriculum_facts.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            found = facts_of(self.instance)
            return {
                **super().get_context_data(parent_context),
                "uses": [use for facts in found for use in facts.uses],
                "acts": [act for facts in found for act in facts.acts],
            }
