"""Which column of a bank's file holds what, by the headings banks give them or as somebody chose. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Role(StrEnum):
    """What a column holds."""

    DATE = "date"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    AMOUNT = "amount"
    DIRECTION = "direction"
    PAYER = "payer"
    TEXT = "text"
    BALANCE = "balance"


#: Headings as banks write them, without spaces, brackets and a leading お; the first that is there is taken.
HEADINGS: dict[Role, tuple[str, ...]] = {
    Role.DATE: (
        "取引日", "日付", "年月日", "取引年月日", "取引日付", "勘定日", "入出金日", "取扱日付", "取扱日", "入金日",
        "起算日", "date",
    ),
    Role.YEAR: ("操作日年", "取引日年", "年"),
    Role.MONTH: ("操作日月", "取引日月", "月"),
    Role.DAY: ("操作日日", "取引日日", "日"),
    Role.DEPOSIT: (
        "預り金額", "預かり金額", "預入金額", "預入れ", "預入", "入金金額", "入金額", "受入金額", "入金", "受入",
        "deposit",
    ),
    Role.WITHDRAWAL: (
        "支払金額", "支払い金額", "払出金額", "引出金額", "出金金額", "出金額", "引出し", "引出", "支払", "出金",
        "払出", "withdrawal",
    ),
    Role.AMOUNT: ("入出金", "取引金額", "金額", "入出金額", "amount"),
    Role.DIRECTION: ("入払区分", "入出金区分", "取引区分"),
    Role.PAYER: (
        "振込依頼人名", "振込依頼人", "依頼人名", "振込人名", "摘要内容", "入出金先内容", "取扱い内容",
        "取り扱い内容", "取引内容",
    ),
    Role.TEXT: ("摘要", "内容", "詳細1", "取引名", "メモ", "備考", "詳細2", "edi情報"),
    Role.BALANCE: ("差引残高", "残高", "取引後残高", "現在貸付高", "現在高", "balance"),
}  # fmt: skip


def columns_of(headings: Sequence[str], chosen: Mapping[str, str]) -> dict[Role, str]:
    """Which heading stands for which role: as chosen where that heading is there, else by its usual names."""
    by_key = {_heading_key(heading): heading for heading in reversed(headings) if heading}
    found: dict[Role, str] = {}
    for role in Role:
        if chosen.get(role) in headings:
            found[role] = chosen[role]
            continue
        usual = next((by_key[name] for name in HEADINGS[role] if name in by_key), None)
        if usual and usual not in found.values():
            found[role] = usual
    if Role.DEPOSIT in found and Role.AMOUNT not in chosen:
        found.pop(Role.AMOUNT, None)
    return found


def missing_in(columns: Mapping[Role, str]) -> list[Role]:
    """What a statement cannot be read without: a day, an amount, and somebody it came from."""
    has_day = Role.DATE in columns or {Role.YEAR, Role.MONTH, Role.DAY} <= set(columns)
    has_amount = Role.AMOUNT in columns or Role.DEPOSIT in columns
    has_payer = Role.PAYER in columns or Role.TEXT in columns
    wanted = [(Role.DATE, has_day), (Role.DEPOSIT, has_amount), (Role.PAYER, has_payer)]
    return [role for role, is_there in wanted if not is_there]


def _heading_key(heading: str) -> str:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", heading)).casefold()
    return re.sub(r"[()（）「」\[\]]|円$|\(円\)", "", plain.replace("(円)", "")).removeprefix("お").removeprefix("ご")
