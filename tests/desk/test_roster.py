"""The roster of a cohort: whom it shows, what it counts, how it is searched and what it costs."""

import csv
import io
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry

from cohorts.models import Cohort, Enrollment, SeatKind, StudyProgress
from lms.kernel import names
from tests.factories.cohorts import (
    CohortFactory,
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    DeclarationFactory,
    EnrollmentFactory,
    OrganizationFactory,
    PersonFactory,
    SeatPoolFactory,
)
from tests.factories.commerce import purchase
from tests.factories.courses import CurriculumFactory, lesson
from tests.factories.payments import OrderFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
REVIEW = {"verdict": "review", "reasons": [], "needs": ["number_check"], "offers": None, "cleared": []}
MET = {**REVIEW, "verdict": "met", "needs": []}
PROVISIONAL = {**MET, "verdict": "provisional"}


@pytest.fixture
def cohort():
    curriculum = CurriculumFactory()
    return CohortFactory(course=curriculum.course, curriculum=curriculum, title="2026年度 養成講座")


def seat(cohort, kind=SeatKind.CERTIFICATION):
    return cohort.pools.filter(kind=kind).first() or SeatPoolFactory(cohort=cohort, kind=kind, capacity=20_000)


def participant(cohort, family="見本", kana="ミホン", *, order="", kind=SeatKind.CERTIFICATION, **fields):
    person = fields.pop("person", None) or PersonFactory(
        family_name=family, family_kana=kana, search_key=f"{names.fold(family)} {names.fold(kana)}"
    )
    fields = {"eligibility": MET, **fields}
    enrollment = ConfirmedEnrollmentFactory(pool=seat(cohort, kind), person=person, **fields)
    if order:
        purchase(OrderFactory(status=order), enrollment)
    return enrollment


def address(cohort, **query):
    return reverse("lms_desk:roster", args=[cohort.pk], query=query)


def shown(office, cohort, **query):
    return [row.enrollment for row in office.get(address(cohort, **query)).context["rows"]]


def counts(office, cohort, **query):
    groups = office.get(address(cohort, **query)).context["groups"]
    return {group.label: {choice.label: choice.count for choice in group.choices} for group in groups}


def test_people_stand_in_the_order_of_their_kana(office, cohort):
    yamada, aoki, kato = (
        participant(cohort, *name) for name in [("山田", "ヤマダ"), ("青木", "アオキ"), ("加藤", "カトウ")]
    )
    assert shown(office, cohort) == [aoki, kato, yamada]
    assert shown(office, cohort, sort="-kana") == [yamada, kato, aoki]
    assert shown(office, cohort, sort="nonsense") == [aoki, kato, yamada]


def test_drafts_and_ones_own_row_are_not_shown(office, secretariat, cohort):
    EnrollmentFactory(pool=seat(cohort))
    participant(cohort, person=PersonFactory(user=secretariat))
    other = participant(cohort)
    participant(CohortFactory())
    assert shown(office, cohort) == [other]


def test_each_row_says_how_far_somebody_is(office, cohort):
    first, second = (
        lesson(cohort.curriculum, position=1),
        lesson(cohort.curriculum, position=2, for_seats="certification"),
    )
    lesson(cohort.curriculum, live=False)
    person = PersonFactory(employer=OrganizationFactory(name="見本商事株式会社"))
    mine = participant(cohort, person=person, order="paid", eligibility=PROVISIONAL)
    auditor = participant(cohort, kind=SeatKind.AUDIT, eligibility={})
    StudyProgress.objects.create(enrollment=mine, lesson=first, opened_at=NOW, done_at=NOW)
    StudyProgress.objects.create(enrollment=mine, lesson=second, opened_at=NOW)
    rows = {row.enrollment: row for row in office.get(address(cohort)).context["rows"]}
    row = rows[mine]
    assert (row.company, row.prerequisite, row.payment, row.progress.words) == (
        "見本商事株式会社",
        "暫定",
        "入金済み",
        "2件中1件",
    )
    assert (rows[auditor].prerequisite, rows[auditor].payment, rows[auditor].progress.words) == ("不要", "", "1件中0件")


def test_a_pass_confirmed_since_then_counts(office, cohort):
    later, still = (participant(cohort, eligibility=PROVISIONAL) for _each in range(2))
    ConfirmedPassFactory(person=later.person)
    assert shown(office, cohort, prerequisite="met") == [later]
    assert shown(office, cohort, prerequisite="provisional") == [still]


def test_the_company_as_written_stands_where_no_employer_is_known(office, cohort):
    DeclarationFactory(enrollment=participant(cohort), employer_name="申込書の会社")
    assert "申込書の会社" in office.get(address(cohort)).text


def test_filters_count_what_they_would_leave_beside_the_others(office, cohort):
    participant(cohort, order="paid")
    participant(cohort, order="awaiting_payment", status=Enrollment.Status.HELD, hold_until=NOW)
    participant(cohort, kind=SeatKind.AUDIT, order="paid")
    participant(cohort, status=Enrollment.Status.UNDER_REVIEW, eligibility=REVIEW)
    assert counts(office, cohort)["状態"] == {"すべて": 4, "事務局確認中": 1, "席を仮押さえ中": 1, "受講確定": 2}
    narrowed = counts(office, cohort, kind="certification")
    assert narrowed["受講区分"] == {"すべて": 4, "認定コース": 3, "受講のみコース": 1}
    assert narrowed["お支払い"] == {"すべて": 3, "注文なし": 1, "お支払い待ち": 1, "入金済み": 1}


def test_each_filter_leaves_as_many_as_it_counts(office, cohort):
    participant(cohort, order="paid")
    participant(cohort, status=Enrollment.Status.UNDER_REVIEW, eligibility=REVIEW)
    participant(cohort, kind=SeatKind.AUDIT)
    for group in office.get(address(cohort)).context["groups"]:
        for choice in group.choices:
            page = office.get(f"{address(cohort)}?{choice.query}")
            assert len(page.context["rows"]) == choice.count, (group.label, choice.label)


@pytest.mark.parametrize("typed", ["髙﨑", "高崎", "たかさき", "ﾀｶｻｷ", "T55555", "見本商事"])
def test_somebody_is_found_in_any_spelling_by_number_and_by_company(office, cohort, typed):
    person = PersonFactory(
        family_name="髙﨑", search_key="高崎 タカサキ", employer=OrganizationFactory(name="見本商事")
    )
    wanted = participant(cohort, person=person, number="T55555")
    participant(cohort)
    assert shown(office, cohort, q=typed) == [wanted]


def test_nobody_yet_and_nobody_found_are_told_apart(office, cohort):
    assert "まだ申込はありません" in office.get(address(cohort)).text
    participant(cohort)
    assert "該当する方はいません" in office.get(address(cohort, q="いない人")).text


def crowd(cohort, count):
    """So many people with orders and something studied, written at once."""
    pool, made = seat(cohort), lesson(cohort.curriculum)
    start = Enrollment.objects.count()
    people = PersonFactory.create_batch(count)
    Enrollment.objects.bulk_create(
        Enrollment(
            number=f"N{start + at:06}", person=person, cohort=cohort, pool=pool, kind=pool.kind, eligibility=MET,
            status="confirmed", submitted_at=NOW, confirmed_at=NOW,
        )
        for at, person in enumerate(people)
    )  # fmt: skip
    for enrollment in cohort.enrollments.filter(purchase=None):
        purchase(OrderFactory(), enrollment)
        StudyProgress.objects.create(enrollment=enrollment, lesson=made, opened_at=NOW)


@pytest.mark.parametrize("count", [3, 30])
def test_the_page_costs_the_same_for_any_number_of_people(office, cohort, count, django_assert_num_queries):
    crowd(cohort, count)
    office.get(address(cohort))
    with django_assert_num_queries(12):
        page = office.get(address(cohort))
    assert len(page.context["rows"]) == min(count, 25)
    assert page.context["page"].paginator.count == count


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("wanted", ["csv", "xlsx"])
def test_the_sheet_costs_the_same_for_any_number_of_people(office, cohort, count, wanted, django_assert_num_queries):
    crowd(cohort, count)
    office.get(address(cohort, export=wanted))
    with django_assert_num_queries(8):
        assert b"".join(office.get(address(cohort, export=wanted)).streaming_content)


def test_the_last_page_is_there_and_one_beyond_it_is_the_last(office, cohort):
    crowd(cohort, 30)
    assert len(shown(office, cohort, p=2)) == 5
    assert shown(office, cohort, p=99) == shown(office, cohort, p=2)


def test_the_sheet_opens_in_excel_with_frozen_headings_and_harmless_names(office, secretariat, cohort):
    person = PersonFactory(family_name="=1+1", given_name="𠮷子", phone="03-0000-0000")
    participant(cohort, person=person, order="paid", number="T77777", submitted_at=datetime(2027, 1, 10, 3, tzinfo=UTC))
    participant(cohort, kind=SeatKind.AUDIT)
    answer = office.get(address(cohort, kind="certification", export="xlsx"))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    heading, row = list(sheet.iter_rows())
    assert [heading[0].value, row[0].value, row[1].value, row[1].data_type] == ["申込番号", "T77777", "=1+1 𠮷子", "s"]
    assert str(row[12].value) == "2027-01-10 12:00:00"
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.print_title_rows) == ("A2", "landscape", "$1:$1")
    line = ModelLogEntry.objects.get(action="lms_desk.export_roster")
    assert (line.user, line.data["asked"]) == (secretariat, "kind=certification")


def test_the_text_sheet_begins_with_the_mark_excel_needs(office, cohort):
    participant(cohort, person=PersonFactory(family_name="=1+1", given_name="髙"))
    body = b"".join(office.get(address(cohort, export="csv")).streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    _heading, row = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert row[1] == "'=1+1 髙"


def test_editor_is_sent_away(client, editor, cohort):
    client.force_login(editor)
    assert client.get(address(cohort))["Location"] == reverse("wagtailadmin_home")


def test_the_board_leads_to_it(office, cohort):
    assert Cohort.objects.filter(pk=cohort.pk).exists()
    assert address(cohort) in office.get(reverse("lms_desk_cohort:inspect", args=[cohort.pk])).text
