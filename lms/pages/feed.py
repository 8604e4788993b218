from collections.abc import Iterable
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed

from lms.kernel.calendar import JST
from lms.kernel.models import profile_of

if TYPE_CHECKING:
    from lms.pages.news import NewsIndexPage, NewsPage

MOST_ITEMS = 30


class NewsFeed(Feed):  # type: ignore[type-arg]  # takes its types in the stubs only
    """The announcements of one language as Atom: live pages that anybody may read, with whole addresses."""

    feed_type = Atom1Feed

    def __init__(self, listing: "NewsIndexPage") -> None:
        self.listing = listing
        self.language = listing.locale.language_code

    def get_object(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return f"{self.listing.title}｜{profile_of(request).display_name}"

    def subtitle(self) -> str:
        return self.listing.lead

    def link(self, request: HttpRequest) -> str:
        return str(self.listing.get_full_url(request))

    def feed_guid(self, request: HttpRequest) -> str:
        return self.link(request)

    def feed_url(self, request: HttpRequest) -> str:
        return f"{self.link(request)}feed/"

    def items(self, request: HttpRequest) -> "Iterable[NewsPage]":  # noqa: ARG002 - Django passes the object
        return list(self.listing.announcements()[:MOST_ITEMS])

    def item_title(self, item: "NewsPage") -> str:
        return str(item.title)

    def item_description(self, item: "NewsPage") -> str:
        return item.lead

    def item_link(self, item: "NewsPage") -> str:
        return str(item.full_url)

    def item_guid(self, item: "NewsPage") -> str:
        return self.item_link(item)

    def item_categories(self, item: "NewsPage") -> list[str]:
        return [item.get_category_display()]

    def item_pubdate(self, item: "NewsPage") -> datetime:
        """Noon of the day printed on it would be invented; its first minute is not."""
        return datetime.combine(item.date, time(), tzinfo=JST)

    def item_updateddate(self, item: "NewsPage") -> datetime:
        changed: datetime | None = item.last_published_at
        return max(changed, self.item_pubdate(item)) if changed else self.item_pubdate(item)
