import xml.etree.ElementTree as ET
from datetime import date

import pytest
from wagtail.models import PageViewRestriction

from lms.pages.models import NewsIndexPage, NewsPage
from tests.factories.pages import site_with_home
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def listing():
    return site_with_home().add_child(instance=NewsIndexPage(title="お知らせ", slug="news", lead="ご案内です。"))


def announce(listing, slug, day, **fields):
    fields = {"title": f"案内 {slug}", "lead": f"{slug}の要約", **fields}
    return listing.add_child(instance=NewsPage(slug=slug, date=date(2026, 11, day), **fields))


def titles(client, url) -> list[str]:
    return [word for word in Page(client.get(url).content.decode()).words if word.startswith("案内 ")]


def test_the_newest_comes_first(client, listing):
    for slug, day in (("old", 1), ("new", 20), ("middle", 10)):
        announce(listing, slug, day)
    assert titles(client, "/news/") == ["案内 new", "案内 middle", "案内 old"]


def test_the_home_page_shows_the_latest_three(client, listing):
    for day in range(1, 6):
        announce(listing, f"n{day}", day)
    assert titles(client, "/") == ["案内 n5", "案内 n4", "案内 n3"]
    shown = Page(client.get("/").content.decode())
    assert [link["href"] for link in shown.all("link", type="application/atom+xml")] == ["/news/feed/"]


def test_a_home_page_without_announcements_has_no_section_for_them(client):
    site_with_home()
    shown = Page(client.get("/").content.decode())
    assert list(shown.all("section", aria_labelledby="news")) == []
    assert list(shown.all("link", type="application/atom+xml")) == []


def test_a_long_list_turns_over(client, listing):
    for day in range(1, 13):
        announce(listing, f"n{day:02}", day)
    assert len(titles(client, "/news/")) == 10
    assert titles(client, "/news/?page=2") == ["案内 n02", "案内 n01"]


def test_an_empty_list_says_what_will_be_there(client, listing):
    assert "お知らせはまだありません" in Page(client.get("/news/").content.decode()).words


def test_an_announcement_leads_to_its_neighbors(client, listing):
    for day in (1, 2, 3):
        announce(listing, f"n{day}", day)
    shown = Page(client.get("/news/n2/").content.decode())
    assert shown.one("a", rel="prev")["href"] == "/news/n1/"
    assert shown.one("a", rel="next")["href"] == "/news/n3/"
    assert shown.one("time")["datetime"] == "2026-11-02"


def entries(client, url="/news/feed/"):
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content).findall(f"{ATOM}entry")


def test_the_feed_names_live_public_announcements_with_whole_addresses(client, listing):
    announce(listing, "first", 1)
    announce(listing, "second", 2, category="exam")
    announce(listing, "draft", 3, live=False)
    PageViewRestriction.objects.create(page=announce(listing, "secret", 4), restriction_type=PageViewRestriction.LOGIN)
    found = entries(client)
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["案内 second", "案内 first"]
    assert [entry.find(f"{ATOM}link").get("href") for entry in found] == [
        "http://localhost/news/second/",
        "http://localhost/news/first/",
    ]
    assert found[0].findtext(f"{ATOM}summary") == "secondの要約"
    assert found[0].find(f"{ATOM}category").get("term") == "検定"
    assert found[0].findtext(f"{ATOM}published") == "2026-11-02T00:00:00+09:00"


def test_the_feed_knows_its_own_address_and_language(client, listing):
    feed = ET.fromstring(client.get("/news/feed/").content)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "ja"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": "http://localhost/news/",
        "self": "http://localhost/news/feed/",
    }


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(client, listing, django_assert_max_num_queries, count):
    for number in range(count):
        announce(listing, f"n{number}", 1)
    client.get("/news/")
    with django_assert_max_num_queries(11):
        client.get("/news/")
