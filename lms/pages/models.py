"""Thin concrete pages for sites that have none of their own. Behaviour lives in the mixins of courses.pages."""

# mypy: disable-error-code="django-manager-missing"
# Wagtail's page manager is untyped, so its type cannot be named.

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from courses.pages import CoursePageMixin, LanguagePreviewMixin, VisitorPageMixin
from lms.catalogue.structured import course_data
from lms.checkout.card import CohortCard
from lms.kernel.models import profile_of
from lms.pages.blocks import PageBodyBlock
from lms.pages.content_check import ContentCheckPanel
from lms.pages.examples import Example
from lms.pages.live import LiveRows
from lms.pages.news import NewsIndexPage, NewsPage, announcements_in
from lms.pages.parent_link import OwnParentLink
from lms.pages.questions import QuestionsPage
from lms.pages.routing import page_at

__all__ = [
    "CourseIndexPage",
    "CoursePage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "QuestionsPage",
    "StandardPage",
]


LATEST_NEWS = 3  # on the home page


class ExamplePreviewMixin(LanguagePreviewMixin):
    """Besides the languages: how the page looks while nothing is decided, and once everything is."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [
            *super().preview_modes,
            (Example.UNDECIDED.value, _("With everything undecided")),
            (Example.DECIDED.value, _("With everything decided (example values)")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        if mode_name in set(Example):
            request.lms_example = Example(mode_name)  # type: ignore[attr-defined]  # read by LiveRows
        return super().serve_preview(request, mode_name)


class TeaserMixin(models.Model):
    """A picture that stands for the page in lists; it always says what it shows."""

    teaser_image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("picture for lists"),
    )
    teaser_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Read aloud to those who do not see the picture. Needed as soon as there is one."),
    )

    teaser_panels = [
        MultiFieldPanel([FieldPanel("teaser_image"), FieldPanel("teaser_alt")], heading=_("Picture for lists"))
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.teaser_image_id and not self.teaser_alt.strip():
            raise ValidationError({"teaser_alt": _("Say in a few words what the picture shows.")})


class HomePage(OwnParentLink, VisitorPageMixin, ExamplePreviewMixin, Page):
    """The front door: what the license is, when the next course is held, how one gets there."""

    headline = models.CharField(_("headline"), max_length=120)
    lead = models.TextField(_("opening sentences"), blank=True)
    course = models.ForeignKey(
        "lms_courses.Course",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("course"),
        help_text=_("The course whose timetable and next cohort are shown. Empty: neither is."),
    )
    in_house_text = models.TextField(
        _("courses inside a company"), blank=True, help_text=_("Empty: the invitation to inquire is not shown.")
    )
    body = StreamField(PageBodyBlock(required=False), blank=True, verbose_name=_("text"))

    content_panels = [
        ContentCheckPanel(),
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("lead"),
        FieldPanel("course"),
        FieldPanel("in_house_text"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "lms_pages.CourseIndexPage",
        "lms_pages.StandardPage",
        "lms_pages.NewsIndexPage",
        "lms_pages.QuestionsPage",
    ]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        live = LiveRows.of(self, self.body, request=request)
        course_page, news_page = self._neighbors()
        return {
            **context,
            "live": live,
            "news_page": news_page,
            "news": list(announcements_in(news_page)[:LATEST_NEWS]) if news_page else [],
            "course": course_page.lms_coursepage.course if course_page else self.course,
            "days": live.days(self.course_id),
            "next_card": live.next_card(self.course_id),
            "course_page": course_page,
        }

    def _neighbors(self) -> tuple[Any, Any]:
        """The page of the course, in this language where there is one, and the open list of announcements; one query.

        Both as base pages, the former with its course.
        """
        news_below = models.Q(
            lms_newsindexpage__isnull=False, path__startswith=self.path, depth=self.depth + 1, view_restrictions=None
        )
        wanted = models.Q(lms_coursepage__course_id=self.course_id) if self.course_id else models.Q(pk__in=[])
        pages = list(
            Page.objects.live()
            .filter(wanted | news_below)
            .select_related("lms_coursepage__course", "lms_newsindexpage")
            .order_by("path")
        )
        of_course = [page for page in pages if hasattr(page, "lms_coursepage")]
        own = [page for page in of_course if page.locale_id == self.locale_id] or of_course
        listings = [page for page in pages if hasattr(page, "lms_newsindexpage")]
        return (own[0] if own else None), (listings[0] if listings else None)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page below in one step; an address that is no page's own (of a routable page) goes the usual way."""
        if path_components:
            page = page_at(self, path_components)
            if page is not None:
                return page.route(request, [])
        return super().route(request, path_components)


class CourseIndexPage(OwnParentLink, VisitorPageMixin, LanguagePreviewMixin, Page):
    """All courses; each child page is one."""

    lead = models.TextField(_("opening sentences"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types = ["lms_pages.HomePage"]
    subpage_types = ["lms_pages.CoursePage"]

    class Meta:
        verbose_name = _("list of courses")
        verbose_name_plural = _("lists of courses")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        pages = CoursePage.objects.live().child_of(self).select_related("course").order_by("path")
        pages = pages.prefetch_related("teaser_image__renditions")
        return {**context, "course_pages": pages}


class CoursePage(OwnParentLink, ExamplePreviewMixin, CoursePageMixin, TeaserMixin, Page):
    """One course: its timetable, its cohorts, what certification takes."""

    search_group = "courses"

    body = StreamField(PageBodyBlock(required=False), blank=True, verbose_name=_("text"))

    content_panels = [
        ContentCheckPanel(),
        *Page.content_panels,
        *CoursePageMixin.course_panels,
        *TeaserMixin.teaser_panels,
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.SearchField("questions"),
        index.SearchField("course_words"),
    ]
    parent_page_types = ["lms_pages.CourseIndexPage"]
    subpage_types = ["lms_pages.StandardPage"]

    class Meta:
        verbose_name = _("course page")
        verbose_name_plural = _("course pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        live = LiveRows.of(self, self.body, request=request)
        live.know_days(self.course_id, context["days"])
        cards: list[CohortCard] = live.cards(self.course_id)
        return {**context, "live": live, "cohort_cards": cards, "data": self._structured(request, cards)}

    def _structured(self, request: HttpRequest, cards: list[CohortCard]) -> dict[str, Any]:
        """For search engines; examples in a preview are nobody's course."""
        return course_data(
            title=self.course.display_title,
            description=self.search_description or self.course.summary,
            path=self.get_url(request) or "",
            cards=[card for card in cards if card.pk],
            organizer=profile_of(request).display_name,
        )


class StandardPage(OwnParentLink, VisitorPageMixin, LanguagePreviewMixin, Page):
    """Plain prose: about us, terms, questions."""

    lead = models.TextField(_("opening sentences"), blank=True)
    body = StreamField(PageBodyBlock(required=False), blank=True, verbose_name=_("text"))

    content_panels = [ContentCheckPanel(), *Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["lms_pages.HomePage", "lms_pages.StandardPage", "lms_pages.CoursePage"]
    subpage_types = ["lms_pages.StandardPage", "lms_pages.QuestionsPage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
