"""Blocks that show rows: always what the row says today, and nothing once it is over."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.test.utils import CaptureQueriesContext

from courses.models import ExamLevel
from lms.checkout.models import Listing
from lms.pages.models import CoursePage, StandardPage
from payments.models import DiscountOffer
from tests.factories.cohorts import CohortDayFactory, OpenCohortFactory, SeatPoolFactory, VenueFactory
from tests.factories.courses import CourseFactory, two_day_curriculum
from tests.factories.pages import course_page
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db
OPEN = "2026-12-20T10:00:00+09:00"


@pytest.fixture
def course():
    return CourseFactory(title="養成講座")


@pytest.fixture
def listing(course):
    """An open cohort on 18 February 2027 at 88,000 yen, 20 % off until the end of 2026."""
    cohort = OpenCohortFactory(course=course, title="第1回", venue=VenueFactory(name="本会場"))
    CohortDayFactory(cohort=cohort, position=1, held_on=date(2027, 2, 18))
    listing = Listing.objects.create(pool=SeatPoolFactory(cohort=cohort), list_price_jpy=88_000)
    listing.offers.add(
        DiscountOffer.objects.create(
            label="早期割引",
            percent=20,
            starts_at=datetime(2026, 11, 1, tzinfo=UTC),
            ends_at=datetime(2026, 12, 31, 15, tzinfo=UTC),
        )
    )
    return listing


def shown(client, course, *blocks) -> Page:
    """Below a heading 「ここから」 on a page of its own, without a course."""
    top = course_page(course)
    page = StandardPage(title="案内", slug="about", body=[("heading", "ここから"), *blocks])
    top.add_child(instance=page)
    response = client.get("/courses/instructor/about/")
    assert response.status_code == 200
    return Page(response.content.decode())


def words_of(page):
    start = page.words.index("ここから") + 1
    return page.words[start:]


def test_the_next_cohort_is_a_card_read_from_the_rows(client, course, listing, at):
    at(OPEN)
    words = words_of(shown(client, course, ("next_cohort", {"course": course})))
    assert words[:2] == ["第1回", "受付中"]
    assert "2027年2月18日（木）" in words
    assert "本会場" in words
    assert "70,400円" in words


def test_a_changed_fee_is_shown_at_once(client, course, listing, at):
    at(OPEN)
    page = ("seat_price", {"course": course, "kind": "certification"})
    assert "70,400円" in words_of(shown(client, course, page))
    Listing.objects.update(list_price_jpy=99_000)
    words = Page(client.get("/courses/instructor/about/").content.decode()).words
    assert "79,200円" in words
    assert "通常価格 99,000円（税込）" in words


def test_a_fee_that_is_not_decided_is_undecided(client, course, at):
    at(OPEN)
    words = words_of(shown(client, course, ("seat_price", {"course": course, "kind": "certification"})))
    assert words[:2] == ["受講料", "未定"]


@pytest.mark.parametrize(
    "moment,runs",
    [
        ("2026-12-31T23:59:00+09:00", True),
        ("2027-01-01T00:00:00+09:00", False),
    ],
)
def test_an_offer_is_gone_the_moment_it_ends(client, course, listing, at, moment, runs):
    at(moment)
    block = ("running_offer", {"course": course, "text": "<p>お早めにどうぞ。</p>"})
    words = words_of(shown(client, course, block))
    assert ("お早めにどうぞ。" in words) is runs
    assert ("早期割引" in words) is runs
    assert ("2026年12月31日（木）23:59まで" in words) is runs


def test_the_schedule_lists_every_cohort_ahead(client, course, listing, at):
    at(OPEN)
    OpenCohortFactory(course=course, title="第2回")
    words = words_of(shown(client, course, ("schedule", {"course": course})))
    assert [word for word in words if word in {"第1回", "第2回", "2027年2月18日（木）", "未定"}] == [
        "第1回",
        "2027年2月18日（木）",
        "第2回",
        "未定",
        "未定",
    ]


def test_a_course_without_cohorts_says_so(client, course):
    words = words_of(shown(client, course, ("schedule", {"course": course})))
    assert words[0] == "次回の開催は未定です"


def test_the_timetable_is_the_current_curriculum(client, course):
    curriculum = two_day_curriculum(course=course, is_current=True)
    title = curriculum.days.first().sessions.first().title
    assert title in words_of(shown(client, course, ("timetable", {"course": course, "variant": "compact"})))


def test_a_license_can_be_verified_from_any_text(client, course):
    page = shown(client, course, ("verify", None))
    assert "verify-number-in-text" in [each.get("id") for each in page.all("input")]


def test_on_a_course_page_the_course_need_not_be_chosen(client, course, listing, at):
    at(OPEN)
    course_page(course, body=[("seat_price", {"course": None, "kind": "certification"})])
    assert "70,400円" in Page(client.get("/courses/instructor/").content.decode()).words


def test_many_blocks_cost_no_more_queries_than_one(client, course, listing, at):
    at(OPEN)
    others = [CourseFactory() for _number in range(3)]
    for other in [course, *others]:
        two_day_curriculum(course=other, is_current=True)
    kinds = ("next_cohort", "schedule", "seat_price", "running_offer", "timetable")
    extra = {"seat_price": {"kind": "certification"}, "running_offer": {"text": ""}, "timetable": {"variant": "full"}}

    def blocks(*courses):
        return [(kind, {"course": each, **extra.get(kind, {})}) for each in courses for kind in kinds]

    shown(client, course, *blocks(course))
    with CaptureQueriesContext(_connection()) as few:
        client.get("/courses/instructor/about/")
    page = StandardPage(title="案内", slug="many", body=blocks(course, *others))
    CoursePage.objects.get().add_child(instance=page)
    client.get("/courses/instructor/many/")
    with CaptureQueriesContext(_connection()) as many:
        client.get("/courses/instructor/many/")
    assert len(many) == len(few)


def _connection():
    from django.db import connection

    return connection


@pytest.mark.parametrize("moment,is_shown", [("2026-12-24T23:59:00+09:00", True), ("2026-12-25T00:00:00+09:00", False)])
def test_a_dated_call_out_disappears_after_its_day(client, course, at, moment, is_shown):
    at(moment)
    block = {"tone": "info", "title": "冬の休業", "text": "<p>休みます。</p>", "shown_until": date(2026, 12, 24)}
    assert ("冬の休業" in words_of(shown(client, course, ("call_out", block)))) is is_shown


# Previews ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["undecided", "decided"])
def test_a_preview_shows_examples_and_says_that_they_are(course, listing, at, mode):
    at(OPEN)
    two_day_curriculum(course=course, is_current=True)
    page = course_page(course, body=[("next_cohort", {"course": None})])
    words = Page(page.make_preview_request(preview_mode=mode).content.decode()).words
    assert words.count("例：2026年度の開催回") == 2
    assert "第1回" not in words
    assert ("未定" in words) is (mode == "undecided")
    assert ("例：見本会館 第1研修室" in words) is (mode == "decided")
    assert [word for word in words if word.startswith("プレビュー用の例です")] != []


def test_the_published_page_never_shows_examples(client, course, listing, at):
    at(OPEN)
    course_page(course)
    words = Page(client.get("/courses/instructor/?mode=decided").content.decode()).words
    assert [word for word in words if "例：" in word] == []


# Exam levels -------------------------------------------------------------------------------------------------------


def test_an_exam_level_is_shown_with_the_rule_in_force(client, course):
    call_command("setup_standards", verbosity=0)
    blocks = [("exam_level", {"level": ExamLevel.objects.get(code=code)}) for code in ("basic", "communication")]
    words = words_of(shown(client, course, *blocks))
    assert "70点以上" in words
    assert "合格基準は未公表" in words


def test_many_exam_levels_cost_no_more_queries_than_one(client, course):
    call_command("setup_standards", verbosity=0)
    levels = list(ExamLevel.objects.all())
    shown(client, course, ("exam_level", {"level": levels[0]}))
    with CaptureQueriesContext(_connection()) as few:
        client.get("/courses/instructor/about/")
    page = StandardPage(title="案内", slug="many", body=[("exam_level", {"level": level}) for level in levels])
    CoursePage.objects.get().add_child(instance=page)
    client.get("/courses/instructor/many/")
    with CaptureQueriesContext(_connection()) as many:
        client.get("/courses/instructor/many/")
    assert len(many) == len(few)
