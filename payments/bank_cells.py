"""Days and amounts as banks write them in the cells of a statement. Pure."""

import re
import unicodedata
from datetime import date

from lms.kernel.japanese_dates import STARTS, read_day
from lms.kernel.obstacles import Obstacle

#: Where a year in two digits may begin to be counted: this era's first year is 1.
COUNTED_FROM = (STARTS["令和"].year - 1, 2000)
TIME_OF_DAY = re.compile(r"\s*T?\d{1,2}:\d{2}(?::\d{2})?\s*$")
SHORT = re.compile(r"(\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2})(\d{2})")


def day_of(text: str, *, today: date) -> date | None:
    """A day in any of the banks' ways: 2027/1/5, 20270105, 2027年1月5日, 令和9年1月5日, R9.1.5, 090105, 27-01-05.

    A year in two digits is this era's or this century's: the later of the two that is not still to come.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"\s*\([^)]*\)$", "", TIME_OF_DAY.sub("", plain))
    if found := SHORT.fullmatch(re.sub(r"\s", "", plain)):
        year, month, day = [int(part) for part in found.groups() if part]
        meant = [_day(base + year, month, day) for base in COUNTED_FROM]
        return max((each for each in meant if each and each <= today), default=None)
    try:
        return read_day(plain)
    except Obstacle:
        return None


def yen_of(text: str) -> int | None:
    """Whole yen; 0 where nothing stands there, None where it is no amount. 「▲1,000」 and 「(1,000)」 are negative."""
    plain = re.sub(r"[\s,円¥\\]", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"^\((.*)\)$", r"-\1", plain)
    plain = re.sub(r"^[▲△−–]", "-", plain)
    if plain in {"", "-", "*"}:
        return 0
    return int(plain) if re.fullmatch(r"[+-]?\d{1,13}", plain) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
