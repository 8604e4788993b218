"""Lists of people: who is new, who is known, and what would change. Reads only.

Names stay as they are stored: 高橋 in a list is 髙橋 in our files, and neither spelling replaces the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.imports import cells
from cohorts.imports.columns import Column, Problem, Reading, Text, read_cells
from cohorts.imports.identity import Identified, KnownPeople
from cohorts.imports.plan import Change, Plan, Planned, Verdict
from cohorts.models import ImportRow, Organization, Person
from lms.kernel import names
from lms.kernel.company_names import same_company

NEEDED = (("full_name", "family_name"),)
#: What a list may fill in or replace on a person that is known, in the order of the page.
FIELDS = (
    "family_kana", "given_kana", "family_romaji", "given_romaji", "former_family_name", "certificate_name", "email",
    "phone", "postal_code", "address", "employer",
)  # fmt: skip


def columns() -> tuple[Column, ...]:
    return (
        Column(
            name="full_name", label=_("Name"), read=cells.text(200),
            headings=("氏名", "名前", "お名前", "姓名", "漢字氏名", "受講者名", "申込者名", "name"),
            example="髙橋 美咲",
            note=_("With a space between family and given name, or in two columns, 姓 and 名. Kept as it stands."),
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
                      "kana"),
            example="タカハシ ミサキ", note=_("Half-width katakana and hiragana become full-width katakana."),
        ),
        Column(
            name="family_kana", label=_("Family name in katakana"), read=cells.kana,
            headings=("セイ", "姓カナ", "姓フリガナ", "姓（カナ）", "氏カナ"),
        ),
        Column(
            name="given_kana", label=_("Given name in katakana"), read=cells.kana,
            headings=("メイ", "名カナ", "名フリガナ", "名（カナ）"),
        ),
        Column(
            name="romaji", label=_("Latin letters"), read=cells.text(200),
            headings=("ローマ字", "ローマ字氏名", "英字氏名", "英字", "romaji"), example="TAKAHASHI Misaki",
            note=_("Family name first."),
        ),
        Column(
            name="former_family_name", label=_("Former family name"), read=cells.text(100),
            headings=("旧姓", "旧氏", "former name"),
        ),
        Column(
            name="certificate_name", label=_("Name on the certificate"), read=cells.text(200),
            headings=("認定証の氏名", "認定証氏名", "証書氏名", "certificate name"),
        ),
        Column(
            name="email", label=_("E-mail"), read=cells.email,
            headings=("メールアドレス", "メール", "eメール", "e-mail", "email", "mail", "電子メール"),
            example="misaki@example.jp", note=_("Name and address together find a person that is known."),
        ),
        Column(
            name="phone", label=_("Telephone"), read=cells.phone,
            headings=("電話番号", "電話", "tel", "携帯電話", "携帯", "連絡先電話番号", "phone"),
            example="090-0000-0000",
        ),
        Column(
            name="postal_code", label=_("Postal code"), read=cells.postal_code,
            headings=("郵便番号", "〒", "zip", "postal code"), example="100-0001",
        ),
        Column(
            name="address", label=_("Address"), read=cells.text(300),
            headings=("住所", "ご住所", "所在地", "現住所", "address"), example="東京都千代田区千代田1-1",
        ),
        Column(
            name="employer", label=_("Employer"), read=cells.text(200),
            headings=("勤務先", "会社名", "所属", "所属先", "法人名", "企業名", "勤務先名", "employer", "company"),
            example="見本商事株式会社",
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """The names of the row, what it says beside them (the employer by name), and whom it is about."""

    family_name: str
    given_name: str
    said: dict[str, str] = field(default_factory=dict)
    person: Person | None = None


def plan(
    rows: Sequence[ImportRow], *, today: date, choices: Mapping[int, str] | None = None, lock: bool = False
) -> Plan:
    """In a fixed number of queries for any number of rows.

    Args:
        choices: answers to rows that could be several people, by the key of the row.
        lock: people stay as they are until the transaction ends.
    """
    del today
    stored = _Stored(KnownPeople.all(lock=lock), dict(Organization.objects.values_list("pk", "name")))
    asked, spelled = choices or {}, columns()
    return Plan(
        tuple(_planned(row, checked(read_cells(row.cells, spelled)), stored, asked.get(row.pk, "")) for row in rows)
    )


@dataclass(frozen=True, slots=True)
class _Stored:
    """What rows are compared with: everybody, the names of employers, and the rows of the file so far."""

    known: KnownPeople
    employers: Mapping[int, str]
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def checked(reading: Reading) -> Reading:
    """One name becomes family and given name; what cannot be parted is a problem."""
    values, problems = dict(reading.values), list(reading.problems)
    for whole, family, given, label in (
        ("full_name", "family_name", "given_name", _("Name")),
        ("kana", "family_kana", "given_kana", _("Reading")),
        ("romaji", "family_romaji", "given_romaji", _("Latin letters")),
    ):
        parts = values.pop(whole, "").split(None, 1)
        values.setdefault(family, "")
        values.setdefault(given, "")
        if not parts or values[family]:
            continue
        if len(parts) == 1:
            values[family] = parts[0]  # so that the page can name the row
            sentence = gettext("Family and given name cannot be told apart. Put a space between them.")
            problems.append(Problem(label, sentence))
        else:
            values[family], values[given] = parts
    if not problems and not (values["family_name"] and values["given_name"]):
        problems.append(Problem(_("Name"), gettext("Family and given name are both needed.")))
    return Reading(values, tuple(problems))


def _planned(row: ImportRow, reading: Reading, stored: _Stored, choice: str) -> Planned:
    values = reading.values
    name = f"{values['family_name']} {values['given_name']}".strip()
    heading = f"{name} {values['email']}".strip()
    if reading.problems:
        return Planned(row=row, verdict=Verdict.UNREADABLE, heading=heading, problems=reading.problems)
    earlier = stored.seen.setdefault((names.fold(name), values["email"].casefold()), row.number)
    if earlier != row.number:
        sentence = gettext("Row %(number)d of this file is the same person.") % {"number": earlier}
        return Planned(row=row, verdict=Verdict.UNREADABLE, heading=heading, problems=(Problem(_("Name"), sentence),))
    found = stored.known.identify(name, values["email"], choice=choice)
    if not found.is_clear:
        return unclear(row, heading, found)
    said = {field: values[field] for field in FIELDS if values.get(field)}
    facts = PersonFacts(
        family_name=values["family_name"], given_name=values["given_name"], said=said, person=found.person
    )
    changes, notes = compared(facts, stored.employers)
    verdict = Verdict.NEW if found.person is None else Verdict.CHANGED if changes else Verdict.SAME
    return Planned(row=row, verdict=verdict, heading=heading, facts=facts, changes=changes, notes=notes)


def unclear(row: ImportRow, heading: str, found: Identified) -> Planned:
    notes = (gettext("Somebody with this name or this e-mail address is known. Say who it is."),)
    return Planned(row=row, verdict=Verdict.UNCLEAR, heading=heading, notes=notes, choices=found.choices())


def compared(facts: PersonFacts, employers: Mapping[int, str]) -> tuple[tuple[Change, ...], tuple[Text, ...]]:
    """What the row would write, and what it leaves alone although it says something else."""
    person, changes, notes = facts.person, [], []
    for name, after in facts.said.items():
        before = _stored(person, name, employers)
        if _same(name, before, after):
            continue
        if name == "email" and person is not None and (person.user_id or person.email):
            notes.append(gettext("The e-mail address stays %(email)s.") % {"email": person.email})
            continue
        changes.append(Change(Person._meta.get_field(name).verbose_name, before, after))  # type: ignore[union-attr]
    if person is not None and person.full_name != f"{facts.family_name} {facts.given_name}":
        notes.append(gettext("The name stays as it is spelled here: %(name)s.") % {"name": person.full_name})
    return tuple(changes), tuple(notes)


def _stored(person: Person | None, name: str, employers: Mapping[int, str]) -> str:
    if person is None:
        return ""
    if name == "employer":
        return employers.get(person.employer_id or 0, "")
    return str(getattr(person, name))


def _same(name: str, before: str, after: str) -> bool:
    if name in {"phone", "postal_code"}:
        return bool(before) and names.digits(before) == names.digits(after)
    if name == "employer":
        return same_company(before, after)
    return before == after if name != "email" else before.casefold() == after.casefold()
