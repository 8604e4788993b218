"""PDF documents from Typst templates: Japanese fonts inside, tagged, archivable, byte for byte repeatable."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import noto_cjk_sans_jp_bold
import noto_cjk_sans_jp_regular
import segno
import typst
from fontTools.ttLib import TTFont

FONT_FOLDERS = [Path(module.__file__).parent for module in (noto_cjk_sans_jp_regular, noto_cjk_sans_jp_bold)]


class UndrawableText(ValueError):
    """The fonts have no glyph for these characters; printing them would leave empty boxes on a document."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        super().__init__(f"No glyph for {', '.join(f'{c} (U+{ord(c):04X})' for c in characters)}")


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF of a Typst template that reads `json(bytes(sys.inputs.data))`.

    The same template and data give the same bytes: the document's date must come from the data, the clock is not asked.
    The template can read files of its own folder only, sees no system fonts, and gets the data as values, never as
    markup.

    Raises UndrawableText where any text of the data holds a character the fonts cannot draw.
    """
    pdf = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        sys_inputs=_inputs(data),
        # ISO 19005-3 level A (archiving, tagged, may carry attachments), ISO 14289-1 (accessible): the compiler checks.
        pdf_standards=["a-3a", "ua-1"],
        timestamp=0,
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - one file without an output path is returned as bytes
    return pdf


def picture(template: Path, data: Mapping[str, Any], *, dots_per_inch: int = 110) -> bytes:
    """The first page of a Typst template as a PNG. Raises UndrawableText as `typeset` does."""
    pages: Any = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        sys_inputs=_inputs(data),
        format="png",
        ppi=dots_per_inch,
        timestamp=0,
    )
    return bytes(pages[0] if isinstance(pages, list) else pages)


def _inputs(data: Mapping[str, Any]) -> dict[str, str]:
    if missing := undrawable("".join(_texts(data))):
        raise UndrawableText(missing)
    return {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}


def undrawable(text: str) -> str:
    """The characters of a text our fonts cannot draw, each once, in order; "" when all is well."""
    drawable, variants = _coverage()
    missing = dict.fromkeys(
        character
        for previous, character in zip(" " + text, text, strict=False)
        if ord(character) not in drawable
        and (ord(previous), ord(character)) not in variants
        and character not in "\n\r\t"
    )
    return "".join(missing)


def qr_svg(url: str) -> str:
    """An SVG of the QR code for an address, for `image(bytes(d.qr), format: "svg")`; level M survives a worn print."""
    out = BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    """Read once per process: the two files hold 33 MB."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=FONT_FOLDERS)


@cache
def _coverage() -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Code points, and (kanji, variation selector) pairs, that both weights can draw."""
    points, pairs = zip(*(_coverage_of(path) for folder in FONT_FOLDERS for path in folder.glob("*.otf")), strict=True)
    return frozenset.intersection(*points), frozenset.intersection(*pairs)


def _coverage_of(path: Path) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    with TTFont(path, lazy=True) as font:
        table = font["cmap"]
        pairs = {
            (base, selector)
            for subtable in table.tables
            if subtable.format == 14
            for selector, entries in subtable.uvsDict.items()
            for base, _glyph in entries
        }
        return frozenset(table.getBestCmap()), frozenset(pairs)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
