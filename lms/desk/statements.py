"""A line of a bank statement, and a file, as the desk reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from lms.checkout.payers import missing_of, payable_orders, proposals_for, with_arrived
from lms.desk.statement_words import problem_words, reasons_of
from lms.kernel import names
from lms.kernel.calendar import jst_date
from lms.kernel.row_keys import row_keys
from payments.actions.matching import may_undo
from payments.actions.statement import digests_of, known_of, reading_of
from payments.matching import Proposal
from payments.models import BankStatement, BankTransfer, LineMatch, Order, StatementLine
from payments.models.statement import OLD_AFTER
from payments.statement import Line, Reading

FOUND_AT_MOST, LINES_SHOWN = 8, 8


@dataclass(frozen=True, slots=True)
class Choice:
    """Orders a line may be for; `url` leads to the page that books it."""

    orders: tuple[tuple[Order, int], ...]
    reasons: tuple[tuple[str, str], ...]
    url: str


@dataclass(frozen=True, slots=True)
class LineFile:
    line: StatementLine
    age: int
    is_old: bool
    choices: tuple[Choice, ...]
    found: tuple[Choice, ...]
    recorded: tuple[BankTransfer, ...]
    matches: tuple[LineMatch, ...]
    may_undo: bool


def line_file(line: StatementLine, *, searched: str, now: datetime) -> LineFile:
    """Everything about a line; proposals only while somebody has to decide. A fixed number of queries."""
    is_open = line.status == StatementLine.Status.OPEN
    age = line.age_on(jst_date(now))
    recorded = BankTransfer.objects.recorded_by_hand(amount_jpy=line.amount_jpy, around=line.booked_on)
    return LineFile(
        line=line,
        age=age,
        is_old=is_open and age >= OLD_AFTER.days,
        choices=tuple(_proposed(line, *pair) for pair in proposals_for(line, now=now)) if is_open else (),
        found=tuple(_choice(line, [order]) for order in _search(searched, now=now)) if is_open and searched else (),
        recorded=tuple(recorded.select_related("payment__order")[:FOUND_AT_MOST]) if is_open else (),
        matches=tuple(line.matches.select_related("order")),
        may_undo=may_undo(line),
    )


def orders_to_match(keys: list[str]) -> list[Order]:
    """Orders payable by transfer, in the order in which they were named; anything else is left out."""
    wanted = row_keys(keys)
    orders = {order.pk: order for order in with_arrived(Order.objects.filter(pk__in=wanted, due_on__isnull=False))}
    return [orders[key] for key in dict.fromkeys(wanted) if key in orders]


def shares_of(line: StatementLine, orders: list[Order]) -> list[int]:
    """Each gets what it misses, the last what is left."""
    left, shares = line.amount_jpy, []
    for order in orders[:-1]:
        shares.append(min(missing_of(order) or left, left))
        left -= shares[-1]
    return [*shares, left]


def _proposed(line: StatementLine, proposal: Proposal, orders: list[Order]) -> Choice:
    return Choice(
        tuple((order, missing_of(order)) for order in orders), tuple(reasons_of(proposal)), _match_url(line, orders)
    )


def _choice(line: StatementLine, orders: list[Order]) -> Choice:
    return Choice(tuple((order, missing_of(order)) for order in orders), (), _match_url(line, orders))


def _match_url(line: StatementLine, orders: list[Order]) -> str:
    query = urlencode([("order", order.pk) for order in orders])
    return f"{reverse('lms_desk:match_line', args=[line.pk])}?{query}"


def _search(typed: str, *, now: datetime) -> list[Order]:
    wanted = Q(number__icontains=typed) | Q(buyer_name__icontains=typed)
    for form in names.search_forms(typed):
        wanted |= Q(purchases__enrollment__person__search_key__contains=form)
    found = Order.objects.filter(wanted).values("pk")
    return list(payable_orders(now=now).filter(pk__in=found)[:FOUND_AT_MOST])


@dataclass(frozen=True, slots=True)
class StatementFile:
    """A file as it reads by the columns of its account."""

    statement: BankStatement
    reading: Reading
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    lines: tuple[Line, ...]
    new_count: int
    known_count: int

    @property
    def is_waiting(self) -> bool:
        return self.statement.status == BankStatement.Status.WAITING

    @property
    def more_count(self) -> int:
        return len(self.reading.lines) - len(self.lines)


def statement_file(statement: BankStatement, *, now: datetime) -> StatementFile:
    reading = reading_of(statement, now=now)
    known = len(known_of(statement.account, reading))
    if statement.status == BankStatement.Status.TAKEN_IN:
        new, known = statement.new_count, statement.known_count
    else:
        new = len(digests_of(reading)) - known
    return StatementFile(
        statement=statement,
        reading=reading,
        problems=tuple(problem_words(problem) for problem in reading.problems),
        warnings=tuple(problem_words(problem) for problem in reading.warnings),
        lines=reading.lines[:LINES_SHOWN],
        new_count=new,
        known_count=known,
    )


def count_label(status: Any, count: int) -> str:
    return f"{status} ({count:,})"
