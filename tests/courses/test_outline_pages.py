"""The map as visitors meet it, and the files they take home."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from courses.actions.outline import import_outline, plan_import
from courses.models import SyllabusOutline
from courses.outline_frameworks import known_frameworks
from lms.kernel.actor import Actor
from tests.courses.outlines_given import MAP
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db


@pytest.fixture
def outline():
    return outline_of(MAP.read_bytes(), "cs")


def outline_of(data, slug):
    plan = plan_import(data, file_name=f"{slug}.txt", slug=slug, frameworks=[])
    return import_outline(plan, by=Actor.process("test"), now=timezone.now())


def page(client, **query):
    answer = client.get("/outlines/cs/", query)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(element):
    return " ".join(element.get_text().split())


def tops(soup):
    return [node["id"] for node in soup.select(".map__tree > .map__node")]


def test_every_node_is_there_as_a_nested_list(client, outline):
    soup = page(client)
    assert len(soup.select(".map__node")) == 198
    assert words(soup.select_one("#s9-3 .map__node .map__text")) == "難度の高いクレームは組織(チーム)で対応"
    assert words(soup.select_one("#s5-2 > .map__label > .map__text")) == "顧客対応の基本姿勢"


def test_syllabus_order_unless_the_printed_one_is_asked_for(client, outline):
    assert tops(page(client)) == [*(f"cs-{count}" for count in range(1, 11)), "n11"]
    assert tops(page(client, order="printed")) == ["cs-1", *(f"cs-{count}" for count in range(10, 1, -1)), "n11"]


def test_one_branch_with_its_neighbors(client, outline):
    soup = page(client, focus="cs-3")
    assert (tops(soup), words(soup.h1)) == (["cs-3"], "CS-3 サービスサイエンス")
    links = [(link["href"], words(link)) for link in soup.select(".map-neighbors a")]
    assert links == [
        ("?focus=cs-2", "CS-2 サービス・エンカウンター"),
        ("?focus=cs-4", "CS-4 顧客満足と顧客ロイヤルティ"),
    ]


def test_a_branch_that_is_not_there(client, outline):
    assert client.get("/outlines/cs/", {"focus": "cs-99"}).status_code == 404


def test_search_marks_without_javascript(client, outline):
    soup = page(client, q="くれーむ")
    assert [mark.get_text() for mark in soup.select("mark")] == ["クレーム"] * 8
    assert (words(soup.select_one("[data-map-found]")), soup.select_one("#map-q")["value"]) == ("8件", "くれーむ")


def test_a_search_without_a_match_says_so(client, outline):
    soup = page(client, q="<b>無い</b>")
    assert (words(soup.select_one("[data-map-found]")), soup.select("mark")) == ("このマップにはありません", [])


def test_the_page_works_in_english(client, outline):
    answer = client.get("/en/outlines/cs/")
    assert "10 competencies, 198 nodes" in answer.content.decode()


def test_unknown_maps_are_not_there(client, outline):
    for address in ("/outlines/other/", "/outlines/other.txt", "/outlines/other.opml"):
        assert client.get(address).status_code == 404


def test_the_list_leads_to_the_map(client, outline):
    soup = BeautifulSoup(client.get(reverse("lms_courses:outlines")).content, "html.parser")
    assert [(link["href"], words(link)) for link in soup.select("main h2 a")] == [
        ("/outlines/cs/", "第3章 カスタマーサービス(CS)")
    ]


def test_the_foot_of_every_page_leads_to_the_maps(client):
    soup = BeautifulSoup(client.get("/frameworks/").content, "html.parser")
    assert [link["href"] for link in soup.select(".site-footer a") if words(link) == "シラバスマップ"] == ["/outlines/"]


def test_an_empty_list_says_what_will_be_there(client):
    assert "公開されているマップはまだありません" in client.get("/outlines/").content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same_however_long(client, count, django_assert_num_queries):
    for number in range(count):
        outline_of(f"題{number}\n1. CS-1 甲\n".encode(), f"map-{number}")
    client.get("/outlines/")
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/outlines/")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_map_costs_the_same_however_large(client, count, django_assert_num_queries):
    outline_of("\n".join(["題", *(f"{number}. CS-{number} 甲" for number in range(1, count + 1))]).encode(), "cs")
    client.get("/outlines/cs/")
    with django_assert_num_queries(MAP_QUERIES):
        client.get("/outlines/cs/")


LIST_QUERIES = 4
MAP_QUERIES = 5


@pytest.mark.parametrize(
    "kind,content_type", [("txt", "text/plain; charset=utf-8"), ("opml", "text/x-opml; charset=utf-8")]
)
def test_what_is_taken_home_can_be_imported_without_change(client, outline, kind, content_type):
    answer = client.get(f"/outlines/cs.{kind}")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        content_type,
        f'attachment; filename="cs.{kind}"',
    )
    plan = plan_import(answer.content, file_name=f"cs.{kind}", slug="cs", frameworks=[])
    assert (plan.changes_anything, len(plan.entries), plan.sheet.skipped) == (False, 198, ())
    outline_of(answer.content, "copy")
    copy, original = (SyllabusOutline.objects.get(slug=slug).entries() for slug in ("copy", "cs"))
    assert copy == original


def test_names_that_the_framework_has_otherwise_are_told_below_the_map(client):
    published_framework()
    plan = plan_import(MAP.read_bytes(), file_name="cs.txt", frameworks=known_frameworks())
    import_outline(plan, by=Actor.process("test"), now=timezone.now())
    about = page(client).select_one(".map-about")
    assert about.select_one("a")["href"] == "/frameworks/cmbok/2.0/"
    assert [words(line) for line in about.select("li")] == [
        "CS-1 は「サービスの特性」と書かれていますが、CMBOK 2.0 では「サービスマネジメント」です。",
        "CS-9 は「苦情・クレーム対応」と書かれていますが、CMBOK 2.0 では「苦情・クレーム処理」です。",
    ]
