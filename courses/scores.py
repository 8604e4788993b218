"""Scores as people type them. Pure: text in, Decimal or the reason against it out."""

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

LONGEST = 12  # characters; no exam has a score that needs more
MINUSES = "-‐‑‒–—―−"
SCORE = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
#: Between several scores in one field; a comma is not among them, because "30,5" could be one score or two.
SEPARATORS = re.compile(r"[\s+、;/]+")


class Flaw(StrEnum):
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    COMMA = "comma"
    TOO_LONG = "too_long"


class NotAScore(ValueError):
    """What was typed is no score; `flaw` says why, `typed` what it was."""

    def __init__(self, flaw: Flaw, typed: str) -> None:
        super().__init__(f"{flaw}: {typed!r}")
        self.flaw, self.typed = flaw, typed


def parse_score(typed: str) -> Decimal:
    """A number of points, exactly as typed; full-width digits and a trailing 「点」 are understood.

    Raises NotAScore.
    """
    text = unicodedata.normalize("NFKC", typed).strip().removesuffix("点").strip()
    if len(text) > LONGEST:
        raise NotAScore(Flaw.TOO_LONG, typed)
    if SCORE.fullmatch(text):
        return Decimal(text)
    if text[:1] in MINUSES and SCORE.fullmatch(text[1:].strip()):
        raise NotAScore(Flaw.NEGATIVE, typed)
    raise NotAScore(Flaw.COMMA if "," in text else Flaw.NOT_A_NUMBER, typed)


def split_scores(typed: str) -> list[str]:
    """Several scores in one field, parted by spaces, 「+」 or 「、」."""
    text = unicodedata.normalize("NFKC", typed)
    return [one for one in SEPARATORS.split(text) if one]


def shown_points(points: Decimal) -> str:
    """Points as people write them: 30, 69.5; every decimal there is, no zeros behind them."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
