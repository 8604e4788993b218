"""Announcements: a dated list with a feed. Publishing later is Wagtail's own (go live at, workflow)."""

# mypy: disable-error-code="django-manager-missing"
# Wagtail's page manager is untyped, so its type cannot be named.

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.contrib.routable_page.models import path as route
from wagtail.fields import StreamField
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from courses.blocks import ProseBlock
from courses.pages import LanguagePreviewMixin, VisitorPageMixin
from lms.kernel import clock
from lms.pages.feed import NewsFeed
from lms.pages.parent_link import OwnParentLink

PER_PAGE = 10


class NewsIndexPage(OwnParentLink, VisitorPageMixin, LanguagePreviewMixin, RoutablePageMixin, Page):
    """All announcements of one language, the newest first, and their feed under feed/."""

    lead = models.TextField(_("opening sentences"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lead")]
    search_fields = [*Page.search_fields, index.SearchField("lead")]
    parent_page_types = ["lms_pages.HomePage"]
    subpage_types = ["lms_pages.NewsPage"]

    class Meta:
        verbose_name = _("list of announcements")
        verbose_name_plural = _("lists of announcements")

    def announcements(self) -> PageQuerySet:
        """What everyone may read who may read this list, the newest first."""
        return announcements_in(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        leaf = Paginator(self.announcements(), PER_PAGE).get_page(request.GET.get("page", "1"))
        return {**context, "leaf": leaf}

    @route("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        return NewsFeed(self)(request)


def announcements_in(listing: Page) -> PageQuerySet:
    """The open announcements of a list, the newest first."""
    return NewsPage.objects.live().child_of(listing).filter(view_restrictions=None).order_by("-date", "-pk")


def today() -> date:
    return clock.today()


class NewsPage(OwnParentLink, VisitorPageMixin, LanguagePreviewMixin, Page):
    """One announcement. Its date is the day people read on it; when it appears is Wagtail's schedule."""

    class Category(models.TextChoices):
        COURSE = "course", pgettext_lazy("announcement", "Course")
        EXAM = "exam", pgettext_lazy("announcement", "Examination")
        ORGANIZATION = "organization", pgettext_lazy("announcement", "From the office")

    search_group = "news"

    date = models.DateField(_("date"), default=today, help_text=_("The day printed on it and sorted by."))
    category = models.CharField(
        pgettext_lazy("announcement", "kind"), max_length=20, choices=Category.choices, default=Category.ORGANIZATION
    )
    lead = models.TextField(_("opening sentences"), help_text=_("Shown in the list and in the feed."))
    body = StreamField(ProseBlock(required=False), blank=True, verbose_name=_("text"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("category"),
        FieldPanel("lead"),
        FieldPanel("body"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["lms_pages.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        others = NewsPage.objects.live().sibling_of(self, inclusive=False).filter(view_restrictions=None)
        return {
            **context,
            "newer": others.filter(self._later()).order_by("date", "pk").first(),
            "older": others.exclude(self._later()).order_by("-date", "-pk").first(),
        }

    def _later(self) -> models.Q:
        return models.Q(date__gt=self.date) | models.Q(date=self.date, pk__gt=self.pk)
