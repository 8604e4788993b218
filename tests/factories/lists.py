"""Lists as they come in: CSV text of rows, and an import made of it."""

from collections.abc import Sequence

from cohorts.actions.data_import import looked_at, plan_of, take_in
from cohorts.imports.plan import Plan
from cohorts.models import DataImport
from lms.kernel import clock
from lms.kernel.actor import Actor

OFFICE = Actor.process("test office")


def csv_of(headings: str, rows: Sequence[str], *, encoding: str = "utf-8") -> bytes:
    return "\n".join([headings, *rows, ""]).encode(encoding)


def list_of(kind: str, headings: str, *rows: str, name: str = "list.csv") -> DataImport:
    data = csv_of(headings, rows)
    found, _is_new = take_in(kind, file_name=name, data=data, by=OFFICE, now=clock.now())
    return found


def compared(data_import: DataImport) -> Plan:
    return plan_of(data_import, now=clock.now())


def digest(data_import: DataImport) -> str:
    return looked_at(compared(data_import))
