"""What people do about one line of a bank statement, in processes of their own (see `tests.bench.race`)."""

import os
import signal
from datetime import date


def prepare(_number: int) -> list[int]:
    """A line over 88,000 yen, and two orders it could be for."""
    from lms.kernel import clock
    from payments.actions.statement import keep_statement, take_in
    from payments.models import BankAccount, StatementLine
    from tests.payments.shop import BUYER

    account = BankAccount.objects.create(name="みほん銀行")
    raw = "日付,入金,摘要\n2026/1/8,88000,ﾐﾎﾝ ﾊﾅｺ\n".encode("cp932")
    take_in(keep_statement(account, file_name="a.csv", raw=raw, by=BUYER, now=clock.now()), by=BUYER, now=clock.now())
    return [StatementLine.objects.get().pk, _order(), _order()]


def match(number: int, line: int, orders: list[int]) -> str:
    """Each of two people finds another order the likelier one."""
    from lms.kernel import clock
    from lms.kernel.actor import Actor
    from payments.actions.matching import Share, match_line
    from payments.models import Order, StatementLine

    share = Share(Order.objects.get(pk=orders[number % len(orders)]), 88_000)
    match_line(StatementLine.objects.get(pk=line), [share], by=Actor.process(f"person {number}"), now=clock.now())
    return "matched"


def take_the_file_in(_number: int) -> int:
    """The same file, uploaded by everybody at once."""
    from lms.kernel import clock
    from payments.actions.statement import keep_statement, take_in
    from payments.models import BankAccount
    from tests.payments.shop import BUYER

    text = "日付,入金,摘要\n" + "".join(f"2026/1/{day},88000,ﾐﾎﾝ ﾊﾅｺ\n" for day in range(1, 10))
    kept = keep_statement(BankAccount.objects.get(), file_name="b.csv", raw=text.encode(), by=BUYER, now=clock.now())
    return take_in(kept, by=BUYER, now=clock.now()).new_count


def be_killed_while_matching(_number: int, line: int, orders: list[int]) -> int:
    """The signal that ended a process in the middle of the transaction that makes the order paid."""
    from payments.signals import order_paid

    if child := os.fork():
        return os.WTERMSIG(os.waitpid(child, 0)[1])
    try:
        order_paid.connect(_die, weak=False)
        match(0, line, orders)
    finally:
        os._exit(1)


def truth(_number: int) -> dict:
    from payments.models import BankTransfer, LedgerEntry, LineMatch, Order, StatementLine

    return {
        "lines": list(StatementLine.objects.order_by("pk").values_list("status", flat=True)),
        "orders": sorted(Order.objects.values_list("status", flat=True)),
        "transfers": BankTransfer.objects.count(),
        "matches": LineMatch.objects.count(),
        "ledger": LedgerEntry.objects.total(),
    }


def _die(**_fact) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _order() -> int:
    import uuid

    from django.db import transaction

    from lms.kernel import clock
    from payments.actions.order import Buyer, LineToOrder, place_order
    from payments.money import yen
    from tests.payments.shop import BUYER

    with transaction.atomic():
        placed = place_order(
            buyer=Buyer(name="見本 花子", email="hanako@example.test"),
            lines=[LineToOrder(title="講座", reference="seat:1", list_unit_jpy=yen(88_000))],
            policy=None,
            terms_version="2026-04",
            form_token=uuid.uuid4().hex,
            locale="ja",
            return_path="/back/",
            cancel_path="/turned-back/",
            methods_until=None,
            due_on=date(2026, 1, 31),
            by=BUYER,
            now=clock.now(),
        )
    return placed.order.pk
