"""What stands in a cell of a list, as it is stored; each reader raises a sentence about what it cannot read. Pure."""

import re
import unicodedata
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from cohorts.imports.columns import CellUnreadable
from lms.kernel import names
from lms.kernel.japanese_dates import read_day
from lms.kernel.mail_address import plain_address

EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

Reader = Callable[[str], str]


def text(longest: int) -> Reader:
    """As typed; line breaks and runs of spaces become one space, nothing else is touched (names keep 髙 and 𠮷)."""

    def read(cell: str) -> str:
        if cell.strip() in EXCEL_ERRORS:
            raise CellUnreadable(_("Excel shows an error here: %(text)s.") % {"text": cell.strip()})
        written = re.sub(r"[ \t\r\n]+", " ", cell).strip(" \u3000")
        if CONTROLS.search(written) or "\ufffd" in written:
            raise CellUnreadable(_("There are damaged characters in this cell."))
        if len(written) > longest:
            raise CellUnreadable(_("Longer than %(longest)d characters.") % {"longest": longest})
        return written

    return read


def needed(reader: Reader) -> Reader:
    def read(cell: str) -> str:
        written = reader(cell)
        if not written:
            raise CellUnreadable(_("This cell is empty."))
        return written

    return read


def number(longest: int) -> Reader:
    """Full-width letters and digits become plain ones, as on the paper."""
    plain = text(longest)
    return lambda cell: plain(unicodedata.normalize("NFKC", cell))


def kana(cell: str) -> str:
    """Hiragana and half-width katakana become full-width katakana."""
    written = names.katakana(text(200)(cell))
    if written and not names.is_katakana(written):
        raise CellUnreadable(_("“%(text)s” is not kana.") % {"text": written})
    return written


def day(cell: str) -> str:
    """ISO 8601."""
    return read_day(cell).isoformat() if cell.strip() else ""


def email(cell: str) -> str:
    written = plain_address(text(254)(cell))
    if written:
        try:
            validate_email(written)
        except ValidationError:
            raise CellUnreadable(_("“%(text)s” is not an e-mail address.") % {"text": written}) from None
    return written


def postal_code(cell: str) -> str:
    """123-4567, from seven digits of any width."""
    written = text(20)(cell)
    digits = names.digits(written)
    if written and len(digits) != 7:
        raise CellUnreadable(_("“%(text)s” is no postal code of seven digits.") % {"text": written})
    return f"{digits[:3]}-{digits[3:]}" if digits else ""


def phone(cell: str) -> str:
    """A telephone number is text: its zeros in front and its extension stay."""
    written = unicodedata.normalize("NFKC", text(40)(cell)).translate(DASHES)
    digits = names.digits(written)
    is_whole = len(digits) >= 9 and (digits.startswith("0") or "+" in written)
    if written and not is_whole:
        raise CellUnreadable(
            _("“%(text)s” is no whole telephone number; Excel may have cut the 0 in front.") % {"text": written}
        )
    return written
