"""Frameworks as visitors read them: every competency once, every count with the list behind it."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from courses.models import CrosswalkEntry, FrameworkVersion
from tests.courses.published import EXPECTED, small
from tests.factories.frameworks import import_text, published_framework
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
DIFF = "/frameworks/cmbok/diff/1.0/2.0/"


@pytest.fixture
def cmbok():
    return published_framework()


def soup(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(node):
    return " ".join(node.get_text(" ").split())


def test_the_list_says_what_there_is_and_leads_on(client, cmbok):
    page = soup(client, "/frameworks/").main
    assert [(words(link), link["href"]) for link in page.find_all("a")] == [
        ("CMBOK 2.0", "/frameworks/cmbok/2.0/"),
        ("CMBOK 1.0", "/frameworks/cmbok/1.0/"),
        ("1.0 から 2.0 への変更点", DIFF),
    ]
    assert "12領域・93コンピテンシー" in words(page)


def test_without_frameworks_the_list_says_so(client):
    assert "掲載している知識体系はまだありません" in words(soup(client, "/frameworks/").main)


def test_without_a_version_the_newest_is_shown(client, cmbok):
    import_text(small("10.0", "戦略 財務 ST-1 計画", framework="CMBOK"))
    assert client.get("/frameworks/cmbok/")["Location"] == "/frameworks/cmbok/10.0/"


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_a_version_shows_every_competency_in_its_place_with_an_anchor(client, cmbok, version):
    page = soup(client, f"/frameworks/cmbok/{version}/")
    shown = [
        [
            words(area.h2),
            words(domain.h3.span),
            words(domain.h3).partition(" ")[2],
            [[each["id"], words(each).partition(" ")[2]] for each in domain.find_all("li")],
        ]
        for area in page.select(".framework-area")
        for domain in area.select(".framework-domain")
    ]
    assert sorted(shown) == sorted(EXPECTED["placement"][version])


def test_codes_are_in_natural_order(client, cmbok):
    page = soup(client, "/frameworks/cmbok/2.0/")
    assert [each["id"] for each in page.select("#CS li")][-2:] == ["CS-9", "CS-10"]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_either_version_leads_to_the_same_comparison(client, cmbok, version):
    links = [link["href"] for link in soup(client, f"/frameworks/cmbok/{version}/").select(".page-header a")]
    assert DIFF in links


@pytest.mark.parametrize(
    "path",
    [
        "/frameworks/none/",
        "/frameworks/cmbok/3.0/",
        "/frameworks/none/1.0/",
        "/frameworks/cmbok/diff/1.0/3.0/",
        "/frameworks/cmbok/diff/0.9/2.0/",
    ],
)
def test_what_is_not_there_answers_404(client, cmbok, path):
    assert client.get(path).status_code == 404


def test_every_count_of_the_comparison_leads_to_a_list_of_that_length(client, cmbok):
    page = soup(client, DIFF)
    counts = {}
    for row in page.select(".framework-summary tbody tr"):
        if link := row.a:
            anchor = link["href"].removeprefix("#")
            numbers = {words(cell) for cell in row.find_all("td")} - {"–"}
            counts[anchor] = (numbers, {str(len(page.find(id=anchor).select(".changes > li")))})
    assert {anchor: (int(one.pop()), int(other.pop())) for anchor, (one, other) in counts.items()} == {
        "dropped": (5, 5),
        "new": (41, 41),
        "moved-and-renamed": (1, 1),
        "moved": (17, 17),
        "spelling": (5, 5),
        "identical": (29, 29),
    }
    assert [words(cell) for cell in page.select(".framework-summary tfoot td")] == ["57", "93"]
    assert len(page.select("#reused-codes tbody tr")) == 23
    assert len(page.select("#domains tbody tr")) == 5


def test_suggestions_are_marked_and_decisions_come_first(client, cmbok):
    old, new = cmbok
    entry = CrosswalkEntry.objects.create(
        source_version=old,
        target_version=new,
        kind=CrosswalkEntry.Kind.SPLIT,
        status=CrosswalkEntry.Status.DECIDED,
        reason="委員会で確認した。",
        decided_by=UserFactory(),
        decided_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    entry.sources.set(old.competencies.filter(code="OP-2"))
    entry.targets.set(new.competencies.filter(code__in=["OP-2", "OP-3"]))
    lines = soup(client, DIFF).select(".crosswalk > li")
    assert [(words(line.select_one(".chip")), words(line.select_one(".crosswalk__sides .code"))) for line in lines] == [
        ("決定済み", "OP-2"),
        ("候補", "ST-5"),
        ("候補", "OP-8"),
        ("候補", "AR-4"),
        ("候補", "IC-1"),
    ]
    assert "委員会で確認した。" in words(lines[0])


def test_what_staff_turned_down_is_not_suggested_again(client, cmbok):
    old, new = cmbok
    entry = CrosswalkEntry.objects.create(
        source_version=old,
        target_version=new,
        kind=CrosswalkEntry.Kind.SPLIT,
        basis=CrosswalkEntry.Basis.PLACE,
        status=CrosswalkEntry.Status.DISMISSED,
        reason="内容が異なる。",
        decided_by=UserFactory(),
        decided_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    entry.sources.set(old.competencies.filter(code="IC-1"))
    codes = [words(each) for each in soup(client, DIFF).select(".crosswalk__sides > ul:first-child .code")]
    assert codes == ["ST-5", "OP-2", "OP-8", "AR-4"]


@pytest.mark.parametrize(
    "path,queries",
    [("/frameworks/", 4), ("/frameworks/cmbok/2.0/", 8), ("/frameworks/cmbok/3.0/", 8), (DIFF, 8)],
)
@pytest.mark.parametrize("more", [0, 3])
def test_pages_read_a_constant_number_of_queries(client, cmbok, django_assert_num_queries, path, queries, more):
    import_text(small("3.0", "戦略 財務 ST-1 計画", framework="CMBOK"))
    for number in range(more):
        import_text(small(f"{number}.1", "戦略 財務 ST-1 計画", framework="CMBOK"))
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


def test_a_version_can_be_compared_backwards(client, cmbok):
    page = soup(client, "/frameworks/cmbok/diff/2.0/1.0/")
    assert (len(page.select("#dropped .changes > li")), len(page.select("#new .changes > li"))) == (41, 5)


def test_versions_are_listed_oldest_first(cmbok):
    import_text(small("10.0", "戦略 財務 ST-1 計画", framework="CMBOK"))
    assert [each.version for each in FrameworkVersion.objects.in_order()] == ["1.0", "2.0", "10.0"]
