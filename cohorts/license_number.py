"""License numbers: "CSI-2027-0001-W", told apart from a typing error by their last character. Pure."""

import re
import unicodedata

from lms.kernel import check_character

SHAPE = re.compile(r"([A-Z]{1,8})-?([0-9]{4})-?([0-9]{4,6})-?([0-9A-Z])")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－ｰ", "-"))
LONGEST_INPUT = 40


def compose(*, prefix: str, fiscal_year: int, sequence: int) -> str:
    """The number of the sequence-th license of a fiscal year."""
    stem = f"{prefix}-{fiscal_year:04d}-{sequence:04d}"
    return f"{stem}-{check_character.check_character(stem)}"


def canonical(typed: str) -> str | None:
    """The number as printed, from what a person typed; None for what cannot be one.

    Full-width characters, lower case, spaces and any kind of dash (or none) are accepted.
    """
    if len(typed) > LONGEST_INPUT:
        return None
    text = "".join(unicodedata.normalize("NFKC", typed).translate(DASHES).upper().split())
    match = SHAPE.fullmatch(text)
    if match is None or not check_character.is_valid(text):
        return None
    return "-".join(match.groups())
