"""Lessons, their materials and the textbooks in the Wagtail admin."""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, PublishingPanel
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.models import Revision
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.columns import YesNoColumn
from courses.models import Lesson, StudyMaterial, Textbook
from courses.related_rows import RelatedRows


class LessonViewSet(RelatedRows, SnippetViewSet):
    """Draft, preview, history and publication as for pages; what is published is read by participants only."""

    model = Lesson
    icon = "pilcrow"
    menu_label = _("Lessons")
    related = ("course",)
    list_display = ["title", "kind", "course", "for_seats", "position", LiveStatusTagColumn(label=_("Status"))]
    list_filter = ["course", "kind", "for_seats"]
    search_backend_name = None
    search_fields = ["title"]
    panels = [
        FieldPanel("title"),
        MultiFieldPanel(
            [
                FieldPanel("course"),
                FieldPanel("editions", widget=forms.CheckboxSelectMultiple),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("position"), FieldPanel("minutes")]),
                FieldRowPanel([FieldPanel("day"), FieldPanel("half")]),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("for_seats"),
                FieldRowPanel([FieldPanel("opens_days_before"), FieldPanel("closes_days_after")]),
            ],
            heading=_("Who reads it, and when"),
        ),
        FieldPanel("body"),
        PublishingPanel(),
    ]

    def get_queryset(self, request: Any) -> Any:
        """With whether publishing is scheduled, which the column of states would ask for each row."""
        scheduled = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Lesson),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        return super().get_queryset(request).annotate(is_scheduled=Exists(scheduled))


class StudyMaterialViewSet(RelatedRows, SnippetViewSet):
    """Kept apart from the public images and documents; served to whoever may read a lesson that shows them."""

    model = StudyMaterial
    icon = "doc-full-inverse"
    menu_label = _("Study materials")
    related = ("course",)
    list_display = ["title", "kind", "filename", "course"]
    list_filter = ["course", "kind"]
    search_backend_name = None
    search_fields = ["title", "filename"]
    copy_view_enabled = False  # two rows would share one file
    panels = [
        FieldPanel("course"),
        FieldPanel("title"),
        FieldPanel("file", widget=forms.FileInput),  # it has no public address that the usual widget could link
        FieldPanel("alt_text"),
    ]


class TextbookViewSet(RelatedRows, SnippetViewSet):
    model = Textbook
    icon = "openquote"
    menu_label = _("Textbooks")
    related = ("course",)
    list_display = [
        "title",
        "course",
        "for_seats",
        YesNoColumn("is_current", label=_("Given out now"), sort_key="is_current"),
    ]
    list_filter = ["course", "for_seats", "is_current"]
    search_backend_name = None
    search_fields = ["title", "author", "publisher", "isbn"]
    panels = [
        FieldPanel("course"),
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("author"), FieldPanel("publisher"), FieldPanel("isbn")]),
        FieldRowPanel([FieldPanel("for_seats"), FieldPanel("position")]),
        FieldPanel("is_current"),
    ]
