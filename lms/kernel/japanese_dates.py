"""Days as people write them in lists: 2026/11/3, 2026年11月3日, 令和8年11月3日, R8.11.3. Pure."""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext_lazy as _

from lms.kernel.calendar import ERAS
from lms.kernel.obstacles import Obstacle

STARTS = dict(ERAS)
ERA_NAMES = {"令": "令和", "R": "令和", "平": "平成", "H": "平成", "昭": "昭和", "S": "昭和"}
ERA = r"(?P<era>令和|平成|昭和|令|平|昭|R|H|S)\.?(?P<era_year>元|\d{1,2})"
WESTERN = r"(?P<year>\d{4})"
SEPARATED = r"(?:[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})|年(?P<month_word>\d{1,2})月(?P<day_word>\d{1,2})日?)"
WHOLE = re.compile(rf"(?:{ERA}|{WESTERN}){SEPARATED}")
COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
PARTIAL = re.compile(rf"(?:{ERA}|{WESTERN})(?:年|年度)?(?:[-/.]?\d{{1,2}}月?)?")
SERIAL = re.compile(r"\d{5}(?:\.0+)?")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
AFTER_THE_DAY = re.compile(r"(?:\([日月火水木金土](?:曜日?)?\))?(?:T?0{1,2}:00(?::00(?:\.0+)?)?)?$")


class NotADay(Obstacle):
    def __init__(self, text: str) -> None:
        super().__init__(
            _("“%(text)s” is not a day. Write it like 2026/11/3 or 令和8年11月3日.") % {"text": text.strip()}
        )


class DayMissing(Obstacle):
    def __init__(self, text: str) -> None:
        super().__init__(_("“%(text)s” leaves the day open. Write month and day as well.") % {"text": text.strip()})


class DayIsANumber(Obstacle):
    def __init__(self, text: str) -> None:
        super().__init__(
            _("“%(text)s” is a number. Give the column the format of a date in Excel.") % {"text": text.strip()}
        )


class BeforeTheEra(Obstacle):
    def __init__(self, text: str, era: str) -> None:
        words = {"text": text.strip(), "era": era, "start": STARTS[era].isoformat()}
        super().__init__(_("“%(text)s” does not exist: %(era)s began on %(start)s.") % words)


def read_day(text: str) -> date:
    """The day a cell names, in either calendar and any width.

    Papers printed before an era ended name years of it that never came (平成33年); they are counted on.

    Raises NotADay, DayMissing (昭和55年), DayIsANumber (a date that lost its format in Excel), BeforeTheEra.
    """
    normal = "".join(unicodedata.normalize("NFKC", text).translate(DASHES).upper().split())
    normal = AFTER_THE_DAY.sub("", normal)
    found = WHOLE.fullmatch(normal) or COMPACT.fullmatch(normal)
    if found is None:
        if SERIAL.fullmatch(normal):
            raise DayIsANumber(text)
        raise DayMissing(text) if PARTIAL.fullmatch(normal) else NotADay(text)
    parts = found.groupdict()
    month, day = (int(parts[name] or parts[f"{name}_word"] or 0) for name in ("month", "day"))
    era = ERA_NAMES.get(parts.get("era") or "", parts.get("era"))
    try:
        named = date(_year(parts, era), month, day)
    except ValueError:
        raise NotADay(text) from None
    if era and named < STARTS[era]:
        raise BeforeTheEra(text, era)
    return named


def _year(parts: dict[str, str | None], era: str | None) -> int:
    if era is None:
        return int(parts["year"] or 0)
    written = parts["era_year"] or ""
    return STARTS[era].year + (1 if written == "元" else int(written)) - 1
