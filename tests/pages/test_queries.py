"""What a public page asks the database, whatever the number of cohorts, sessions and pages: at most twelve questions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.models import CohortDay
from lms.pages.models import CoursePage, NewsIndexPage, NewsPage, QuestionsPage, StandardPage
from tests.factories.cohorts import CohortFactory, SeatPoolFactory, VenueFactory
from tests.factories.courses import CourseFactory, CurriculumDayFactory, two_day_curriculum
from tests.factories.pages import course_page

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 15, 1, tzinfo=UTC)
EXPECTED = {
    "/": 12,
    "/courses/": 9,
    "/courses/instructor/": 12,
    "/courses/instructor/about/": 8,
    "/news/": 10,
    "/faq/": 9,
    "/schedule/": 5,
    "/levels/": 5,
    "/frameworks/": 4,
    "/outlines/": 4,
    "/legal/": 5,
    "/verify/": 3,
}


@pytest.fixture
def page(at):
    at(NOW.isoformat())
    course = CourseFactory(title="養成講座", license_title="実務インストラクター")
    two_day_curriculum(course=course, is_current=True)
    page = course_page(course)
    home = page.get_parent().get_parent()
    page.add_child(instance=StandardPage(title="案内", slug="about"))
    home.add_child(instance=NewsIndexPage(title="お知らせ", slug="news"))
    home.add_child(instance=QuestionsPage(title="よくある質問", slug="faq"))
    return page


def grow(page, number):
    """One more of everything that a public page lists."""
    cohort = CohortFactory(course=page.course, venue=VenueFactory())
    CohortDay.objects.create(
        cohort=cohort,
        position=1,
        held_on=date(2027, 2, 1) + timedelta(days=number),
        opens_at="10:00",
        closes_at="17:00",
    )
    SeatPoolFactory(cohort=cohort)
    CurriculumDayFactory(curriculum=page.course.curricula.get(is_current=True))
    news = NewsIndexPage.objects.get()
    news.add_child(
        instance=NewsPage(
            title=f"お知らせ{number}", slug=f"news-{number}", date=date(2027, 1, 1), lead="お知らせします。"
        )
    )
    courses = page.get_parent()
    courses.add_child(instance=CoursePage(title="別の講座", slug=f"other-{number}", course=CourseFactory()))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_public_page_costs_the_same_however_much_there_is(client, page, django_assert_num_queries, count, subtests):
    for number in range(count):
        grow(page, number)
    for path, queries in EXPECTED.items():
        client.get(path)
        with subtests.test(path), django_assert_num_queries(queries):
            assert client.get(path).status_code == 200
