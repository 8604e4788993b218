"""What came to the bank account: one transfer that was matched, and lines that wait for somebody to look at them."""

from datetime import timedelta

from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from lms.standalone.demo.cohorts import office
from lms.standalone.demo.companies import Orders
from payments.actions.matching import Share, match_line
from payments.actions.statement import enter_account, keep_statement, take_in
from payments.models import BankStatement, StatementLine

ACCOUNT = "見本銀行 本店 普通 0000000"
HOTEL, UNKNOWN = "ﾐﾎﾝﾎﾃﾙ(ｶ", "ｶ)ｶｽﾐｼﾖｳｶｲ"
TRANSFER_FEE_JPY = 440


def make(orders: Orders, seasons: Seasons) -> None:
    if BankStatement.objects.exists():
        return
    with moment(seasons.ago(days=1, hour=9, minute=10)) as now:
        account = enter_account(ACCOUNT, by=office())
        raw = _file(orders, seasons).encode("cp932")
        statement = keep_statement(account, file_name="nyushukkin.csv", raw=raw, by=office(), now=now)
        take_in(statement, by=office(), now=now)
        line = StatementLine.objects.get(statement=statement, amount_jpy=orders.paid.total_jpy)
        match_line(line, [Share(orders.paid, orders.paid.total_jpy)], by=office(), now=now)


def _file(orders: Orders, seasons: Seasons) -> str:
    """As a bank writes it: the fee of the transfer is missing from the second sum of the hotel."""
    rows = [
        (6, orders.paid.total_jpy, 0, f"振込 {HOTEL}"),
        (5, 0, 770, "ﾌﾘｺﾐﾃｽｳﾘﾖｳ"),
        (3, orders.owed.total_jpy - TRANSFER_FEE_JPY, 0, f"振込 {HOTEL}"),
        (2, 33_000, 0, f"振込 {UNKNOWN}"),
    ]
    balance, lines = 1_284_500, ["日付,お預入金額,お引出金額,摘要,差引残高"]
    for days, paid_in, paid_out, text in rows:
        balance += paid_in - paid_out
        day = seasons.today - timedelta(days=days)
        lines.append(f"{day:%Y/%m/%d},{paid_in or ''},{paid_out or ''},{text},{balance}")
    return "\r\n".join([*lines, ""])
