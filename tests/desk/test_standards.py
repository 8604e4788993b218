"""Curricula, crosswalk and coverage as the secretariat works with them."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from cohorts.actions.cohort import schedule_cohort
from courses.actions.crosswalk import propose_crosswalk
from courses.models import CrosswalkEntry, Curriculum
from lms.kernel.actor import Actor
from tests.factories.cohorts import CohortFactory
from tests.factories.courses import two_day_curriculum
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db
OFFICE = Actor.process("test office")
COVERAGE = "/cms/desk/coverage/"


@pytest.fixture
def office(client, secretariat):
    """The secretariat as a site sets it up, signed in."""
    call_command("setup_roles", verbosity=0)
    secretariat.groups.add(Group.objects.get(name="事務局"))
    client.force_login(secretariat)
    return client


@pytest.fixture
def cmbok():
    return published_framework()


@pytest.fixture
def curriculum(cmbok):
    """Its first half day teaches LF-2 and CS-4."""
    made = two_day_curriculum(version=1, is_current=True)
    session = made.days.first().sessions.first()
    session.title = "=経営戦略"
    session.competencies = list(cmbok[-1].competencies.filter(code__in=["LF-2", "CS-4"]))
    session.save()
    return made


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# Curricula


def test_a_new_version_is_made_and_opened(office, curriculum):
    url = reverse("lms_desk:curriculum_version", args=[curriculum.pk])
    assert "次の版に写し" in page(office, url)
    response = office.post(url)
    new = Curriculum.objects.get(version=2)
    assert response["Location"] == reverse("wagtailsnippets_lms_courses_curriculum:edit", args=[new.pk])
    assert new.is_current is False


def test_a_version_is_made_current(office, curriculum):
    other = two_day_curriculum(course=curriculum.course, version=2)
    office.post(reverse("lms_desk:curriculum_current", args=[other.pk]))
    assert list(Curriculum.objects.current()) == [other]


def test_the_edition_names_the_cohorts_that_use_it(office, curriculum):
    cohort = CohortFactory(course=curriculum.course, title="二〇二六年度の回")
    schedule_cohort(cohort, curriculum=curriculum, dates=[None, None], venue=None, by=OFFICE)
    edit = page(office, reverse("wagtailsnippets_lms_courses_curriculum:edit", args=[curriculum.pk]))
    assert "この版で日程を組んだ開催回があります" in edit
    assert reverse("lms_desk_cohort:inspect", args=[cohort.pk]) in edit
    other = two_day_curriculum(course=curriculum.course, version=2)
    unused = page(office, reverse("wagtailsnippets_lms_courses_curriculum:edit", args=[other.pk]))
    assert "この版で日程を組んだ開催回があります" not in unused
    assert reverse("lms_desk:curriculum_current", args=[other.pk]) in unused


def test_a_scheduled_cohort_keeps_the_competencies_of_its_edition(curriculum):
    cohort = CohortFactory(course=curriculum.course)
    schedule_cohort(cohort, curriculum=curriculum, dates=[None, None], venue=None, by=OFFICE)
    session = curriculum.days.first().sessions.first()
    session.competencies = []
    session.save()
    assert [each.competencies for each in cohort.sessions.all()] == [
        [
            {"framework": "CMBOK", "version": "2.0", "code": "CS-4", "title": "顧客満足と顧客ロイヤルティ"},
            {"framework": "CMBOK", "version": "2.0", "code": "LF-2", "title": "研修の企画と評価"},
        ],
        [],
        [],
        [],
    ]


# Crosswalk


def test_suggestions_are_taken_up_decided_turned_down_and_reopened(office, secretariat, cmbok):
    old, new = cmbok
    office.post(reverse("lms_desk:crosswalk_propose", args=[old.framework_id]), {"source": old.pk, "target": new.pk})
    first, second = CrosswalkEntry.objects.all()[:2]
    office.post(reverse("lms_desk:crosswalk_decide", args=[first.pk]), {"reason": "委員会で確認した。"})
    office.post(reverse("lms_desk:crosswalk_dismiss", args=[second.pk]), {"reason": "内容が異なる。"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.decided_by, second.status) == ("decided", secretariat, "dismissed")
    office.post(reverse("lms_desk:crosswalk_reopen", args=[first.pk]))
    first.refresh_from_db()
    assert (first.status, first.decided_by) == ("suggested", None)


def test_a_decision_without_a_reason_is_asked_for_again(office, cmbok):
    entry = propose_crosswalk(*cmbok, by=OFFICE)[0]
    url = reverse("lms_desk:crosswalk_decide", args=[entry.pk])
    assert office.post(url, {"reason": ""}).status_code == 200
    entry.refresh_from_db()
    assert entry.status == "suggested"


def test_one_version_has_no_crosswalk_to_itself(office, cmbok):
    url = reverse("lms_desk:crosswalk_propose", args=[cmbok[0].framework_id])
    response = office.post(url, {"source": cmbok[0].pk, "target": cmbok[0].pk})
    assert "読み替えには異なる二つの版が必要です。" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_crosswalk_list_reads_the_same_number_of_queries(office, cmbok, django_assert_num_queries, count):
    propose_crosswalk(*cmbok, by=OFFICE)
    for each in CrosswalkEntry.objects.all()[count:]:
        each.delete()
    url = reverse("wagtailsnippets_lms_courses_crosswalkentry:list")
    page(office, url)
    with django_assert_num_queries(14):
        page(office, url)


# Coverage


def test_the_report_shows_the_newest_version_and_a_current_curriculum(office, curriculum):
    shown = page(office, COVERAGE)
    assert "93のコンピテンシーのうち2を扱っています。91はどの時限でも扱いません。" in shown
    assert "1日目 午前：=経営戦略" in shown


def test_another_version_can_be_asked_for_and_strange_names_are_refused(office, cmbok, curriculum):
    shown = page(office, f"{COVERAGE}?version={cmbok[0].pk}&curriculum={curriculum.pk}")
    assert "57のコンピテンシーのうち0を扱っています。57はどの時限でも扱いません。" in shown
    assert "CMBOK 2.0 LF-2 研修の企画と評価" in shown
    assert "比べるものがまだありません" in page(office, f"{COVERAGE}?version=999999")


def test_without_anything_to_compare_the_report_says_what_to_do(office):
    assert "先に知識体系を取り込み" in page(office, COVERAGE)


def test_the_csv_opens_in_excel_and_has_a_line_for_each_competency(office, curriculum):
    response = office.get(f"{COVERAGE}?export=csv")
    assert response["Content-Disposition"].endswith(".csv")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 94
    assert [line for line in lines if ",LF-2," in line] == [
        "トレーニングとラーニングファシリテーション / ラーニングファシリテーション,LF-2,研修の企画と評価,1,'=経営戦略,午前,"
    ]


def test_the_sheet_says_the_same_and_holds_no_formula(office, curriculum):
    response = office.get(f"{COVERAGE}?export=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.values)
    assert len(rows) == 94
    assert [row[1:5] for row in rows if row[1] in {"LF-2", "LF-3"}] == [
        ("LF-2", "研修の企画と評価", "1", "=経営戦略"),
        ("LF-3", "教授法", None, "扱いなし"),
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}


@pytest.mark.parametrize("more", [0, 2])
def test_the_report_reads_the_same_number_of_queries(office, curriculum, django_assert_num_queries, more):
    for version in range(2, 2 + more):
        two_day_curriculum(course=curriculum.course, version=version)
    page(office, COVERAGE)
    with django_assert_num_queries(25):
        page(office, COVERAGE)


def test_editors_read_the_report_and_others_do_not(client, editor, trainee, curriculum):
    client.force_login(editor)
    assert client.get(COVERAGE).status_code == 200
    client.force_login(trainee)
    assert client.get(COVERAGE).status_code in {302, 403}
