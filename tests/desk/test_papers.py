"""Printing the papers of a cohort at the desk, and one's own slip on one's own page."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort, Enrollment
from tests.factories.cohorts import AttendanceFactory, ConfirmedEnrollmentFactory, PersonFactory, SeatPoolFactory
from tests.factories.study import study

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return study()


def pages_of(answer):
    return [page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages]


def test_j9_10_prints_slips_name_tags_and_the_attendance_sheet(office, secretariat, world):
    other = ConfirmedEnrollmentFactory(pool=world.enrollment.pool, person=PersonFactory())
    page = office.get(reverse("lms_desk:papers", args=[world.cohort.pk]))
    urls = [url for paper in page.context["papers"] for _label, url in paper.links]
    answers = [office.get(url) for url in urls]
    assert [(answer.status_code, answer["Content-Type"].split("/")[1][:3]) for answer in answers] == [
        (200, "pdf"), (200, "pdf"), (200, "pdf"), (200, "pdf"), (200, "vnd"), (200, "pdf"),
    ]  # fmt: skip
    slips = pages_of(answers[0])
    assert [number in slips[at] for at, number in enumerate([world.enrollment.number, other.number])] == [True, True]
    lines = ModelLogEntry.objects.filter(action="lms_desk.print_paper", user=secretariat)
    assert [line.data["count"] for line in lines] == [2] * 6


def test_only_the_chosen_are_printed(office, world):
    other = ConfirmedEnrollmentFactory(pool=world.enrollment.pool, person=PersonFactory())
    url = reverse("lms_desk:papers", args=[world.cohort.pk], query={"person": other.pk})
    (label, slips), *_rest = office.get(url).context["papers"][0].links
    (only,) = pages_of(office.get(slips))
    assert (other.number in only, str(label)) == (True, "PDF")


def test_somebody_of_another_cohort_is_never_printed(office, world):
    stranger = study().enrollment
    url = reverse("lms_desk:paper_admission", args=[world.cohort.pk], query={"person": stranger.pk})
    assert office.get(url).status_code == 302


def test_there_is_no_paper_for_nobody_and_the_page_says_so(office):
    cohort = SeatPoolFactory().cohort
    answer = office.get(reverse("lms_desk:paper_admission", args=[cohort.pk]))
    assert "受講が確定した方はまだいません" in office.get(answer["Location"]).text


@pytest.mark.parametrize("count", [1, 12])
def test_a_paper_costs_the_same_for_any_number_of_people(office, world, count, django_assert_num_queries):
    for _each in range(count - 1):
        ConfirmedEnrollmentFactory(pool=world.enrollment.pool, person=PersonFactory())
    url = reverse("lms_desk:attendance_xlsx", args=[world.cohort.pk])
    office.get(url)
    with django_assert_num_queries(11):
        office.get(url)


def test_attendance_sheet_opens_in_excel_ready_to_print(office, world):
    session = world.cohort.sessions.first()
    if session:
        AttendanceFactory(enrollment=world.enrollment, session=session)
    Cohort.objects.filter(pk=world.cohort.pk).update(title="2026年度 養成講座")
    answer = office.get(reverse("lms_desk:attendance_xlsx", args=[world.cohort.pk]))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    title, headings, row = (list(line) for line in sheet.iter_rows(values_only=True))
    assert (title[0], headings[:3], row[:2]) == (
        "出席簿　2026年度 養成講座", ["No.", "申込番号", "氏名"], [1, world.enrollment.number],
    )  # fmt: skip
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("A3", "$2:$2", "landscape")
    assert (sheet.page_setup.fitToWidth, sheet.column_dimensions["C"].width) == (1, 22)


def test_ones_own_slip_is_there_once_the_seat_is_confirmed(client, world):
    client.force_login(world.user)
    url = reverse("lms_portal:my_admission", args=[world.enrollment.public_id])
    mine = reverse("lms_portal:my_enrollment", args=[world.enrollment.public_id])
    assert url in client.get(mine).text
    (page,) = pages_of(client.get(url))
    assert world.enrollment.number in page
    Enrollment.objects.filter(pk=world.enrollment.pk).update(status=Enrollment.Status.CANCELED)
    assert (client.get(url).status_code, url in client.get(mine).text) == (404, False)


def test_a_postponed_cohort_has_no_slips(client, world):
    Cohort.objects.filter(pk=world.cohort.pk).update(status=Cohort.Status.POSTPONED, status_reason="台風のため")
    client.force_login(world.user)
    assert client.get(reverse("lms_portal:my_admission", args=[world.enrollment.public_id])).status_code == 404


@pytest.mark.parametrize("key", ["9" * 30, "²", "01x"])
def test_a_key_that_can_be_nobodys_prints_everybody_and_breaks_nothing(office, world, key):
    answer = office.get(reverse("lms_desk:paper_name_tags", args=[world.cohort.pk]), {"person": key})
    assert (answer.status_code, world.enrollment.number in pages_of(answer)[0]) == (200, True)
