"""What is handed out at the door: every name as it is written, both days with their own hours, one page each."""

from datetime import date, time
from io import BytesIO

import pytest
from pypdf import PdfReader

from cohorts.models import Attendance, Cohort, Enrollment, SeatKind
from cohorts.papers import Paper, attendance_lines, draw, drawable, hours_note, undrawable_names, with_papers
from tests.factories.cohorts import (
    AttendanceFactory,
    ClassSessionFactory,
    CohortDayFactory,
    CohortFactory,
    ConfirmedEnrollmentFactory,
    DeclarationFactory,
    HeldEnrollmentFactory,
    OrganizationFactory,
    PersonFactory,
    SeatPoolFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 10)


@pytest.fixture
def cohort():
    venue = VenueFactory(name="見本会館", address="東京都見本区1-2-3")
    made = CohortFactory(
        title="2026年度 養成講座", venue=venue, things_to_bring="筆記用具\n名刺", joining_notes="受付は20分前です。"
    )
    halves = (("morning", "午前の時限"), ("afternoon", "午後の時限"))
    for position, opens_at in enumerate((time(10), time(9)), 1):
        day = CohortDayFactory(cohort=made, position=position, opens_at=opens_at, held_on=date(2027, 2, 17 + position))
        for at, (half, title) in enumerate(halves, 1):
            ClassSessionFactory(day=day, position=2 * position + at, half=half, title=f"{title}{position}")
    return made


def participant(cohort, family="見本", given="花子", **fields):
    pool = cohort.pools.first() or SeatPoolFactory(cohort=cohort, capacity=500)
    person = PersonFactory(
        family_name=family, given_name=given, employer=OrganizationFactory(name="見本商事"), **fields
    )
    return ConfirmedEnrollmentFactory(pool=pool, person=person)


def printed(paper, cohort, **options):
    """The text of each page, without the spaces that setting type puts between words."""
    people = list(with_papers(Enrollment.objects.filter(cohort=cohort)))
    pdf = draw(paper, Cohort.objects.select_related("course", "venue").get(pk=cohort.pk), people, on=TODAY, **options)
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_admission_slip_tells_each_day_with_its_own_hours_on_one_page(cohort):
    enrollment = participant(cohort, "髙﨑", "𠮷子", family_kana="タカサキ", given_kana="ヨシコ")
    participant(cohort, "あ" * 100, "い" * 100, family_kana="ン" * 100, given_kana="ン" * 100)
    first, second = printed(Paper.ADMISSION, cohort)
    for words in (
        "髙﨑𠮷子様", "タカサキヨシコ", enrollment.number, "2027年2月18日（木）", "10:00–17:00", "2027年2月19日（金）",
        "9:00–17:00", "2日目は9:00開始（1日目より1時間早く始まります）", "見本会館", "東京都見本区1-2-3", "筆記用具", "名刺",
        "受付は20分前です。", "午前の時限1", "午後の時限2",
    ):  # fmt: skip
        assert words in first
    assert "い" * 100 in second


def test_what_is_undecided_is_said_to_be(cohort):
    Cohort.objects.update(venue=None)
    cohort.days.update(held_on=None)
    participant(cohort)
    (page,) = printed(Paper.ADMISSION, cohort)
    assert (page.count("日程未定"), "会場未定" in page, "None" in page) == (2, True, False)


def test_ten_name_tags_stand_on_a_sheet_and_latin_letters_on_request(cohort):
    for number in range(11):
        participant(cohort, given=f"花{number}", family_romaji="Mihon", given_romaji="Hanako")
    plain, latin = printed(Paper.NAME_TAGS, cohort), printed(Paper.NAME_TAGS, cohort, with_romaji=True)
    assert [page.count("見本商事") for page in plain] == [10, 1]
    assert [page.count("MIHONHanako") for page in plain + latin] == [0, 0, 10, 1]


def test_attendance_sheet_marks_what_is_recorded(cohort):
    present, blank = participant(cohort, "出席"), participant(cohort, "未記録")
    first, second, *_rest = cohort.sessions.order_by("position")
    AttendanceFactory(enrollment=present, session=first)
    AttendanceFactory(enrollment=present, session=second, status=Attendance.Status.ABSENT)
    headings, rows = attendance_lines(cohort, [present, blank])
    assert headings[6] == "1日目 2027年2月18日（木） 10:00–17:00\n午前\n午前の時限1"
    assert [row[6:10] for row in rows] == [["○", "×", "", ""], ["", "", "", ""]]
    (page,) = printed(Paper.ATTENDANCE, cohort)
    assert [page.count(words) for words in ("午前の時限", "午後の時限", "2027年2月18日（木）")] == [2, 2, 1]


def test_list_for_trainers_names_the_purpose_and_no_address(cohort):
    enrollment = participant(cohort, email="hidden@example.test", address="東京都秘密区")
    DeclarationFactory(enrollment=enrollment, profession="研修担当")
    (page,) = printed(Paper.PARTICIPANTS, cohort)
    assert ("研修担当" in page, "勤務している企業での社内教育" in page) == (True, True)
    assert ("hidden@" in page, "秘密区" in page) == (False, False)


def test_only_confirmed_people_stand_on_papers_in_the_order_of_their_kana(cohort):
    late, early = participant(cohort, family_kana="ヤマダ"), participant(cohort, family_kana="アオキ")
    HeldEnrollmentFactory(pool=cohort.pools.get())
    audit = SeatPoolFactory(cohort=cohort, kind=SeatKind.AUDIT)
    guest = ConfirmedEnrollmentFactory(pool=audit, person=PersonFactory(family_kana="カトウ"))
    assert list(with_papers(cohort.enrollments.all())) == [early, guest, late]


def test_a_character_without_a_glyph_is_a_geta_and_its_owner_is_named(cohort):
    odd = participant(cohort, "絵文字😀")
    participant(cohort, "髙﨑", "𠮷子")
    assert undrawable_names(cohort.enrollments.order_by("pk")) == [odd]
    assert drawable({"name": "絵😀", "qr": "<svg>😀", "days": [{"title": "😀"}]}) == {
        "name": "絵〓", "qr": "<svg>😀", "days": [{"title": "〓"}],
    }  # fmt: skip
    assert "絵文字〓" in printed(Paper.NAME_TAGS, cohort)[0]


@pytest.mark.parametrize(
    "first, second, said",
    [
        (time(10), time(10), ""),
        (time(10), time(9), "日によって時間が異なります。2日目は9:00開始（1日目より1時間早く始まります）。"),
        (time(9, 30), time(10), "日によって時間が異なります。2日目は10:00開始（1日目より30分遅く始まります）。"),
        (time(10), time(8, 45), "日によって時間が異なります。2日目は8:45開始（1日目より1時間15分早く始まります）。"),
    ],
)
def test_a_day_that_begins_at_another_hour_is_pointed_out(first, second, said):
    days = [CohortDayFactory.build(cohort=None, opens_at=first), CohortDayFactory.build(cohort=None, opens_at=second)]
    assert hours_note(days) == said


def test_the_same_day_draws_the_same_bytes(cohort):
    participant(cohort)
    people = list(with_papers(cohort.enrollments.all()))
    assert draw(Paper.NAME_TAGS, cohort, people, on=TODAY) == draw(Paper.NAME_TAGS, cohort, people, on=TODAY)
