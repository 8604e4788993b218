"""Carry out and take back what a list of exam results says."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext

from cohorts.actions.exam_record import refresh_cases, tell_of_failure
from cohorts.imports.exam_records import ResultFacts
from cohorts.imports.plan import Planned
from cohorts.models import (
    CertificationDecision,
    DataImport,
    Enrollment,
    ExamRecord,
    ImportEffect,
    Person,
    RecordMatch,
)
from courses.models import PassRule
from lms.kernel.actor import Actor

Status = ExamRecord.Status
WRITTEN = ("status", "passed_on", "person", "confirmed_at", "confirmed_by", "pass_rule")


def carry_out(
    rows: Sequence[Planned], *, data_import: DataImport, confirm: bool, by: Actor, now: datetime
) -> list[ImportEffect]:
    """Write the records, link whom number and name agree on, and ask about the others.

    Args:
        confirm: the passes of the list are final; they count for certification from now on.
    """
    rules = _Rules()
    facts: list[ResultFacts] = [row.facts for row in rows]
    records = [_record(one, source=data_import.file_name, now=now) for one in facts]
    before = [_kept(one.record) if one.record else {} for one in facts]
    for record, one in zip(records, facts, strict=True):
        _write(record, one, confirm=confirm, rules=rules, by=by, now=now)
    ExamRecord.objects.bulk_create([record for record in records if record.pk is None])
    ExamRecord.objects.bulk_update([one.record for one in facts if one.record], WRITTEN)
    _ask(records, facts, now=now)
    _tell(records, before, by=by, now=now)
    return [
        ImportEffect(
            row=row.row, target=ImportEffect.key_of(record), is_new=not earlier, before=earlier, after=_kept(record)
        )
        for row, record, earlier in zip(rows, records, before, strict=True)
    ]


def take_back(effects: Sequence[ImportEffect], *, by: Actor, now: datetime) -> list[str]:
    """Undo each effect, or say why it stays: one sentence per effect, "" where it was undone."""
    hindrances = why_they_stay(effects)
    records = _targets(effects)
    people: set[Person] = set()
    for effect, hindrance in zip(effects, hindrances, strict=True):
        if hindrance:
            continue
        record = records[effect.target]
        if record.person:
            people.add(record.person)
        if effect.is_new:
            record.delete()
        else:
            _restore(record, effect.before)
    for person in people:
        refresh_cases(person, by=by, now=now)
    return hindrances


def why_they_stay(effects: Sequence[ImportEffect]) -> list[str]:
    """What was built on since cannot be taken back by undoing a list."""
    records = _targets(effects)
    decided = _decided_since(records.values(), min((one.accepted_at for one in effects), default=None))
    return [_why_it_stays(effect, records.get(effect.target), decided) for effect in effects]


def _why_it_stays(effect: ImportEffect, record: ExamRecord | None, decided: set[int]) -> str:
    if record is None:
        return gettext("The record is gone already.")
    if _kept(record) != effect.after:
        return gettext("The record was changed since. Correct it on its own page.")
    if record.person_id in decided:
        return gettext("A decision on certification was made since, which rests on it. Annul the pass instead.")
    if effect.is_new and record.scores.exists():
        return gettext("Points were entered since.")
    return ""


def _record(facts: ResultFacts, *, source: str, now: datetime) -> ExamRecord:
    return facts.record or ExamRecord(
        candidate_number=facts.number,
        number_key=facts.key,
        holder_name=facts.name,
        level=facts.level,
        source=source[:200],
        created_at=now,
    )


def _write(record: ExamRecord, facts: ResultFacts, *, confirm: bool, rules: "_Rules", by: Actor, now: datetime) -> None:
    if facts.owner:
        record.person = facts.owner
    record.status, is_pass = facts.status, facts.status == Status.PASSED
    record.passed_on = facts.passed_on or record.passed_on
    if is_pass and confirm and record.confirmed_at is None:
        record.confirmed_at, record.confirmed_by_id = now, by.user.pk if by.user else None
    if record.passed_on and is_pass and not record.standing:
        record.pass_rule = rules.in_force(record.level, record.passed_on)


class _Rules:
    """The version of the pass rule of each level on a day, all asked for once."""

    def __init__(self) -> None:
        self._versions = list(PassRule.objects.select_related("level").order_by("-version"))

    def in_force(self, level: str, day: date) -> PassRule | None:
        """As `PassRule.objects.in_force`: the latest version that has begun."""
        begun = (
            rule
            for rule in self._versions
            if rule.level.code == level and (rule.effective_from is None or rule.effective_from <= day)
        )
        return next(begun, None)


def _kept(record: ExamRecord) -> dict[str, Any]:
    """The facts of a record that an import may change, as an effect keeps them."""
    return {
        "status": str(record.status),
        "passed_on": record.passed_on.isoformat() if record.passed_on else None,
        "person": record.person_id,
        "confirmed_at": record.confirmed_at.astimezone(UTC).isoformat() if record.confirmed_at else None,
        "confirmed_by": record.confirmed_by_id,
        "pass_rule": record.pass_rule_id,
    }


def _restore(record: ExamRecord, before: dict[str, Any]) -> None:
    record.status = before["status"]
    record.passed_on = date.fromisoformat(before["passed_on"]) if before["passed_on"] else None
    record.confirmed_at = datetime.fromisoformat(before["confirmed_at"]) if before["confirmed_at"] else None
    record.person_id, record.confirmed_by_id = before["person"], before["confirmed_by"]
    record.pass_rule_id = before["pass_rule"]
    record.save(update_fields=WRITTEN)


def _targets(effects: Iterable[ImportEffect]) -> dict[str, ExamRecord]:
    keys = [int(effect.target.rpartition(":")[2]) for effect in effects]
    found: dict[str, ExamRecord] = {}
    for start in range(0, len(keys), 900):
        records = ExamRecord.objects.select_related("person").filter(pk__in=keys[start : start + 900])
        found |= {ImportEffect.key_of(record): record for record in records}
    return found


def _decided_since(records: Iterable[ExamRecord], moment: datetime | None) -> set[int]:
    people = {record.person_id for record in records if record.person_id}
    if not people or moment is None:
        return set()
    decisions = CertificationDecision.objects.filter(decided_at__gte=moment)
    return people & set(decisions.values_list("case__enrollment__person_id", flat=True))


def _ask(records: Sequence[ExamRecord], facts: Sequence[ResultFacts], *, now: datetime) -> None:
    """A question that is on file already, answered or not, is not asked again."""
    questions = [
        RecordMatch(record=record, person_id=pk, doubt=doubt, found_at=now)
        for record, one in zip(records, facts, strict=True)
        for pk, doubt in one.doubts
    ]
    RecordMatch.objects.bulk_create(questions, ignore_conflicts=True)


def _tell(records: Sequence[ExamRecord], before: Sequence[dict[str, Any]], *, by: Actor, now: datetime) -> None:
    """Waiting cases move on, and those whose pass did not come are told; only people the list says something new of."""
    people: dict[int, Person] = {}
    for record, earlier in zip(records, before, strict=True):
        if record.person is None or _kept(record) == earlier:
            continue
        people[record.person.pk] = record.person
        if record.status == Status.FAILED and earlier.get("status") != Status.FAILED:
            tell_of_failure(record, record.person, now=now)
    for person in _seated(people):
        refresh_cases(person, by=by, now=now)


def _seated(people: dict[int, Person]) -> list[Person]:
    """Of a thousand candidates a few sit in a cohort; only they have a case to look at."""
    if not people:
        return []
    seated = set(Enrollment.objects.occupying().values_list("person_id", flat=True))
    return [person for pk, person in people.items() if pk in seated]
