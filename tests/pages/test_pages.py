from datetime import date, time

import pytest
from django.test.utils import CaptureQueriesContext

from lms.pages.models import CoursePage, StandardPage
from tests.factories.cohorts import CohortDayFactory, CohortFactory, SeatPoolFactory, VenueFactory
from tests.factories.courses import CourseFactory, TextbookFactory, two_day_curriculum
from tests.factories.pages import course_page, site_with_home
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return CourseFactory(title="養成講座", license_title="実務インストラクター", summary="二日間の講座です。")


@pytest.fixture
def page(course):
    two_day_curriculum(course=course, is_current=True)
    return course_page(course)


def read(client, url, status=200) -> Page:
    response = client.get(url)
    assert response.status_code == status
    return Page(response.content.decode())


def dated_cohort(course, **fields):
    cohort = CohortFactory(course=course, venue=VenueFactory(name="本会場"), **fields)
    CohortDayFactory(cohort=cohort, position=1, held_on=date(2027, 2, 18))
    CohortDayFactory(cohort=cohort, position=2, held_on=date(2027, 2, 19), opens_at=time(9), closes_at=time(16))
    SeatPoolFactory(cohort=cohort)
    return cohort


# Every page, both languages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", ["/", "/courses/", "/courses/instructor/", "/courses/instructor/about/"])
def test_a_page_speaks_one_language_and_needs_no_inline_code(client, course, page, prefix, path):
    dated_cohort(course)
    page.add_child(instance=StandardPage(title="案内", slug="about"))
    shown = read(client, f"{prefix}{path}")
    assert shown.one("html")["lang"] == ("en" if prefix else "ja")
    assert shown.inline_code == []
    assert len(list(shown.all("h1"))) == 1
    assert shown.one("main")["id"] == "main"
    assert next(shown.all("a"))["href"] == "#main"


@pytest.mark.parametrize("path", ["/", "/courses/", "/courses/instructor/"])
def test_the_number_of_queries_does_not_grow_with_the_cohorts(client, course, page, path, django_assert_num_queries):
    dated_cohort(course)
    client.get(path)
    with CaptureQueriesContext(_connection()) as one:
        client.get(path)
    for _number in range(4):
        dated_cohort(course)
    with django_assert_num_queries(len(one)):
        client.get(path)


def _connection():
    from django.db import connection

    return connection


def test_the_list_of_courses_does_not_ask_again_for_each_course(client, page, django_assert_num_queries):
    client.get("/courses/")
    with CaptureQueriesContext(_connection()) as one:
        client.get("/courses/")
    for number in range(4):
        page.get_parent().add_child(instance=CoursePage(title="別", slug=f"other-{number}", course=CourseFactory()))
    with django_assert_num_queries(len(one)):
        client.get("/courses/")


# The course page ---------------------------------------------------------------------------------------------------


def test_the_curriculum_shows_the_real_hours(client, page):
    shown = read(client, "/courses/instructor/")
    assert [each["datetime"] for each in shown.all("time")] == ["10:00", "17:00", "09:00", "16:00"]
    assert "前日より1時間早く始まります" in shown.words


def test_a_dated_cohort_says_when_and_where(client, course, page):
    dated_cohort(course)
    shown = read(client, "/courses/instructor/")
    assert "2027年2月18日（木）" in shown.words
    assert "2027年2月19日（金）" in shown.words
    assert "本会場" in shown.words


def test_an_undecided_cohort_cannot_be_applied_for_and_promises_news(client, course, page):
    cohort = CohortFactory(course=course, title="2027年度")
    CohortDayFactory(cohort=cohort, position=1)
    shown = read(client, "/courses/instructor/")
    after = shown.words[shown.words.index("2027年度") :]
    assert after[:9] == ["2027年度", "詳細未定", "1日目", "未定", "10:00–17:00", "会場", "未定", "受講料", "未定"]
    assert [link for link in shown.all("a") if "button--primary" in link.get("class", "")] == []


def test_a_canceled_cohort_says_why(client, course, page):
    cohort = dated_cohort(course, title="第1回", status="canceled", status_reason="会場が使えなくなりました。")
    shown = read(client, "/courses/instructor/")
    after = shown.words[shown.words.index(cohort.title) :]
    assert after[:3] == ["第1回", "中止", "会場が使えなくなりました。"]


def test_a_course_without_cohorts_says_what_comes_next(client, page):
    assert "次回の開催は未定です" in read(client, "/courses/instructor/").words


def test_a_course_without_a_curriculum_still_has_a_page(client, course):
    course_page(course)
    assert "カリキュラムは準備中です" in read(client, "/courses/instructor/").words


def test_a_course_that_leads_to_no_license_promises_none(client):
    course_page(CourseFactory(license_title=""))
    assert "認定の要件" not in read(client, "/courses/instructor/").words


def test_prose_and_questions_are_shown_as_the_editor_wrote_them(client, course):
    course_page(
        course,
        body=[("heading", "身につくこと"), ("call_out", {"tone": "info", "title": "ご案内", "text": "<p>本文</p>"})],
        questions=[("question", {"question": "申し込めますか。", "answer": "<p>はい。</p>"})],
    )
    shown = read(client, "/courses/instructor/")
    assert "身につくこと" in shown.words
    assert shown.words[shown.words.index("申し込めますか。") + 1] == "はい。"


# Finding one's way -------------------------------------------------------------------------------------------------


def test_an_english_reader_stays_in_english(client, course, page):
    dated_cohort(course, code="spring")
    shown = read(client, "/en/")
    inside = {link["href"] for link in shown.all("a") if link["href"].startswith("/")}
    assert inside - {"/"} == {
        "/en/",
        "/en/courses/",
        "/en/courses/instructor/",
        "/en/accounts/login/",
        "/en/my/",
        "/en/verify/",
        "/en/schedule/",
        "/en/schedule/spring/",
        "/en/schedule/spring/interest/",
        "/en/levels/",
        "/en/frameworks/",
        "/en/outlines/",
        "/en/search/",
        "/en/inquiry/",
        "/en/legal/",
        "/en/legal/commerce/",
        "/en/legal/privacy/",
    }


def test_the_language_switch_leads_to_the_same_page(client, page):
    shown = read(client, "/courses/instructor/")
    assert {each["hreflang"]: each["href"] for each in shown.all("a") if "hreflang" in each} == {
        "ja": "/courses/instructor/",
        "en": "/en/courses/instructor/",
    }


def test_the_menu_marks_where_the_reader_is(client, page):
    shown = read(client, "/courses/instructor/")
    assert [each["href"] for each in shown.all("a", aria_current="true", **{"class": "site-nav__link"})] == [
        "/courses/"
    ]


def test_a_site_without_courses_has_a_home_page(client):
    site_with_home(headline="ようこそ")
    assert "ようこそ" in read(client, "/").words


# Editing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode,words", [("", "カリキュラム"), ("en", "Curriculum")])
def test_an_editor_previews_in_either_language(page, mode, words):
    response = page.make_preview_request(preview_mode=mode)
    assert words in Page(response.content.decode()).words


def test_a_course_with_a_page_cannot_be_deleted(course, page):
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        course.delete()


def test_pages_stand_only_where_they_make_sense(page):
    assert page.get_parent().specific.allowed_subpage_models() == [CoursePage]


# Finding a page ----------------------------------------------------------------------------------------------------


def test_an_unpublished_page_is_not_found_under_its_address(client, page):
    child = page.add_child(instance=StandardPage(title="準備中", slug="draft", live=False))
    page.add_child(instance=StandardPage(title="公開", slug="public"))
    assert client.get("/courses/instructor/public/").status_code == 200
    assert client.get(f"/courses/instructor/{child.slug}/").status_code == 404


def test_a_published_page_below_an_unpublished_one_is_found_as_in_any_wagtail_site(client, page):
    between = page.add_child(instance=StandardPage(title="間", slug="between", live=False))
    between.add_child(instance=StandardPage(title="奥", slug="deep"))
    assert client.get("/courses/instructor/between/deep/").status_code == 200


def test_an_address_that_is_no_page_answers_404(client, page):
    assert [client.get(path).status_code for path in ("/courses/nothing/", "/courses/instructor/no/such/")] == [404] * 2


def test_the_course_page_names_the_textbooks_each_seat_includes(client, course, page):
    TextbookFactory(course=course, title="理論編", publisher="見本社", isbn="978-4-00-310101-8")
    TextbookFactory(course=course, title="実務編", for_seats="certification")
    TextbookFactory(course=course, title="旧版", is_current=False)
    text = client.get(page.url).text
    shown = ("テキスト2冊付", "テキスト1冊付", "理論編", "見本社", "978-4-00-310101-8")
    assert [words for words in shown if words not in text] == []
    assert "旧版" not in text


def test_j4_01_the_page_says_what_an_audit_seat_is_and_is_not(client, course, page):
    for title in ("第一の本", "第二の本"):
        TextbookFactory(course=course, title=title)
    words = "".join(read(client, "/courses/instructor/").text.split())
    audit = [
        "評価なし",
        "得られる資格講師ライセンス【実務インストラクター】なし",
        "人数を限ってお席をご用意します",
        "初日の前日まで、差額で認定コースに変更できます",
        "テキスト2冊",
        "事前の学習をお願いすることがあります",
    ]
    assert [each for each in audit if each not in words] == []
