"""Lists of exam results: linked where number and name agree, asked about where they do not (journey J9.7)."""

from datetime import date

import pytest

from cohorts.actions.data_import import (
    AcceptedAlready,
    ImportClosed,
    NothingToAccept,
    NothingToUndo,
    SomethingChanged,
    accept_rows,
    discard_rest,
    take_in,
    undo_import,
)
from cohorts.actions.decision import decide_case
from cohorts.actions.exam_record import confirm_specialist_pass, enter_record
from cohorts.actions.record_match import AlreadyAnswered, accept_match, refuse_match
from cohorts.imports.columns import CellsMerged, HeadingsMissing, HeadingTwice, NoRows
from cohorts.imports.plan import Verdict
from cohorts.models import DataImport, Enrollment, ExamRecord, ImportEffect, ImportRow, RecordMatch
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.certification import GOOD, evaluated, marked, released, room
from tests.factories.cohorts import (
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    DeclarationFactory,
    ExamRecordFactory,
    PersonFactory,
)
from tests.factories.exam_levels import standards
from tests.factories.lists import OFFICE, compared, csv_of, digest, list_of
from tests.kernel.test_table_files import workbook

pytestmark = pytest.mark.django_db
KIND = DataImport.Kind.EXAM_RECORDS
HEADINGS = "受検番号,氏名,フリガナ,合否,合格日"
NOW = "2027-01-15T10:00:00+09:00"


@pytest.fixture(autouse=True)
def today(at):
    at(NOW)
    standards()


def results(*rows, headings=HEADINGS):
    return list_of(KIND, headings, *rows)


def declared(number="SP-2610-0008", family="髙橋", given="美咲", **fields):
    person = PersonFactory(family_name=family, given_name=given, family_kana="タカハシ", given_kana="ミサキ", **fields)
    enrollment = ConfirmedEnrollmentFactory(person=person)
    DeclarationFactory(enrollment=enrollment, specialist_number=number)
    return enrollment


def only(data_import):
    (row,) = compared(data_import).rows
    return row


def accept(data_import, **options):
    options = {"digest": digest(data_import), "rows": None, "by": OFFICE, "now": clock.now(), **options}
    return accept_rows(data_import, **options)


# Whose record


@pytest.mark.parametrize(
    "row",
    [
        "SP-2610-0008,髙橋 美咲,タカハシ ミサキ,合格,2026/11/3",
        "ＳＰ２６１０－０００８,高橋美咲,ﾀｶﾊｼ ﾐｻｷ,合格,令和8年11月3日",
        "sp26100008,髙橋　美咲,たかはし みさき,○,R8.11.3",
        "SP-2610-0008,高橋 美咲（旧姓 山田）,ﾀｶﾊｼ ﾐｻｷ,,20261103",
    ],
)
def test_j9_07_number_and_name_that_agree_are_linked(row):
    enrollment = declared()
    accept(results(row))
    record = ExamRecord.objects.get()
    assert (record.person, record.status, record.passed_on) == (enrollment.person, "passed", date(2026, 11, 3))
    assert record.confirmed_at is None
    assert not RecordMatch.objects.exists()


@pytest.mark.parametrize(
    "row,doubt",
    [
        ("SP-2610-0008,田中 一郎,タナカ イチロウ,合格,2026/11/3", "number_only"),
        ("SP-2610-0009,髙橋 美咲,タカハシ ミサキ,合格,2026/11/3", "name_only"),
    ],
)
def test_j9_07_what_agrees_in_half_goes_to_a_person(row, doubt):
    enrollment = declared()
    accept(results(row))
    record, match = ExamRecord.objects.get(), RecordMatch.objects.get()
    assert (record.person, match.person, match.doubt) == (None, enrollment.person, doubt)


def test_two_people_with_one_number_and_name_are_both_asked_about():
    declared()
    declared()
    accept(results("SP-2610-0008,髙橋 美咲,,合格,2026/11/3"))
    assert ExamRecord.objects.get().person is None
    assert list(RecordMatch.objects.values_list("doubt", flat=True)) == ["several", "several"]


def test_a_candidate_nobody_knows_is_entered_without_a_question():
    declared()
    accept(results("SP-2610-0100,佐藤 次郎,サトウ ジロウ,合格,2026/11/3"))
    assert ExamRecord.objects.get().person is None
    assert not RecordMatch.objects.exists()


def test_a_draft_declares_nothing():
    Enrollment.objects.filter(pk=declared().pk).update(status="draft")
    accept(results("SP-2610-0008,髙橋 美咲,,合格,2026/11/3"))
    assert ExamRecord.objects.get().person is None


def test_another_level_is_nobodys_declaration():
    declared()
    accept(results("SP-2610-0008,髙橋 美咲,ベーシックレベル", headings="番号,氏名,級"))
    assert (ExamRecord.objects.get().level, ExamRecord.objects.get().person) == ("basic", None)


def test_the_answer_links_or_is_remembered(secretariat):
    enrollment = declared()
    accept(results("SP-2610-0008,田中 一郎,,合格,2026/11/3"))
    match = RecordMatch.objects.get()
    refuse_match(match, by=OFFICE, now=clock.now())
    with pytest.raises(AlreadyAnswered):
        accept_match(match, by=OFFICE, now=clock.now())
    again = results("SP-2610-0008,田中 一郎,,合格,2026/11/4")
    accept(again)
    assert RecordMatch.objects.count() == 1
    assert ExamRecord.objects.get().person is None
    other = RecordMatch.objects.create(
        record=ExamRecord.objects.get(), person=PersonFactory(), doubt="name_only", found_at=clock.now()
    )
    accept_match(other, by=OFFICE, now=clock.now())
    assert ExamRecord.objects.get().person == other.person != enrollment.person


# What changes


def test_a_record_in_progress_becomes_a_pass_field_by_field():
    ExamRecordFactory(candidate_number="SP-1", holder_name="髙橋 美咲")
    row = only(results("SP-1,高橋 美咲,,合格,2026/11/3"))
    assert row.verdict is Verdict.CHANGED
    assert [(str(one.label), one.before, one.after) for one in row.changes] == [
        ("結果", "受講中", "合格"),
        ("合格日", "", "2026年11月3日（火）"),
    ]


def test_the_name_stays_as_it_is_stored():
    ExamRecordFactory(candidate_number="SP-1", holder_name="髙橋 美咲")
    accept(results("SP-1,高橋 美咲,,合格,2026/11/3"))
    assert ExamRecord.objects.get().holder_name == "髙橋 美咲"


@pytest.mark.parametrize(
    "row,verdict",
    [
        ("SP-1,見本 花子,,合格,2026/9/1", Verdict.SAME),
        ("SP-1,見本 花子,,合格,2026/9/2", Verdict.UNCLEAR),
        ("SP-1,見本 花子,,不合格,", Verdict.UNCLEAR),
        ("SP-1,別 人,,合格,2026/9/1", Verdict.UNCLEAR),
    ],
)
def test_a_confirmed_pass_is_never_changed_by_a_list(row, verdict):
    ConfirmedPassFactory(candidate_number="SP-1")
    data_import = results(row)
    assert only(data_import).verdict is verdict
    with pytest.raises(NothingToAccept):
        accept(data_import)


@pytest.mark.parametrize(
    "row,column,word",
    [
        (",髙橋 美咲,,合格,2026/11/3", "受検番号", "空"),
        ("SP-1,,,合格,2026/11/3", "氏名", "空"),
        ("SP-1,髙橋 美咲,TAKAHASHI,合格,2026/11/3", "ふりがな", "TAKAHASHI"),
        ("SP-1,髙橋 美咲,,たぶん,2026/11/3", "結果", "たぶん"),
        ("SP-1,髙橋 美咲,,合格,", "合格日", "日"),
        ("SP-1,髙橋 美咲,,不合格,2026/11/3", "結果", "合格日"),
        ("SP-1,髙橋 美咲,,合格,令和8年", "合格日", "令和8年"),
        ("SP-1,髙橋 美咲,,合格,2027/1/16", "合格日", "先"),
        ("SP-1,#N/A,,合格,2026/11/3", "氏名", "#N/A"),
        (f"SP-1,{'あ' * 201},,合格,2026/11/3", "氏名", "200"),
    ],
)
def test_what_cannot_be_read_names_row_column_and_why(row, column, word):
    data_import = results("SP-0,見本 花子,,,", row)
    first, second = compared(data_import).rows
    assert (first.verdict, second.verdict, second.number) == (Verdict.NEW, Verdict.UNREADABLE, 3)
    (problem,) = second.problems
    assert str(problem.column) == column
    assert word in problem.sentence
    assert accept(data_import) == 1


def test_the_same_number_twice_in_a_file_counts_once():
    data_import = results("SP-1,見本 花子,,,", "ＳＰ１,見本 花子,,合格,2026/11/3")
    first, second = compared(data_import).rows
    assert (first.verdict, second.verdict) == (Verdict.NEW, Verdict.UNREADABLE)
    assert "2" in second.problems[0].sentence
    accept(data_import)
    (left,) = compared(data_import).rows
    assert (left.number, left.verdict, left.problems) == (3, Verdict.UNREADABLE, second.problems)


# Certification


@pytest.mark.parametrize("confirm,status", [(True, "ready"), (False, "awaiting_specialist")])
def test_j9_07_final_passes_move_the_cases_that_waited_for_them(confirm, status):
    world = room()
    waiting(world)
    accept(results(f"SP-1,{world.enrollment.person.full_name},,合格,2026/11/3"), confirm=confirm)
    world.case.refresh_from_db()
    assert world.case.status == status
    assert ExamRecord.objects.get().pass_rule is not None


def waiting(world):
    world.enrollment.declaration.specialist_number = "SP-1"
    world.enrollment.declaration.save()
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    assert world.case.status == "awaiting_specialist"


def test_who_did_not_pass_is_told_once():
    world = room()
    waiting(world)
    data_import = results(f"SP-1,{world.enrollment.person.full_name},,不合格,")
    accept(data_import)
    with pytest.raises(AcceptedAlready):
        accept_rows(data_import, digest="stale", rows=None, by=OFFICE, now=clock.now())
    assert Message.objects.filter(kind="cohorts.email.specialist_not_passed").count() == 1


# Once


def test_a_row_is_accepted_once_whatever_is_clicked():
    data_import = results("SP-1,見本 花子,,,", "SP-2,見本 太郎,,,")
    seen, rows = digest(data_import), list(ImportRow.objects.values_list("pk", flat=True))
    assert accept_rows(data_import, digest=seen, rows=rows[:1], by=OFFICE, now=clock.now()) == 1
    with pytest.raises(AcceptedAlready):
        accept_rows(data_import, digest=seen, rows=rows[:1], by=OFFICE, now=clock.now())
    with pytest.raises(SomethingChanged):
        accept_rows(data_import, digest=seen, rows=rows, by=OFFICE, now=clock.now())
    assert accept(data_import) == 1
    assert (ExamRecord.objects.count(), ImportEffect.objects.count()) == (2, 2)


def test_what_changed_since_the_look_is_looked_at_again():
    data_import = results("SP-1,見本 花子,,,")
    seen = digest(data_import)
    enter_record(candidate_number="SP-1", holder_name="別 人", source="x", by=OFFICE, now=clock.now())
    with pytest.raises(SomethingChanged):
        accept_rows(data_import, digest=seen, rows=None, by=OFFICE, now=clock.now())
    assert not ImportEffect.objects.exists()


def test_the_same_file_is_one_import_until_it_is_closed():
    data = csv_of(HEADINGS, ["SP-1,見本 花子,,,"])
    one, _new = take_in(KIND, file_name="a.csv", data=data, by=OFFICE, now=clock.now())
    assert take_in(KIND, file_name="b.csv", data=data, by=OFFICE, now=clock.now()) == (one, False)
    assert discard_rest(one, by=OFFICE, now=clock.now()) == 1
    assert ImportRow.objects.get().cells == {}
    with pytest.raises(ImportClosed):
        accept_rows(one, digest="x", rows=None, by=OFFICE, now=clock.now())
    assert take_in(KIND, file_name="a.csv", data=data, by=OFFICE, now=clock.now())[1] is True


# Undoing


def undo(data_import):
    return undo_import(data_import, by=OFFICE, now=clock.now())


def test_undoing_deletes_what_is_new_and_restores_what_changed():
    ExamRecordFactory(candidate_number="SP-1", holder_name="見本 花子")
    data_import = results("SP-1,見本 花子,,合格,2026/11/3", "SP-2,見本 太郎,,合格,2026/11/3")
    accept(data_import, confirm=True)
    assert undo(data_import) == (2, 0)
    record = ExamRecord.objects.get()
    assert (record.candidate_number, record.status, record.passed_on, record.confirmed_at, record.pass_rule) == (
        "SP-1", "in_progress", None, None, None,
    )  # fmt: skip
    with pytest.raises(ImportClosed):
        undo(data_import)


def test_what_was_built_on_since_stays():
    data_import = results("SP-1,見本 花子,,合格,2026/11/3", "SP-2,見本 太郎,,合格,2026/11/3")
    accept(data_import)
    touched = ExamRecord.objects.get(candidate_number="SP-1")
    confirm_specialist_pass(touched, passed_on=date(2026, 11, 4), by=OFFICE, now=clock.now())
    assert undo(data_import) == (1, 1)
    assert ExamRecord.objects.get() == touched


def test_a_decision_keeps_the_pass_it_rests_on(at):
    world = room()
    waiting(world)
    data_import = results(f"SP-1,{world.enrollment.person.full_name},,合格,2026/11/3")
    accept(data_import, confirm=True)
    at("2027-03-01T10:00:00+09:00")
    decide_case(world.case, outcome="certified", by=Actor.person(world.decider), now=clock.now())
    with pytest.raises(NothingToUndo):
        undo(data_import)
    assert ExamRecord.objects.get().is_confirmed_pass


# The list as a whole


@pytest.mark.parametrize(
    "data,obstacle",
    [
        (csv_of("a,b", ["1,2"]), HeadingsMissing),
        (csv_of("番号,フリガナ", ["1,カ"]), HeadingsMissing),
        (csv_of("番号,氏名,お名前", ["1,a,b"]), HeadingTwice),
        (csv_of(HEADINGS, []), NoRows),
        (workbook([["番号", "氏名"], ["1", "a"], ["2", None]], merge=["B2:B3"]), CellsMerged),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_as_a_whole(data, obstacle):
    with pytest.raises(obstacle):
        take_in(KIND, file_name="x", data=data, by=OFFICE, now=clock.now())
    assert not DataImport.objects.exists()


def test_a_title_may_stand_above_and_further_columns_beside():
    rows = [
        ["第8回 検定結果", None, None],
        [],
        ["備考", "受検番号（必須）", "お名前"],
        ["欠席あり", "SP-1", "見本 花子"],
    ]
    data = workbook(rows, merge=["A1:C1"])
    data_import, _new = take_in(KIND, file_name="結果.xlsx", data=data, by=OFFICE, now=clock.now())
    assert (data_import.unread, only(data_import).number) == (["備考"], 4)
    accept(data_import)
    assert ExamRecord.objects.get().source == "結果.xlsx"


def test_a_thousand_rows_take_a_fixed_number_of_questions(django_assert_max_num_queries):
    """performance.md, goal 9: at most 40 statements, all or nothing."""
    for number in range(3):
        declared(number=f"SP-{number}", given=f"花子{number}")
    Enrollment.objects.update(status="under_review")
    rows = [f"SP-{number},髙橋 花子{number},タカハシ ハナコ,合格,2026/11/3" for number in range(1_000)]
    with django_assert_max_num_queries(18):
        data_import = results(*rows)
    with django_assert_max_num_queries(12):
        seen = digest(data_import)
    with django_assert_max_num_queries(40):
        accept_rows(data_import, digest=seen, rows=None, by=OFFICE, now=clock.now())
    assert ExamRecord.objects.filter(person__isnull=False).count() == 3
    assert ExamRecord.objects.count() == ImportEffect.objects.count() == 1_000
