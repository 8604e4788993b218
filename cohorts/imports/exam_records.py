"""Lists of exam results: whose row is whose, and what would change. Reads only.

A row is linked with a person only where the declared number and the name agree (journey J9.7); where one of them
agrees alone, or several people fit, the question goes to a person.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cohorts.candidate_number import number_key
from cohorts.imports import cells
from cohorts.imports.columns import CellUnreadable, Column, Problem, Reading, Text, folded, read_cells
from cohorts.imports.plan import Change, Plan, Planned, Verdict
from cohorts.models import Declaration, Enrollment, ExamRecord, ImportRow, Person, RecordMatch
from courses.models import ExamLevel
from lms.kernel import names
from lms.kernel.calendar import long_date

Status = ExamRecord.Status
Doubt = RecordMatch.Doubt
NUMBER = pgettext_lazy("import", "Candidate number")
NEEDED = (("candidate_number",), ("holder_name", "family_name"))
RESULTS = {
    Status.PASSED: "合格 合 合格確定 認定 修了 済 ○ 〇 ◯ pass passed",
    Status.FAILED: "不合格 否 不合 不可 × ✕ fail failed",
    Status.IN_PROGRESS: "受検中 受験中 受講中 単位不足 未完了 未確定 結果待ち in progress",
}
IN_WORDS = {folded(word): status.value for status, words in RESULTS.items() for word in words.split(" ") if word}
IN_WORDS |= {word: status.value for status, words in RESULTS.items() for word in words.split() if not folded(word)}
#: Rows asked for at once: databases take a limited number of values in one question.
CHUNK = 900


def result(cell: str) -> str:
    written = cell.strip()
    if not written:
        return ""
    found = IN_WORDS.get(folded(written)) or IN_WORDS.get(written)
    if found is None:
        raise CellUnreadable(_("“%(text)s” is no result. Write 合格, 不合格 or 受検中.") % {"text": written})
    return found


def level_reader() -> cells.Reader:
    """By code or title, with or without 「レベル」; empty means Specialist."""
    known = {folded("スペシャリスト"): ExamRecord.SPECIALIST, folded(ExamRecord.SPECIALIST): ExamRecord.SPECIALIST}
    for code, name, name_en in ExamLevel.objects.values_list("code", "name", "name_en"):
        for spelling in (code, name, name_en):
            known[_bare(spelling)] = code

    def read(cell: str) -> str:
        if not cell.strip():
            return ExamRecord.SPECIALIST
        found = known.get(_bare(cell))
        if found is None:
            raise CellUnreadable(_("There is no exam level “%(text)s”.") % {"text": cell.strip()})
        return found

    return read


def _bare(name: str) -> str:
    return folded(name).removesuffix(folded("レベル")).removesuffix("level")


def columns() -> tuple[Column, ...]:
    return (
        Column(
            name="candidate_number", label=NUMBER, read=cells.needed(cells.number(40)),
            headings=("受検番号", "受験番号", "番号", "合格番号", "合格証番号", "認定番号", "candidate number",
                      "number"),
            example="SP-2610-0008", note=_("Width, case and hyphens do not matter when it is compared."),
        ),
        Column(
            name="holder_name", label=_("Name"), read=cells.text(200),
            headings=("氏名", "名前", "お名前", "受検者名", "受験者名", "受検者", "受験者", "姓名", "漢字氏名", "name"),
            example="髙橋 美咲", note=_("Kept exactly as it stands in the file. Or two columns, 姓 and 名."),
        ),
        Column(
            name="family_name", label=_("Family name"), read=cells.text(100),
            headings=("姓", "氏", "苗字", "名字", "family name", "last name"),
        ),
        Column(
            name="given_name", label=_("Given name"), read=cells.text(100),
            headings=("名", "given name", "first name"),
        ),
        Column(
            name="kana", label=_("Reading"), read=cells.kana,
            headings=("フリガナ", "ふりがな", "氏名カナ", "カナ", "カナ氏名", "かな", "ヨミガナ", "読み", "カタカナ",
                      "氏名フリガナ", "受検者名カナ", "kana"),
            example="タカハシ ミサキ", note=_("Half-width katakana and hiragana are fine. Only used for comparing."),
        ),
        Column(
            name="level", label=_("Exam level"), read=level_reader(),
            headings=("級", "検定級", "レベル", "受検級", "受検レベル", "検定レベル", "検定", "level"),
            example="スペシャリスト", note=_("Empty or without this column: Specialist."),
        ),
        Column(
            name="status", label=_("Result"), read=result,
            headings=("結果", "合否", "判定", "合否結果", "試験結果", "検定結果", "合否判定", "result"),
            example="合格", note=_("合格, 不合格 or 受検中. Empty with a day: 合格; empty without: 受検中."),
        ),
        Column(
            name="passed_on", label=_("Passed on"), read=cells.day,
            headings=("合格日", "合格年月日", "合格確定日", "認定日", "取得日", "passed on", "date"),
            example="令和8年11月3日", note=_("2026/11/3, 20261103, 令和8年11月3日 and R8.11.3 are all read."),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFacts:
    """What a readable row says, the record it belongs to, whom it is linked with, and who is asked about."""

    number: str
    key: str
    name: str
    level: str
    status: str
    passed_on: date | None
    record: ExamRecord | None
    owner: Person | None
    doubts: tuple[tuple[int, Doubt], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    row: ImportRow
    reading: Reading

    @property
    def name(self) -> str:
        values = self.reading.values
        return values["holder_name"] or f"{values['family_name']} {values['given_name']}".strip()

    @property
    def identity(self) -> tuple[str, str]:
        return self.reading.values["level"], number_key(self.reading.values["candidate_number"])


def plan(
    rows: Sequence[ImportRow], *, today: date, choices: Mapping[int, str] | None = None, lock: bool = False
) -> Plan:
    """In a number of queries that does not grow with the rows, but for one per 900 numbers.

    Args:
        choices: nothing here; an unclear owner is answered on the record.
        lock: keep the records as they are until the transaction ends.
    """
    del choices
    known = columns()
    read = [_checked(_Row(row, read_cells(row.cells, known)), today) for row in rows]
    records = _records({one.identity[1] for one in read if not one.reading.problems}, lock=lock)
    declared = _Declared.all()
    refused = _refused(records)
    seen: dict[tuple[str, str], int] = {}
    return Plan(tuple(_planned(one, records, declared, refused, seen) for one in read))


def _checked(one: _Row, today: date) -> _Row:
    """What no cell alone can tell."""
    values, problems = one.reading.values, list(one.reading.problems)
    if not problems:
        if not one.name:
            problems.append(Problem(_("Name"), gettext("This cell is empty.")))
        values["status"] = values["status"] or (Status.PASSED if values["passed_on"] else Status.IN_PROGRESS).value
        is_passed = values["status"] == Status.PASSED
        if is_passed and not values["passed_on"]:
            problems.append(Problem(_("Passed on"), gettext("A pass needs the day on which it was reached.")))
        if not is_passed and values["passed_on"]:
            problems.append(Problem(_("Result"), gettext("There is a day of passing, but the result is no pass.")))
        if values["passed_on"] > today.isoformat():
            problems.append(Problem(_("Passed on"), gettext("This day lies in the future.")))
    return _Row(one.row, Reading(values, tuple(problems)))


def _records(keys: set[str], *, lock: bool) -> dict[tuple[str, str], ExamRecord]:
    known = ExamRecord.objects.select_related("person")
    if lock:
        known = known.select_for_update(of=("self",))
    wanted = sorted(keys)
    return {
        (record.level, record.number_key): record
        for start in range(0, len(wanted), CHUNK)
        for record in known.filter(number_key__in=wanted[start : start + CHUNK]).order_by("pk")
    }


def _refused(records: Mapping[tuple[str, str], ExamRecord]) -> set[tuple[int, int]]:
    """Pairs of record and person that somebody has already said do not belong together."""
    if not records:
        return set()
    answered = RecordMatch.objects.filter(answer=RecordMatch.Answer.REFUSED)
    return set(answered.values_list("record_id", "person_id"))


@dataclass(frozen=True, slots=True)
class _Declared:
    """Who declared which number under which name."""

    by_number: Mapping[str, set[int]]
    by_name: Mapping[str, set[int]]
    people: Mapping[int, Person]

    @classmethod
    def all(cls) -> "_Declared":
        by_number: dict[str, set[int]] = defaultdict(set)
        by_name: dict[str, set[int]] = defaultdict(set)
        people: dict[int, Person] = {}
        stated = ~Q(specialist_status=Declaration.SpecialistStatus.NEITHER) | ~Q(specialist_number="")
        submitted = Declaration.objects.filter(stated).exclude(enrollment__status=Enrollment.Status.DRAFT)
        for one in submitted.select_related("enrollment__person").only(
            "specialist_number", "enrollment__person__family_name", "enrollment__person__given_name",
            "enrollment__person__family_kana", "enrollment__person__given_kana",
            "enrollment__person__certificate_name",
        ):  # fmt: skip
            person = one.enrollment.person
            people[person.pk] = person
            if key := number_key(one.specialist_number):
                by_number[key].add(person.pk)
            for spelling in (person.full_name, person.certificate_name, person.kana):
                if spelling.strip():
                    by_name[names.fold(spelling)].add(person.pk)
        return cls(by_number, by_name, people)


def _planned(
    one: _Row,
    records: Mapping[tuple[str, str], ExamRecord],
    declared: _Declared,
    refused: set[tuple[int, int]],
    seen: dict[tuple[str, str], int],
) -> Planned:
    values = one.reading.values
    heading = f"{values['candidate_number']} {one.name}".strip()
    if one.reading.problems:
        return Planned(row=one.row, verdict=Verdict.UNREADABLE, heading=heading, problems=one.reading.problems)
    earlier = seen.setdefault(one.identity, one.row.number)
    if earlier != one.row.number:
        twice = gettext("Row %(number)d of this file has this number already.") % {"number": earlier}
        problems = (Problem(NUMBER, twice),)
        return Planned(row=one.row, verdict=Verdict.UNREADABLE, heading=heading, problems=problems)
    record = records.get(one.identity)
    if obstacle := _in_the_way(one, record):
        return Planned(row=one.row, verdict=Verdict.UNCLEAR, heading=heading, notes=(obstacle,))
    owner, doubts = _owner(one, record, declared, refused)
    facts = _facts(one, record, owner, doubts)
    changes = _changes(facts)
    verdict = Verdict.NEW if record is None else Verdict.CHANGED if changes else Verdict.SAME
    return Planned(
        row=one.row, verdict=verdict, heading=heading, facts=facts, changes=changes,
        notes=tuple(_doubt_words(declared.people[pk], doubt) for pk, doubt in doubts),
    )  # fmt: skip


def _in_the_way(one: _Row, record: ExamRecord | None) -> Text:
    """Why this row must not be carried out by a list."""
    if record is None:
        return ""
    values = one.reading.values
    if not names.same_name(record.holder_name, one.name):
        words = {"name": record.holder_name}
        return gettext("The record with this number is that of %(name)s. Correct one of the two.") % words
    if record.is_confirmed_pass:
        is_same = values["status"] == Status.PASSED and values["passed_on"] == record.passed_on.isoformat()  # type: ignore[union-attr]  # a constraint holds the day
        return "" if is_same else gettext("The pass is confirmed already. It is annulled on the record, with a reason.")
    return ""


def _owner(
    one: _Row, record: ExamRecord | None, declared: _Declared, refused: set[tuple[int, int]]
) -> tuple[Person | None, tuple[tuple[int, Doubt], ...]]:
    level, key = one.identity
    if level != ExamRecord.SPECIALIST or (record is not None and record.person_id):
        return None, ()
    spellings = [one.name, one.reading.values["kana"]]
    by_name = set().union(*(declared.by_name.get(names.fold(each), set()) for each in spellings if each))
    by_number = declared.by_number.get(key, set())
    if record is not None:
        no = {person for pk, person in refused if pk == record.pk}
        by_name, by_number = by_name - no, by_number - no
    both = by_name & by_number
    if len(both) == 1 and by_number == both:
        return declared.people[both.pop()], ()
    if both:
        return None, tuple((pk, Doubt.SEVERAL if pk in both else Doubt.NUMBER_ONLY) for pk in sorted(by_number))
    only_number = tuple((pk, Doubt.NUMBER_ONLY) for pk in sorted(by_number))
    return None, only_number + tuple((pk, Doubt.NAME_ONLY) for pk in sorted(by_name))


def _facts(
    one: _Row, record: ExamRecord | None, owner: Person | None, doubts: tuple[tuple[int, Doubt], ...]
) -> ResultFacts:
    values = one.reading.values
    return ResultFacts(
        number=values["candidate_number"],
        key=one.identity[1],
        name=one.name,
        level=values["level"],
        status=values["status"],
        passed_on=date.fromisoformat(values["passed_on"]) if values["passed_on"] else None,
        record=record,
        owner=owner,
        doubts=doubts,
    )


def _changes(facts: ResultFacts) -> tuple[Change, ...]:
    """What the row adds or replaces; a list that does not know of a pass yet takes none back."""
    record = facts.record
    before = {
        "status": str(record.get_status_display()) if record else "",
        "passed_on": long_date(record.passed_on) if record and record.passed_on else "",
    }
    after = {
        "status": str(Status(facts.status).label),
        "passed_on": long_date(facts.passed_on) if facts.passed_on else "",
    }
    labels: dict[str, Text] = {"status": _("Result"), "passed_on": _("Passed on")}
    changed = [
        Change(labels[name], before[name], after[name])
        for name in labels
        if after[name] and after[name] != before[name]
    ]
    if facts.owner:
        changed.append(Change(_("Person"), "", facts.owner.full_name))
    return tuple(changed)


def _doubt_words(person: Person, doubt: Doubt) -> str:
    words = {"name": person.full_name, "doubt": doubt.label}
    return gettext("Perhaps %(name)s: %(doubt)s Somebody will be asked.") % words
