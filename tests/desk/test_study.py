"""The desk's view of preparation and textbooks: who is how far, who got what, nothing recorded unseen."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from cohorts.models import SeatKind, SelfTestAttempt, StudyProgress, TextbookDelivery
from lms.desk.study import lessons_of_cohort, lines_of
from tests.factories.certification import OFFICE
from tests.factories.courses import TextbookFactory, lesson
from tests.factories.study import NOW, enrolled, study

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def january(at):
    at(NOW.isoformat())


@pytest.fixture
def world():
    return study()


@pytest.fixture
def book(world):
    return TextbookFactory(course=world.cohort.course, title="理論編")


def study_url(world, **query):
    return reverse("lms_desk:study", args=[world.cohort.pk], query=query)


def books_url(world):
    return reverse("lms_desk:textbooks", args=[world.cohort.pk])


def studied(world, made, *, done=None, scores=()):
    progress = StudyProgress.objects.create(enrollment=world.enrollment, lesson=made, opened_at=NOW, done_at=done)
    for number, (test, right) in enumerate(scores, 1):
        SelfTestAttempt.objects.create(
            progress=progress, test=test, number=number, answers=[], right=right, total=3, answered_at=NOW
        )


def hand_out(office, world, book, *people, **fields):
    data = {"textbook": [book.pk], "participant": [one.enrollment.pk for one in people], "on": "2027-01-20"}
    return office.post(books_url(world), {**data, **fields})


# Preparation


def test_each_line_tells_how_far_somebody_is(secretariat, world):
    first = lesson(world.curriculum, position=1)
    second = lesson(world.curriculum, position=2, for_seats="certification")
    auditor = enrolled(world.cohort, kind=SeatKind.AUDIT)
    studied(world, first, done=NOW, scores=[("a", 1), ("a", 3), ("b", 2)])
    studied(world, second)
    lines = {line.enrollment: line for line in lines_of(world.cohort, [first, second], reader=secretariat)}
    mine, theirs = lines[world.enrollment], lines[auditor.enrollment]
    assert (mine.done, mine.count, mine.right, mine.total, mine.last_at) == (1, 2, 5, 6, NOW)
    assert [cell.words for cell in mine.cells] == ["済み", "学習中"]
    assert (theirs.done, theirs.count, theirs.total, theirs.last_at) == (0, 1, 0, None)
    assert [cell.words for cell in theirs.cells] == ["未読", ""]


def test_lessons_stand_in_the_order_of_study(world):
    lesson(world.curriculum, title="後", kind="after")
    lesson(world.curriculum, title="二", position=2)
    lesson(world.curriculum, title="一", position=1)
    lesson(world.curriculum, title="下書き", live=False)
    assert [one.title for one in lessons_of_cohort(world.cohort)] == ["一", "二", "後"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same_for_any_number_of_people(secretariat, world, count, django_assert_num_queries):
    made = lesson(world.curriculum)
    for one in [world, *(enrolled(world.cohort) for _each in range(count - 1))]:
        studied(one, made, scores=[("a", 1)])
    with django_assert_num_queries(3):
        assert len(lines_of(world.cohort, [made], reader=secretariat)) == count


def test_the_page_and_its_empty_states(office, world):
    assert "この開催回には学習教材がありません" in office.get(study_url(world)).text
    made = lesson(world.curriculum, title="先行指標")
    studied(world, made)
    page = office.get(study_url(world)).text
    assert ["先行指標" in page, world.enrollment.person.full_name in page, "学習中" in page] == [True, True, True]


def test_the_sheet_opens_in_excel(office, world):
    made = lesson(world.curriculum, title="先行指標")
    studied(world, made, done=NOW)
    response = office.get(study_url(world, export="xlsx"))
    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)
    assert rows[0][-1] == "先行指標"
    assert rows[1][:2] == (world.enrollment.number, world.enrollment.person.full_name)
    assert (rows[1][4:6], rows[1][-1]) == ((1, 1), "済み")


def test_the_csv_begins_with_the_mark_excel_needs(office, world):
    lesson(world.curriculum, title="先行指標")
    content = b"".join(office.get(study_url(world, export="csv")).streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert (header[1], row[1], row[-1]) == ("氏名", world.enrollment.person.full_name, "未読")


# Textbooks


def test_a_hand_out_is_looked_at_before_it_is_recorded(office, world, book):
    auditor = enrolled(world.cohort, kind=SeatKind.AUDIT)
    response = hand_out(office, world, book, world, auditor)
    assert [one.enrollment for one in response.context["plan"]] == [world.enrollment, auditor.enrollment]
    assert not TextbookDelivery.objects.exists()
    response = hand_out(office, world, book, world, auditor, confirmed="1")
    assert response["Location"] == books_url(world)
    recorded = TextbookDelivery.objects.values_list("kind", "delivered_on", "recorded_by__email")
    assert list(recorded) == [("handed_out", date(2027, 1, 20), "secretariat@example.test")] * 2


def test_going_back_records_nothing_and_keeps_the_ticks(office, world, book):
    other = enrolled(world.cohort)
    response = hand_out(office, world, book, other, back="1")
    assert response.context["ticked"] == {other.enrollment.pk}
    assert not TextbookDelivery.objects.exists()


def test_whoever_misses_a_book_is_ticked(office, world, book):
    late = enrolled(world.cohort)
    hand_out(office, world, book, world, confirmed="1")
    response = office.get(books_url(world))
    assert response.context["ticked"] == {late.enrollment.pk}
    assert "テキストが未配付の受講者は1名です。" in response.text


@pytest.mark.parametrize(
    "fields,sentence",
    [
        ({"participant": []}, "受講者を1名以上選んでください。"),
        ({"textbook": []}, "テキストを1冊以上選んでください。"),
        ({"on": "2027-01-21", "confirmed": "1"}, "未来の日付は記録できません。"),
    ],
)
def test_a_hand_out_that_cannot_be_is_refused_with_a_sentence(office, world, book, fields, sentence):
    assert sentence in hand_out(office, world, book, world, **fields).text
    assert not TextbookDelivery.objects.exists()


def test_nothing_left_to_hand_out_is_said(office, world, book):
    hand_out(office, world, book, world, confirmed="1")
    assert "全員このテキストを受け取り済み" in hand_out(office, world, book, world).text


def test_a_shipment_is_recorded_for_one_person(office, world, book):
    url = reverse("lms_desk:ship_textbooks", args=[world.enrollment.pk])
    assert office.get(url).status_code == 200
    data = {"textbook": [book.pk], "on": "2027-01-19", "carrier": "見本運輸", "tracking_number": "1-2"}
    assert office.post(url, data)["Location"] == books_url(world)
    page = office.get(books_url(world)).text
    assert "見本運輸 1-2" in page


def test_an_entry_is_corrected_with_a_reason(office, world, book):
    hand_out(office, world, book, world, confirmed="1")
    url = reverse("lms_desk:correct_textbook", args=[TextbookDelivery.objects.get().pk])
    data = {"kind": "not_delivered", "on": "2027-01-20", "carrier": "", "tracking_number": "", "reason": ""}
    assert office.post(url, data).status_code == 200
    assert office.post(url, {**data, "reason": "欠席のため"}).status_code == 302
    assert list(TextbookDelivery.objects.current().values_list("kind", "reason")) == [("not_delivered", "欠席のため")]
    assert office.get(books_url(world)).context["ticked"] == {world.enrollment.pk}


def test_a_course_without_textbooks_says_so(office, world):
    assert "この講座にはテキストがありません" in office.get(books_url(world)).text


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_textbook_list_costs_the_same_for_any_number_of_people(
    office, world, book, count, django_assert_num_queries
):
    from cohorts.actions.textbook import hand_out as record

    for _each in range(count - 1):
        enrolled(world.cohort)
    people = list(world.cohort.enrollments.values_list("pk", flat=True))
    record(world.cohort, enrollments=people, textbooks=[book.pk], on=date(2027, 1, 20), by=OFFICE, now=NOW)
    office.get(books_url(world))
    with django_assert_num_queries(13):
        office.get(books_url(world))


def test_the_board_leads_to_both(office, world):
    page = office.get(reverse("lms_desk_cohort:inspect", args=[world.cohort.pk])).text
    assert [study_url(world) in page, books_url(world) in page] == [True, True]


def test_an_editor_finds_neither(client, editor, world):
    client.force_login(editor)
    for url in (study_url(world), books_url(world)):
        assert client.get(url).status_code in {302, 403}
