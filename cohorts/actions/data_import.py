"""Lists from a file: taken in, compared, accepted row by row or all at once, undone.

Everything an act does is one transaction: a process that dies in it leaves no half of a list, and the rows that are
left wait to be accepted again. A row is accepted once, whatever is clicked twice: its effect is unique.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions import import_exam_records, import_licenses, import_people
from cohorts.imports import exam_records, licenses, people
from cohorts.imports.columns import Column, lay_out, rows_below
from cohorts.imports.plan import Plan, Planned, digest_of
from cohorts.models import DataImport, ImportEffect, ImportRow
from lms.kernel import audit, calendar
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.kernel.table_files import read_table

Kind = DataImport.Kind
Closing = DataImport.Closing


class ImportClosed(Obstacle):
    message = _("This import is closed. Nothing of it can be accepted any more.")


class NothingToAccept(Obstacle):
    message = _("No row was chosen that could be accepted.")


class AcceptedAlready(Obstacle):
    message = _("These rows are accepted already. Nothing was done a second time.")


class SomethingChanged(Obstacle):
    message = _("Something changed since this page was made. Nothing was accepted; look at the rows again.")


class NothingToUndo(Obstacle):
    message = _("Nothing of this import can be undone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """What lists of one kind hold, and what is done with their rows."""

    columns: Callable[[], Sequence[Column]]
    needed: Sequence[Sequence[str]]
    plan: Callable[..., Plan]
    carry_out: Callable[..., list[ImportEffect]]
    why_they_stay: Callable[[Sequence[ImportEffect]], list[str]]
    take_back: Callable[..., list[str]]


KINDS: dict[str, ImportKind] = {
    Kind.EXAM_RECORDS: ImportKind(
        columns=exam_records.columns,
        needed=exam_records.NEEDED,
        plan=exam_records.plan,
        carry_out=import_exam_records.carry_out,
        why_they_stay=import_exam_records.why_they_stay,
        take_back=import_exam_records.take_back,
    ),
    Kind.PEOPLE: ImportKind(
        columns=people.columns,
        needed=people.NEEDED,
        plan=people.plan,
        carry_out=import_people.carry_out,
        why_they_stay=import_people.why_they_stay,
        take_back=import_people.take_back,
    ),
    Kind.LICENSES: ImportKind(
        columns=licenses.columns,
        needed=licenses.NEEDED,
        plan=licenses.plan,
        carry_out=import_licenses.carry_out,
        why_they_stay=import_licenses.why_they_stay,
        take_back=import_licenses.take_back,
    ),
}


def kind_of(data_import: DataImport) -> ImportKind:
    return KINDS[data_import.kind]


def take_in(kind: str, *, file_name: str, data: bytes, by: Actor, now: datetime) -> tuple[DataImport, bool]:
    """Store the rows of a file as they stand there; True where the file is new here.

    The same file again, a double click included, leads to the import that is open already.

    Raises an obstacle of `lms.kernel.tables` or `cohorts.imports.columns` for what cannot be read as a whole.
    """
    table = read_table(data)
    layout = lay_out(table, KINDS[kind].columns(), KINDS[kind].needed)
    rows = rows_below(table, layout)
    facts = {
        "file_name": file_name[-255:],
        "form": table.form,
        "sheet": table.sheet[:100],
        "sheets_left": table.sheets_left,
        "unread": list(layout.unread),
        "uploaded_at": now,
        "uploaded_by_id": by.user.pk if by.user else None,
    }
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        data_import, is_new = DataImport.objects.get_or_create(kind=kind, sha256=sha256, closed_at=None, defaults=facts)
        if is_new:
            ImportRow.objects.bulk_create(
                [ImportRow(data_import=data_import, number=number, cells=cells) for number, cells in rows]
            )
            audit.record("lms_cohorts.upload_list", data_import, by=by, file=file_name, sha256=sha256, rows=len(rows))
    return data_import, is_new


def plan_of(
    data_import: DataImport, *, now: datetime, choices: Mapping[int, str] | None = None, lock: bool = False
) -> Plan:
    """What accepting the rows that are left would do today.

    The file is read as a whole: a row that says an accepted one again does not become a correction of it.

    Args:
        choices: answers to unclear rows, by the key of the row.
        lock: what is compared with stays as it is until the transaction ends.
    """
    kept = ImportRow.objects.filter(data_import=data_import, discarded_at=None)
    rows = list(kept.select_related("effect").order_by("number"))
    if all(row.is_accepted for row in rows):
        return Plan()
    plan = kind_of(data_import).plan(rows, today=calendar.jst_date(now), choices=choices, lock=lock)
    return Plan(tuple(row for row in plan.rows if not row.row.is_accepted))


def looked_at(plan: Plan) -> str:
    """What the page carries along, so that nothing is accepted that nobody has seen."""
    return digest_of(plan.rows)


def accept_rows(
    data_import: DataImport,
    *,
    digest: str,
    rows: Collection[int] | None,
    choices: Mapping[int, str] | None = None,
    confirm: bool = False,
    by: Actor,
    now: datetime,
) -> int:
    """Do what the page said; returns how many rows that were.

    Args:
        digest: of the plan that was looked at.
        rows: keys of the chosen rows; None for all that can be accepted as they are.
        choices: answers to unclear rows among the chosen.
        confirm: passes of this list are final (lists of exam results).

    Raises ImportClosed, AcceptedAlready, SomethingChanged, NothingToAccept.
    """
    try:
        with transaction.atomic():
            return _accept(data_import, digest, rows, choices or {}, confirm=confirm, by=by, now=now)
    except IntegrityError:  # somebody entered one of the rows between the look and the write
        raise SomethingChanged from None


def _accept(
    data_import: DataImport,
    digest: str,
    rows: Collection[int] | None,
    choices: Mapping[int, str],
    *,
    confirm: bool,
    by: Actor,
    now: datetime,
) -> int:
    locked = _locked(data_import)
    plan = plan_of(locked, now=now, lock=True)
    if looked_at(plan) != digest:
        raise AcceptedAlready if _nothing_left(locked, plan, rows) else SomethingChanged
    if choices:
        plan = plan_of(locked, now=now, choices=choices, lock=True)
    chosen = [row for row in plan.rows if row.may_be_accepted and (rows is None or row.row.pk in rows)]
    if not chosen:
        raise NothingToAccept
    effects = kind_of(locked).carry_out(chosen, data_import=locked, confirm=confirm, by=by, now=now)
    for effect in effects:
        effect.accepted_at, effect.accepted_by_id = now, by.user.pk if by.user else None
    ImportEffect.objects.bulk_create(effects)
    audit.record("lms_cohorts.accept_rows", locked, by=by, **_told(chosen), confirmed=confirm)
    return len(chosen)


def _nothing_left(data_import: DataImport, plan: Plan, rows: Collection[int] | None) -> bool:
    """Whether what somebody asked for was done before, by a second click or in another tab."""
    accepted = set(ImportEffect.objects.filter(row__data_import=data_import).values_list("row_id", flat=True))
    if rows is None:
        return bool(accepted) and not any(row.may_be_accepted for row in plan.rows)
    return bool(accepted) and set(rows) <= accepted


def _told(chosen: Sequence[Planned]) -> dict[str, object]:
    return {"rows": len(chosen), "new": sum(row.verdict == "new" for row in chosen), "sheet_rows": _numbers(chosen)}


def _numbers(chosen: Sequence[Planned]) -> str:
    numbers = [str(row.number) for row in chosen]
    return "、".join(numbers[:20]) + ("…" if len(numbers) > 20 else "")


@transaction.atomic
def discard_rest(data_import: DataImport, *, by: Actor, now: datetime) -> int:
    """Throw the rows away that nobody accepted, with all they say; the file can be uploaded again.

    Raises ImportClosed.
    """
    locked = _locked(data_import)
    count = ImportRow.objects.waiting().filter(data_import=locked).update(cells={}, discarded_at=now)
    _close(locked, Closing.FINISHED, now=now)
    audit.record("lms_cohorts.discard_rows", locked, by=by, rows=count)
    return count


@transaction.atomic
def undo_import(data_import: DataImport, *, by: Actor, now: datetime) -> tuple[int, int]:
    """Take back what can be taken back; returns how many rows were and how many stay, with their reasons on the page.

    Rows that were built on since stay. Raises ImportClosed, NothingToUndo.
    """
    locked = _locked(data_import)
    effects = standing_effects(locked)
    hindrances = kind_of(locked).take_back(effects, by=by, now=now) if effects else []
    undone = [effect.pk for effect, hindrance in zip(effects, hindrances, strict=True) if not hindrance]
    if not undone:
        raise NothingToUndo
    for start in range(0, len(undone), 900):
        ImportEffect.objects.filter(pk__in=undone[start : start + 900]).update(undone_at=now)
    ImportRow.objects.waiting().filter(data_import=locked).update(cells={}, discarded_at=now)
    _close(locked, Closing.UNDONE, now=now)
    audit.record("lms_cohorts.undo_import", locked, by=by, rows=len(undone), kept=len(effects) - len(undone))
    return len(undone), len(effects) - len(undone)


def standing_effects(data_import: DataImport) -> list[ImportEffect]:
    effects = ImportEffect.objects.standing().filter(row__data_import=data_import)
    return list(effects.select_related("row", "accepted_by").order_by("row__number"))


def _locked(data_import: DataImport) -> DataImport:
    locked = DataImport.objects.select_for_update(of=("self",)).get(pk=data_import.pk)
    if not locked.is_open:
        raise ImportClosed
    return locked


def _close(data_import: DataImport, closing: Closing, *, now: datetime) -> None:
    data_import.closed_at, data_import.closing = now, closing
    data_import.save(update_fields=["closed_at", "closing"])
