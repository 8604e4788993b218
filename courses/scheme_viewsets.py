"""The certification standard in the Wagtail admin: thresholds and the whole rubric on one screen."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.models import SchemeVersion
from courses.related_rows import RelatedRows


class SchemeVersionViewSet(RelatedRows, SnippetViewSet):
    model = SchemeVersion
    icon = "clipboard-list"
    menu_label = _("Certification standards")
    related = ("course",)
    list_display = ["course", "version", "frozen_at"]
    list_filter = ["course"]
    copy_view_enabled = False  # a version is copied by the action that counts versions
    panels = [
        FieldRowPanel([FieldPanel("course"), FieldPanel("version")]),
        MultiFieldPanel(
            [
                FieldPanel("lesson_model_pass_total"),
                FieldPanel("critical_minimum_level"),
                FieldPanel("forbidden_level"),
                FieldPanel("assignment_pass_score"),
            ],
            heading=_("What has to be reached"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("third_evaluator_total_gap"),
                FieldPanel("third_evaluator_level_gap"),
                FieldPanel("trainers_may_score"),
                FieldPanel("conflict_years"),
            ],
            heading=_("Who scores and who decides"),
        ),
        FieldRowPanel(
            [FieldPanel("license_years"), FieldPanel("result_validity_months")],
            heading=_("Terms"),
        ),
        FieldRowPanel(
            [FieldPanel("reevaluation_limit"), FieldPanel("reevaluation_months"), FieldPanel("appeal_days")],
            heading=_("After a result"),
        ),
        InlinePanel(
            "rubric",
            heading=_("Rubric"),
            label=_("Criterion"),
            panels=[
                FieldRowPanel([FieldPanel("position"), FieldPanel("code"), FieldPanel("weight")]),
                FieldPanel("title"),
                FieldRowPanel([FieldPanel("is_critical"), FieldPanel("is_gate")]),
                FieldPanel("anchor"),
                InlinePanel("levels", heading=_("Levels"), label=_("Level")),
            ],
        ),
    ]
