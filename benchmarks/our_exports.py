"""Exports and reconciliation beside what they cannot do without, in turn in one process, on the same rows."""

import csv
import io
import resource
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.models import Cohort
from lms.kernel import clock
from payments import gateway
from payments.actions.reconcile import reconcile_sessions
from payments.models import Finding, Order

Work = Callable[[], object]


def exports(cookie: str, rounds: int) -> dict[str, Any]:
    """Ours are read from the desk to the last byte; the floors are one join and a loop.

    The rows have just been written, so PostgreSQL is given the statistics a site in use has.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    orders = reverse("lms_desk_order:index")
    roster = reverse("lms_desk:roster", args=[Cohort.objects.get(code="2026").pk])
    client = Client(headers={"cookie": cookie})
    pairs: dict[str, tuple[Work, Work]] = {
        "orders.csv": (lambda: _read(client, orders, "csv"), _floor_csv),
        "orders.xlsx": (lambda: _read(client, orders, "xlsx"), _floor_xlsx),
        "roster.csv": (lambda: _read(client, roster, "csv"), _floor_csv),
        "roster.xlsx": (lambda: _read(client, roster, "xlsx"), _floor_xlsx),
    }
    return {name: _measured(ours, floor, rounds) for name, (ours, floor) in pairs.items()}


def reconciliation() -> dict[str, Any]:
    """A night on which all is well: every session of the day read and found to be what we know."""
    _list_only()
    found = _measured(_reconcile, _list_only, 1, warm=False)
    return {**found, "seen": _reconcile(), "findings": Finding.objects.filter(kind="foreign").count()}


def _measured(ours: Work, floor: Work, rounds: int, *, warm: bool = True) -> dict[str, Any]:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with CaptureQueriesContext(connection) as seen:
        first = _seconds(ours)
    statements = len(seen)  # the next request forgets them
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    floor()
    times: tuple[list[float], list[float]] = ([] if warm else [first], [])
    for _round in range(rounds):
        if warm:
            times[0].append(_seconds(ours))
        times[1].append(_seconds(floor))
    mine, bare = (statistics.median(each) for each in times)
    return {"ours": mine, "floor": bare, "statements": statements, "megabytes": grown / 1024}


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _read(client: Client, path: str, wanted: str) -> int:
    answer = client.get(path, {"export": wanted})
    return sum(map(len, answer.streaming_content if answer.streaming else [answer.content]))


def _rows() -> Any:
    """One join, as narrow as an export can be."""
    return Order.objects.values_list(
        "number", "buyer_name", "buyer_email", "status", "total_jpy", "tax_jpy", "created_at",
        "purchases__enrollment__number", "purchases__enrollment__person__family_kana",
    ).iterator()  # fmt: skip


def _floor_csv() -> int:
    written = io.StringIO()
    csv.writer(written).writerows(_rows())
    return written.tell()


def _floor_xlsx() -> int:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in _rows():
        sheet.append([value.replace(tzinfo=None) if hasattr(value, "tzinfo") else value for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.tell()


def _reconcile() -> int:
    return reconcile_sessions(now=clock.now()).seen


def _list_only() -> int:
    """The same list read from the same company, compared with nothing."""
    return sum(1 for _truth in gateway.list_sessions(created_since=clock.now() - timedelta(days=1)))
