"""Deleting a page deletes no record, and what records depend on cannot be deleted."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from cohorts.models import Cohort, Enrollment
from courses.models import Course, Curriculum
from lms.checkout.models import Listing
from lms.pages.models import CoursePage, StandardPage
from tests.cast import create
from tests.factories.cohorts import CohortFactory, EnrollmentFactory, OpenCohortFactory, SeatPoolFactory
from tests.factories.courses import CourseFactory, CurriculumFactory
from tests.factories.pages import course_page
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    call_command("setup_roles", verbosity=0)
    user = create("secretariat")
    user.groups.add(Group.objects.get(name="事務局"))
    client.force_login(user)
    return client


@pytest.fixture
def course():
    return CourseFactory(title="養成講座")


def words(response):
    assert response.status_code == 200
    return Page(response.content.decode()).words


# Pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(course):
    EnrollmentFactory(pool=SeatPoolFactory(cohort=OpenCohortFactory(course=course)))
    CohortFactory(course=course)
    return course_page(course)


def test_deleting_a_course_page_names_what_stays(office, page):
    asked = words(office.get(reverse("wagtailadmin_pages:delete", args=[page.pk])))
    assert (
        "記録は残ります。講座「養成講座」の開催回（2件）と申込み・受講（1件）はそのままです。削除されるのはページだけです。"
        in asked
    )


def test_the_pages_that_lead_there_are_named(office, page):
    home = page.get_parent().get_parent()
    button = ("buttons", [{"label": "詳しく", "page": page.page_ptr, "url": ""}])
    home.add_child(instance=StandardPage(title="ご案内", slug="about", body=[button]))
    asked = words(office.get(reverse("wagtailadmin_pages:delete", args=[page.pk])))
    assert "1件の別のページ（「ご案内」）がここへリンクしています。削除するとリンク切れになります。" in asked


def test_the_records_are_still_there_afterwards(office, page):
    office.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert CoursePage.objects.count() == 0
    assert (Course.objects.count(), Cohort.objects.count(), Enrollment.objects.count()) == (1, 2, 1)


# Records -----------------------------------------------------------------------------------------------------------


def delete(office, row, url_name):
    return words(office.post(reverse(url_name, args=[row.pk]), follow=True))


def test_a_course_in_use_refuses_and_names_what_depends_on_it(office, page, course):
    CurriculumFactory(course=course)
    said = delete(office, course, course.snippet_viewset.get_url_name("delete"))
    assert Course.objects.filter(pk=course.pk).exists()
    sentence = next(each for each in said if each.startswith("「養成講座」は削除できません。"))
    missing = [part for part in ("カリキュラム（1件）", "開催回（2件）", "講座ページ（1件）") if part not in sentence]
    assert missing == []


def test_a_curriculum_that_a_cohort_was_scheduled_with_refuses(office, course):
    curriculum = CurriculumFactory(course=course)
    CohortFactory(course=course, curriculum=curriculum)
    said = delete(office, curriculum, curriculum.snippet_viewset.get_url_name("delete"))
    assert Curriculum.objects.filter(pk=curriculum.pk).exists()
    assert [each for each in said if "開催回（1件）" in each] != []


def test_many_at_once_refuse_as_one_does(office, course):
    CohortFactory(course=course)
    url = reverse("wagtail_bulk_action", args=["lms_courses", "course", "delete"])
    said = words(office.post(f"{url}?id={course.pk}&id={CourseFactory().pk}", follow=True))
    assert Course.objects.count() == 2
    assert [each for each in said if "開催回（1件）" in each] != []


def test_a_course_nobody_uses_can_be_deleted(office, course):
    delete(office, course, course.snippet_viewset.get_url_name("delete"))
    assert not Course.objects.filter(pk=course.pk).exists()


def test_a_cohort_with_enrollments_refuses(office):
    cohort = EnrollmentFactory(pool=SeatPoolFactory(cohort=CohortFactory(title="第1回"))).cohort
    said = delete(office, cohort, "lms_desk_cohort:delete")
    assert Cohort.objects.filter(pk=cohort.pk).exists()
    assert [each for each in said if "第1回" in each and "削除できません" in each] != []


def test_a_cohort_with_a_fee_refuses(office):
    cohort = Listing.objects.create(pool=SeatPoolFactory(cohort=CohortFactory())).pool.cohort
    delete(office, cohort, "lms_desk_cohort:delete")
    assert Cohort.objects.filter(pk=cohort.pk).exists()


def test_a_cohort_made_by_mistake_can_be_deleted(office):
    cohort = CohortFactory()
    delete(office, cohort, "lms_desk_cohort:delete")
    assert not Cohort.objects.filter(pk=cohort.pk).exists()


def test_a_stranger_deletes_nothing(client, stranger):
    cohort = CohortFactory()
    client.force_login(stranger)
    assert client.post(reverse("lms_desk_cohort:delete", args=[cohort.pk])).status_code == 302
    assert Cohort.objects.filter(pk=cohort.pk).exists()
