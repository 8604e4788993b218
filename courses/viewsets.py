"""Courses and curricula as the editor sees them: one screen each, with preview and history."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.columns import YesNoColumn
from courses.competency_widgets import CompetencyPicker
from courses.curriculum_panel import CurriculumFactsPanel
from courses.exam_viewsets import (
    AwardingBodyViewSet,
    ExamLevelViewSet,
    PassRuleViewSet,
    ReferenceQualificationViewSet,
)
from courses.framework_viewsets import CrosswalkViewSet, FrameworkViewSet
from courses.lesson_viewsets import LessonViewSet, StudyMaterialViewSet, TextbookViewSet
from courses.models import Course, Curriculum
from courses.outline_viewsets import OutlineViewSet
from courses.related_rows import RelatedRows
from courses.scheme_viewsets import SchemeVersionViewSet


class CourseViewSet(SnippetViewSet):
    model = Course
    icon = "clipboard-list"
    menu_label = _("Courses")
    list_display = ["title", "code", "license_title"]
    search_fields = ["title", "title_en", "code"]
    panels = [
        MultiFieldPanel([FieldPanel("title"), FieldPanel("title_en"), FieldPanel("code")], heading=_("Course")),
        FieldPanel("summary"),
        FieldPanel("license_title"),
        FieldPanel("textbooks"),
    ]


class CurriculumViewSet(RelatedRows, SnippetViewSet):
    """Days, sessions and outcomes nested on one screen; every edit is a revision."""

    model = Curriculum
    icon = "list-ol"
    menu_label = _("Curricula")
    related = ("course",)
    list_display = ["title", "course", "version", YesNoColumn("is_current", label=_("Current"), sort_key="is_current")]
    list_filter = ["course"]
    copy_view_enabled = False  # an edition is copied by the action that counts versions
    panels = [
        CurriculumFactsPanel(),
        MultiFieldPanel(
            [
                FieldPanel("course"),
                FieldRowPanel([FieldPanel("title"), FieldPanel("version")]),
                FieldPanel("is_current"),
            ],
            heading=_("Curriculum"),
        ),
        InlinePanel(
            "days",
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                InlinePanel(
                    "sessions",
                    [
                        FieldRowPanel([FieldPanel("half"), FieldPanel("title")]),
                        FieldPanel("theme"),
                        FieldPanel("formats"),
                        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                        FieldPanel("competencies", widget=CompetencyPicker),
                        InlinePanel(
                            "outcomes",
                            [FieldPanel("text"), FieldPanel("competency")],
                            heading=_("Learning outcomes"),
                            label=_("Learning outcome"),
                        ),
                    ],
                    heading=_("Sessions"),
                    label=_("Session"),
                ),
            ],
            heading=_("Days"),
            label=_("Day"),
        ),
    ]


class CoursesViewSetGroup(SnippetViewSetGroup):
    menu_label = _("Courses and curricula")
    menu_icon = "openquote"
    menu_order = 150
    items = (
        CourseViewSet,
        CurriculumViewSet,
        LessonViewSet,
        StudyMaterialViewSet,
        TextbookViewSet,
        FrameworkViewSet,
        CrosswalkViewSet,
        SchemeVersionViewSet,
        ExamLevelViewSet,
        PassRuleViewSet,
        ReferenceQualificationViewSet,
        AwardingBodyViewSet,
        OutlineViewSet,
    )
