"""Files of banks: kept as they came, looked at, and taken in line by line, each line once."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle
from payments.bank_kana import payer_key
from payments.models import BankAccount, BankStatement, StatementLine
from payments.statement import Line, Reading, read

Status = BankStatement.Status
BATCH = 500


class DealtWith(Obstacle):
    message = _("This file has been dealt with already.")


class Unreadable(Obstacle):
    message = _("This file cannot be taken in as it is. What is wrong stands below, row by row.")


@transaction.atomic
def enter_account(name: str, *, by: Actor) -> BankAccount:
    """An account of ours by the name the office calls it; one that is there already is that one."""
    account, is_new = BankAccount.objects.get_or_create(name=name)
    if is_new:
        audit.record("lms_payments.enter_account", account, by=by)
    return account


def keep_statement(account: BankAccount, *, file_name: str, raw: bytes, by: Actor, now: datetime) -> BankStatement:
    """Keep a file as it came; nothing is taken in yet, and an unreadable one is kept as well."""
    return BankStatement.objects.create(
        account=account, file_name=file_name[-200:], raw=raw, uploaded_by=by.label, uploaded_at=now
    )


def reading_of(statement: BankStatement, *, now: datetime) -> Reading:
    """What the file says, by the columns that were chosen for its account."""
    return read(bytes(statement.raw), columns=statement.account.columns, today=jst_date(now))


@transaction.atomic
def choose_columns(statement: BankStatement, *, columns: Mapping[str, str], by: Actor) -> BankAccount:
    """Remember for the account which heading holds what; an empty choice leaves it to the usual names."""
    account = BankAccount.objects.get(pk=statement.account_id)
    account.columns = {role: heading for role, heading in columns.items() if heading}
    account.save(update_fields=["columns"])
    audit.record("lms_payments.choose_columns", account, by=by, columns=account.columns)
    statement.account = account
    return account


@transaction.atomic
def take_in(statement: BankStatement, *, by: Actor, now: datetime) -> BankStatement:
    """Store the lines of a file that are not there yet: the same file, or an overlapping one, adds nothing twice.

    All or nothing. Raises DealtWith, Unreadable.
    """
    _move(statement, Status.TAKEN_IN)
    reading = reading_of(statement, now=now)
    if reading.problems:
        raise Unreadable
    BankAccount.objects.filter(pk=statement.account_id).update(
        columns={str(role): heading for role, heading in reading.columns.items()}
    )
    known = known_of(statement.account, reading)
    new = [
        _row(statement, line, digest)
        for line, digest in zip(reading.lines, digests_of(reading), strict=True)
        if digest not in known
    ]
    StatementLine.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)  # beside another import
    days = [line.day for line in reading.lines]
    statement.first_on, statement.last_on = min(days), max(days)
    statement.new_count = statement.lines.count()
    statement.known_count = len(reading.lines) - statement.new_count
    statement.taken_in_at = now
    statement.save(update_fields=["first_on", "last_on", "new_count", "known_count", "taken_in_at"])
    audit.record("lms_payments.take_in_statement", statement, by=by, number=str(statement.new_count))
    return statement


def discard_statement(statement: BankStatement, *, by: Actor) -> BankStatement:
    """Leave a file aside; it stays on file. Raises DealtWith."""
    _move(statement, Status.DISCARDED)
    audit.record("lms_payments.discard_statement", statement, by=by)
    return statement


def digests_of(reading: Reading) -> list[str]:
    """What makes a line this line: day, amount, payer, and its number among lines that are equal in all three.

    The bank's other words, the balance and the order of the rows may differ from file to file.
    """
    seen: Counter[str] = Counter()
    digests = []
    for line in reading.lines:
        same = f"{line.day}|{line.amount_jpy}|{payer_key(line.payer)}"
        seen[same] += 1
        digests.append(sha256(f"{same}|{seen[same]}".encode()).hexdigest())
    return digests


def known_of(account: BankAccount, reading: Reading) -> set[str]:
    """Which lines of a file are stored already."""
    if not reading.lines:
        return set()
    days = (min(line.day for line in reading.lines), max(line.day for line in reading.lines))
    stored = StatementLine.objects.filter(account=account, booked_on__range=days)
    return set(stored.values_list("digest", flat=True)) & set(digests_of(reading))


def _row(statement: BankStatement, line: Line, digest: str) -> StatementLine:
    return StatementLine(
        account=statement.account,
        statement=statement,
        row=line.row,
        status=StatementLine.Status.OPEN if line.amount_jpy > 0 else StatementLine.Status.OUTGOING,
        booked_on=line.day,
        amount_jpy=line.amount_jpy,
        payer=line.payer,
        payer_key=payer_key(line.payer)[:200],
        text=line.text,
        balance_jpy=line.balance_jpy,
        digest=digest,
    )


def _move(statement: BankStatement, to: BankStatement.Status) -> None:
    """Conditionally, so that of two people one takes it in."""
    before = [status for status, after in BankStatement.NEXT.items() if to in after]
    if not BankStatement.objects.filter(pk=statement.pk, status__in=before).update(status=to):
        raise DealtWith
    statement.refresh_from_db()
