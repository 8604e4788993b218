"""The schedule: everything that is public, narrowed by its address, in words a visitor reads."""

from datetime import date, time

import pytest

from cohorts.actions.cohort import cancel_cohort, postpone_cohort
from cohorts.models import Cohort, SeatKind, SeatPool
from lms.checkout.models import Listing
from tests.factories.certification import OFFICE
from tests.factories.cohorts import ClassSessionFactory, CohortDayFactory, CohortFactory, SeatPoolFactory, VenueFactory
from tests.lms.pages_read import Page
from tests.world import open_world

pytestmark = pytest.mark.django_db
MOMENT = "2026-12-10T10:00:00+09:00"


@pytest.fixture
def world(at):
    return open_world(now=at(MOMENT))


def read(client, url, status=200) -> Page:
    response = client.get(url)
    assert response.status_code == status
    return Page(response.content.decode())


def titles(page: Page) -> list[str]:
    return [link["href"].strip("/").split("/")[-1] for link in page.all("a") if is_cohort(link["href"])]


def is_cohort(href: str) -> bool:
    return href.startswith("/schedule/") and href.count("/") == 3 and "?" not in href


def cohort(code: str, *, on=None, online=None, **fields) -> Cohort:
    venue = VenueFactory(is_online=online) if online is not None else None
    made = CohortFactory(code=code, venue=venue, **fields)
    CohortDayFactory(cohort=made, position=1, held_on=on)
    return made


# The list


def test_a_row_says_when_where_how_much_and_what_to_do(client, world):
    shown = read(client, "/schedule/")
    start = shown.words.index("2027年2月", shown.words.index("1件の開催"))
    assert shown.words[start : start + 17] == [
        "2027年2月",
        "2027年2月18日（木）", "10:00–17:00",
        "2月19日（金）", "9:00–16:00",
        "2026年度 CS実務教育インストラクター養成講座",
        "研修センター 第1研修室",
        "認定コース", "70,400円（税込）", "早期割引適用（2026年12月31日（木）23:59まで）",
        "受講のみコース", "44,000円（税込）",
        "申込締切：2027年1月31日（日）23:59",
        "受付中",
        "申し込む", "(2026年度 CS実務教育インストラクター養成講座)",
        "開催済みの講座",
    ]  # fmt: skip
    assert "/apply/2026/" in {link["href"] for link in shown.all("a")}


def test_what_is_undecided_stands_last_and_says_so(client, at):
    at(MOMENT)
    cohort("later", on=date(2027, 5, 1))
    cohort("open-date")
    cohort("sooner", on=date(2027, 3, 1))
    shown = read(client, "/schedule/")
    assert titles(shown) == ["sooner", "later", "open-date"]
    assert "日程未定" in shown.words
    assert "/schedule/open-date/interest/" in {link["href"] for link in shown.all("a")}


def test_a_stopped_cohort_says_why_and_names_no_price(client, world):
    postpone_cohort(world.cohort, reason="講師の都合により", by=OFFICE)
    shown = read(client, "/schedule/")
    assert ("講師の都合により" in shown.words, "44,000円（税込）" in shown.words) == (True, False)


def test_an_archived_cohort_is_not_public(client, at):
    at(MOMENT)
    cohort("old", status=Cohort.Status.ARCHIVED)
    assert titles(read(client, "/schedule/")) == []
    read(client, "/schedule/old/", status=404)
    assert client.get("/schedule/old.ics").status_code == 404


def test_an_empty_schedule_says_what_comes_next(client, at):
    at(MOMENT)
    shown = read(client, "/schedule/")
    assert "現在ご案内している講座はありません" in shown.words


# Filters


@pytest.fixture
def three(at):
    """One on sale at a venue with both kinds of seats, one online for certification only, one with nothing decided."""
    world = open_world(now=at(MOMENT))
    online = cohort("online", on=date(2027, 5, 1), online=True, course=world.course)
    SeatPoolFactory(cohort=online, kind=SeatKind.CERTIFICATION)
    cohort("nothing", course=world.course)
    cohort("held", on=date(2026, 5, 1))
    return world


@pytest.mark.parametrize(
    "query,codes",
    [
        ("", ["2026", "online", "nothing"]),
        ("kind=certification", ["2026", "online"]),
        ("kind=audit", ["2026"]),
        ("month=2027-05", ["online"]),
        ("place=venue", ["2026"]),
        ("place=online", ["online"]),
        ("open=1", ["2026"]),
        ("kind=audit&month=2027-05", []),
        ("course=cs-instructor&open=1", ["2026"]),
        ("course=unknown", []),
        ("past=1", ["held"]),
        ("kind=other&month=2027-13&place=moon&open=yes&page=2", ["2026", "online", "nothing"]),
        ("month=%00&kind=%F0%9F%98%80", ["2026", "online", "nothing"]),
    ],
)
def test_the_address_narrows_the_list(client, three, query, codes):
    assert titles(read(client, f"/schedule/?{query}")) == codes


def test_each_filter_says_how_many_it_leaves_beside_the_others(client, three):
    shown = read(client, "/schedule/?kind=certification")
    place = shown.words.index("開催方法")
    assert shown.words[place + 1 : place + 10] == [
        "すべて",
        "件数",
        "2",
        "会場",
        "件数",
        "1",
        "オンライン",
        "件数",
        "1",
    ]
    chosen = [each["href"] for each in shown.all("a", aria_current="true", **{"class": "filters__choice"})]
    assert "?" in chosen[0]


def test_a_filter_that_leaves_nothing_leads_back(client, three):
    shown = read(client, "/schedule/?kind=audit&month=2027-05")
    assert "条件に合う開催はありません" in shown.words
    assert "すべての開催を見る" in shown.words


# The month


def test_the_calendar_opens_at_the_next_month_with_something_held(client, world):
    shown = read(client, "/schedule/?view=calendar")
    assert next(shown.all("table"))["aria-labelledby"] == "month"
    assert [each["scope"] for each in shown.all("th")] == ["col"] * 7
    assert shown.words[shown.words.index("18") : shown.words.index("20")] == [
        "18", "2026年度 CS実務教育インストラクター養成講座", "10:00–17:00", "受付中",
        "19", "2026年度 CS実務教育インストラクター養成講座", "9:00–16:00", "受付中",
    ]  # fmt: skip


@pytest.mark.parametrize("month,earlier,later", [("2027-01", "2026-12", "2027-02"), ("2026-12", "2026-11", "2027-01")])
def test_months_lead_to_their_neighbors(client, world, month, earlier, later):
    shown = read(client, f"/schedule/?view=calendar&month={month}&kind=audit")
    hrefs = {each["rel"]: each["href"] for each in shown.all("a") if each.get("rel") in {"prev", "next"}}
    assert hrefs == {
        "prev": f"?view=calendar&kind=audit&month={earlier}",
        "next": f"?view=calendar&kind=audit&month={later}",
    }
    assert "この月の開催はありません" in shown.words


# One cohort


def test_the_page_of_a_cohort_has_facts_prices_and_the_ribbon(client, world):
    shown = read(client, "/schedule/2026/")
    facts = shown.words.index("1日目")
    assert shown.words[facts : facts + 8] == [
        "1日目", "2027年2月18日（木） 10:00–17:00",
        "2日目", "2027年2月19日（金） 9:00–16:00",
        "会場", "研修センター 第1研修室、東京都見本区見本1-2-3",
        "申込期限", "2027年1月31日（日）23:59",
    ]  # fmt: skip
    assert "2026年12月31日（木）23:59まで" in shown.words
    assert {link["href"] for link in shown.all("a")} > {
        "/apply/2026/?kind=certification",
        "/apply/2026/?kind=audit",
        "/schedule/2026.ics",
    }
    assert shown.inline_code == []


def test_everything_undecided_reads_so_and_offers_news(client, at):
    at(MOMENT)
    cohort("spring")
    shown = read(client, "/schedule/spring/")
    facts = shown.words.index("1日目")
    assert shown.words[facts : facts + 3] == ["1日目", "未定", "10:00–17:00"]
    assert shown.words.count("決まり次第お知らせします。") == 3
    assert "開催案内を希望する" in shown.words
    assert "/schedule/spring.ics" not in {link["href"] for link in shown.all("a")}


def test_the_history_tells_what_changed(client, world):
    postpone_cohort(world.cohort, reason="講師の都合により", by=OFFICE)
    shown = read(client, "/schedule/2026/")
    told = shown.words[shown.words.index("お知らせの履歴") :]
    assert "講師の都合により（これまでの日程：2027年2月18日（木）、2月19日（金））" in told


def test_a_canceled_cohort_leads_to_others(client, world):
    cancel_cohort(world.cohort, reason="最少催行人数に満たないため", by=OFFICE)
    shown = read(client, "/schedule/2026/")
    assert "最少催行人数に満たないため" in shown.words
    assert "/schedule/?course=cs-instructor" in {link["href"] for link in shown.all("a")}


def test_english_readers_get_the_english_title_and_venue(client, world):
    Cohort.objects.update(title_en="Instructor course 2026")
    world.cohort.venue.name_en = "Training center, room 1"
    world.cohort.venue.save()
    shown = read(client, "/en/schedule/2026/")
    assert {"Instructor course 2026", "Training center, room 1, 東京都見本区見本1-2-3"} <= set(shown.words)


# As many queries for many as for one


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("path,queries", [("/schedule/", 5), ("/schedule/?view=calendar", 5), ("/schedule/2026/", 8)])
def test_queries_do_not_grow_with_the_cohorts(client, world, django_assert_num_queries, count, path, queries):
    for number in range(count - 1):
        more = cohort(f"more-{number}", on=date(2027, 6, 1), online=False, course=world.course)
        pool = SeatPoolFactory(cohort=more)
        Listing.objects.create(pool=pool, list_price_jpy=10_000)
    for number in range(count):
        ClassSessionFactory(day=world.cohort.days.first(), position=10 + number, starts_at=time(10))
    client.get(path)
    with django_assert_num_queries(queries):
        assert client.get(path).status_code == 200


def test_j4_11_an_audit_seat_is_shown_only_where_it_is_offered(client, world):
    Listing.objects.filter(pool__kind=SeatKind.AUDIT).delete()
    SeatPool.objects.filter(kind=SeatKind.AUDIT).delete()
    assert "受講のみコース" not in read(client, "/schedule/2026/").words
