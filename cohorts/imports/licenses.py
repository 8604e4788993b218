"""Lists of licenses that were granted before this register: number, holder, dates, and how they stand. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts import license_number
from cohorts.candidate_number import number_key
from cohorts.imports import cells, people
from cohorts.imports.columns import CellUnreadable, Column, Problem, Reading, folded, read_cells
from cohorts.imports.identity import KnownPeople
from cohorts.imports.people import PersonFacts
from cohorts.imports.plan import Change, Plan, Planned, Verdict
from cohorts.ledger import Happening
from cohorts.models import ImportRow, License, LicenseEvent, Person
from lms.kernel import names
from lms.kernel.calendar import ONE_DAY, long_date

NEEDED = (("number",), ("full_name", "family_name"), ("title",), ("issued_on",), ("last_day",))
STATES = {
    "": "有効 失効 期限切れ 期限切 満了",
    Happening.SURRENDERED.value: "返上 返納 辞退",
    Happening.REVOKED.value: "取消 取り消し 取消し 剥奪",
}
LONGEST_HOLDER = License._meta.get_field("holder_name").max_length or 0
IN_WORDS = {folded(word): value for value, words in STATES.items() for word in words.split()}
PERSONAL = ("full_name", "family_name", "given_name", "kana", "family_kana", "given_kana", "romaji", "email")


def state(cell: str) -> str:
    """How the license ended before its time; the term itself says whether it has run out."""
    written = cell.strip()
    if written and folded(written) not in IN_WORDS:
        raise CellUnreadable(_("“%(text)s” is no state. Write 有効, 返上 or 取消.") % {"text": written})
    return IN_WORDS.get(folded(written), "")


def columns() -> tuple[Column, ...]:
    personal = {column.name: column for column in people.columns()}
    return (
        Column(
            name="number", label=_("License number"), read=cells.needed(cells.number(40)),
            headings=("認定番号", "ライセンス番号", "登録番号", "旧番号", "旧認定番号", "番号", "license number"),
            example="第12号",
            note=_("As printed on the old certificate. Width and hyphens do not matter when compared."),
        ),
        *(personal[name] for name in PERSONAL),
        Column(
            name="title", label=_("Title of the license"), read=cells.needed(cells.text(200)),
            headings=("資格名", "資格", "ライセンス名", "認定資格", "称号", "名称", "title"),
            example="CS実務インストラクター",
        ),
        Column(
            name="issued_on", label=_("Issued on"), read=cells.needed(cells.day),
            headings=("認定日", "発行日", "交付日", "認定年月日", "登録日", "issued on"), example="平成30年4月1日",
        ),
        Column(
            name="valid_from", label=_("Valid from"), read=cells.day,
            headings=("有効開始日", "有効期間開始", "開始日", "有効期間（開始）", "valid from"),
            note=_("Empty: from the day it was issued."),
        ),
        Column(
            name="last_day", label=_("Valid through"), read=cells.needed(cells.day),
            headings=("有効期限", "有効期間終了", "満了日", "期限", "有効期間（終了）", "有効期間満了日",
                      "valid through"),
            example="令和9年3月31日", note=_("The last day on which it is valid."),
        ),
        Column(
            name="state", label=_("State"), read=state, headings=("状態", "状況", "資格状態", "区分", "state"),
            example="有効", note=_("有効, 返上 or 取消. A term that has run out needs no word."),
        ),
        Column(
            name="ended_on", label=_("Ended on"), read=cells.day,
            headings=("返上日", "取消日", "終了日", "失効日", "ended on"),
            note=_("The day of 返上 or 取消."),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseFacts:
    """`valid_until` is exclusive; `ending` is "" unless the license ended before its time."""

    number: str
    key: str
    title: str
    holder: PersonFacts
    issued_on: date
    valid_from: date
    valid_until: date
    ending: str
    ended_on: date | None


def plan(
    rows: Sequence[ImportRow], *, today: date, choices: Mapping[int, str] | None = None, lock: bool = False
) -> Plan:
    """In a fixed number of queries for any number of rows. A license that is in the register is never changed."""
    held = {one.legacy_key: one for one in License.objects.exclude(legacy_key="")}
    stored = _Stored(KnownPeople.all(lock=lock), held)
    asked, spelled = choices or {}, columns()
    read = [(row, _checked(read_cells(row.cells, spelled), today)) for row in rows]
    return Plan(tuple(_planned(row, reading, stored, asked.get(row.pk, "")) for row, reading in read))


@dataclass(frozen=True, slots=True)
class _Stored:
    """What rows are compared with: everybody, the old licenses, and the numbers and new people of the file so far."""

    known: KnownPeople
    held: Mapping[str, License]
    numbers: dict[str, int] = field(default_factory=dict)
    new: dict[tuple[str, str], int] = field(default_factory=dict)


def _checked(reading: Reading, today: date) -> Reading:
    """The dates among themselves; ISO texts compare as days do."""
    reading = people.checked(reading)
    if reading.problems:
        return reading
    values, problems = reading.values, []
    values["valid_from"] = values["valid_from"] or values["issued_on"]
    if license_number.canonical(values["number"]):
        problems.append(Problem(_("License number"), gettext("This is a number of today's numbering.")))
    if len(f"{values['family_name']} {values['given_name']}") > LONGEST_HOLDER:
        too_long = gettext("Longer than %(longest)d characters.") % {"longest": LONGEST_HOLDER}
        problems.append(Problem(_("Name"), too_long))
    if values["issued_on"] > today.isoformat():
        problems.append(Problem(_("Issued on"), gettext("This day lies in the future.")))
    if values["valid_from"] < values["issued_on"]:
        problems.append(Problem(_("Valid from"), gettext("The license begins before it was issued.")))
    if values["last_day"] < values["valid_from"]:
        problems.append(Problem(_("Valid through"), gettext("The license ends before it begins.")))
    if bool(values["state"]) != bool(values["ended_on"]):
        problems.append(Problem(_("Ended on"), gettext("返上 and 取消 need their day, and only they have one.")))
    elif values["ended_on"] and not values["issued_on"] <= values["ended_on"] <= today.isoformat():
        problems.append(Problem(_("Ended on"), gettext("This day lies before the license or in the future.")))
    return Reading(values, tuple(problems))


def _planned(row: ImportRow, reading: Reading, stored: _Stored, choice: str) -> Planned:
    values = reading.values
    name = f"{values['family_name']} {values['given_name']}".strip()
    heading = f"{values['number']} {name}".strip()
    if reading.problems:
        return Planned(row=row, verdict=Verdict.UNREADABLE, heading=heading, problems=reading.problems)
    key = number_key(values["number"])
    if (earlier := stored.numbers.setdefault(key, row.number)) != row.number:
        twice = gettext("Row %(number)d of this file has this number already.") % {"number": earlier}
        problems = (Problem(_("License number"), twice),)
        return Planned(row=row, verdict=Verdict.UNREADABLE, heading=heading, problems=problems)
    if license_ := stored.held.get(key):
        return _known(row, heading, license_, values, name)
    found = stored.known.identify(name, values["email"], choice=choice)
    if not found.is_clear:
        return people.unclear(row, heading, found)
    if found.person is None:
        first = stored.new.setdefault((names.fold(name), values["email"].casefold()), row.number)
        if first != row.number:
            again = gettext("Accept row %(number)d first: it enters the same person.") % {"number": first}
            return Planned(row=row, verdict=Verdict.UNCLEAR, heading=heading, notes=(again,))
    facts = _facts(values, key, found.person)
    return Planned(row=row, verdict=Verdict.NEW, heading=heading, facts=facts, changes=_words(facts))


def _known(row: ImportRow, heading: str, license_: License, values: dict[str, str], name: str) -> Planned:
    """In the register already: the same, or a question that no list answers."""
    same = (
        names.same_name(license_.holder_name, name)
        and license_.issued_on.isoformat() == values["issued_on"]
        and license_.valid_from.isoformat() == values["valid_from"]
        and (license_.valid_until - ONE_DAY).isoformat() == values["last_day"]
    )
    if same:
        return Planned(row=row, verdict=Verdict.SAME, heading=heading)
    notes = (gettext("This number is in the register already, with another name or other dates."),)
    return Planned(row=row, verdict=Verdict.UNCLEAR, heading=heading, notes=notes)


def _facts(values: dict[str, str], key: str, person: Person | None) -> LicenseFacts:
    holder = PersonFacts(
        family_name=values["family_name"],
        given_name=values["given_name"],
        said={} if person else {name: values[name] for name in people.FIELDS if values.get(name)},
        person=person,
    )
    return LicenseFacts(
        number=values["number"],
        key=key,
        title=values["title"],
        holder=holder,
        issued_on=date.fromisoformat(values["issued_on"]),
        valid_from=date.fromisoformat(values["valid_from"]),
        valid_until=date.fromisoformat(values["last_day"]) + ONE_DAY,
        ending=values["state"],
        ended_on=date.fromisoformat(values["ended_on"]) if values["ended_on"] else None,
    )


def _label(name: str) -> Any:
    """What is entered of somebody new stands under the name of its field."""
    return Person._meta.get_field(name).verbose_name  # type: ignore[union-attr]


def _words(facts: LicenseFacts) -> tuple[Change, ...]:
    holder = facts.holder.person
    term = f"{long_date(facts.valid_from)} – {long_date(facts.valid_until - ONE_DAY)}"
    whose = holder.full_name if holder else gettext("somebody new")
    rows = [
        Change(_("Title of the license"), "", facts.title),
        Change(_("License holder"), "", whose),
        Change(_("Issued on"), "", long_date(facts.issued_on)),
        Change(_("Term"), "", term),
    ]
    rows += [Change(_label(name), "", value) for name, value in facts.holder.said.items()]
    if facts.ended_on:
        how = LicenseEvent.Kind(facts.ending).label
        rows.append(Change(how, "", long_date(facts.ended_on)))
    return tuple(rows)
