"""Bytes to text: UTF-8 or the Shift_JIS of Japanese Windows, and nothing half-understood."""

import re

from courses.outlines.reading_errors import Reason, Unreadable
from courses.outlines.sheet import MOST_BYTES

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
HALF_WIDTH_KANA = re.compile(r"[\uff61-\uff9f]")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
LONGEST_CHARACTER = 4  # bytes in UTF-8


def decode(data: bytes) -> str:
    """The text of a file, with line feeds at the ends of lines.

    Raises Unreadable where the file is empty, too large, cut off inside a character, or in another encoding. Almost any
    bytes "are" Shift_JIS: damaged UTF-8 and EUC-JP are recognised by the gibberish they would give.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(Reason.TOO_LARGE, most=MOST_BYTES)
    text = _decoded(data)
    if not text.strip():
        raise Unreadable(Reason.EMPTY)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-16" if data.startswith(UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        wrong = error
    line = data.count(b"\n", 0, wrong.start) + 1
    if wrong.reason in {"unexpected end of data", "truncated data"} and len(data) - wrong.start < LONGEST_CHARACTER:
        raise Unreadable(Reason.CUT_OFF, line)
    if _is_damaged_utf8(data):
        raise Unreadable(Reason.ENCODING, line)
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        raise Unreadable(Reason.ENCODING, line) from None
    if len(HALF_WIDTH_KANA.findall(text)) > len(JAPANESE.findall(text)):
        raise Unreadable(Reason.ENCODING, line)
    return text


def _is_damaged_utf8(data: bytes) -> bool:
    """More Japanese than damage: the file is UTF-8 with something wrong in it, and Shift_JIS would be gibberish."""
    text = data.decode("utf-8", errors="replace")
    return len(JAPANESE.findall(text)) > text.count("\ufffd")
