"""The image and the printed sheet of the sample lessons, drawn here so that nothing is taken from anywhere."""

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from lms.kernel.typesetting import FONT_FOLDERS, typeset

PAPER, INK, QUIET, INDIGO, LINE = "#FBFAF7", "#1D2733", "#55606E", "#1F3A5F", "#C9C0AE"
WIDTH, HEIGHT = 1280, 620
STAGES = (
    ("お客様の実感", "接客・商品・手続きの\n一つひとつの体験", "毎日"),
    ("続ける・薦める", "継続、再来店、\n知人への紹介", "数か月後"),
    ("売上と利益", "解約率、紹介による\n新規、既存客の売上", "次の決算"),
)
ALT_TEXT = (
    "三つの枠が左から右へ矢印でつながる図。お客様の実感は毎日、続ける・薦めるという行動は数か月後、"
    "売上と利益は次の決算に現れることを示す。"
)
SHEET = {
    "title": "気づき観察シート",
    "issuer": "講座事務局（見本）",
    "lead": "一つの場面を15分だけ眺め、お客様の言葉ではなく動きを書き留めてください。評価や対策は書きません。",
    "head": ["観察した場所", "日時", "観察した人"],
    "columns": ["見えた動き", "その直前にあったこと", "まだ言葉になっていないこと"],
    "closing": "いちばん意外だった一行と、その理由",
}


def leading_indicator_png() -> bytes:
    """「CSは先行指標」: three stages, each later than the one before."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.text((60, 46), "満足は、先に現れる", font=_font("Bold", 44), fill=INDIGO)
    for place, stage in enumerate(STAGES):
        _draw_stage(draw, 60 + place * 410, *stage)
        if place:
            _draw_arrow(draw, 60 + place * 410 - 58, 330)
    draw.line((60, 548, WIDTH - 60, 548), fill=LINE, width=2)
    draw.text((WIDTH - 60, 562), "時間", font=_font("Regular", 24), fill=QUIET, anchor="ra")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


@cache
def observation_sheet_pdf() -> bytes:
    return typeset(Path(__file__).parent / "typst" / "observation_sheet.typ", SHEET)


def _draw_stage(draw: ImageDraw.ImageDraw, left: int, title: str, words: str, when: str) -> None:
    draw.rectangle((left, 170, left + 340, 500), outline=INDIGO, width=3, fill="#FFFFFF")
    draw.text((left + 170, 210), title, font=_font("Bold", 36), fill=INK, anchor="ma")
    draw.multiline_text(
        (left + 170, 290), words, font=_font("Regular", 27), fill=QUIET, anchor="ma", align="center", spacing=14
    )
    draw.text((left + 170, 430), when, font=_font("Bold", 32), fill=INDIGO, anchor="ma")


def _draw_arrow(draw: ImageDraw.ImageDraw, left: int, middle: int) -> None:
    draw.line((left, middle, left + 40, middle), fill=INDIGO, width=4)
    draw.polygon([(left + 48, middle), (left + 30, middle - 11), (left + 30, middle + 11)], fill=INDIGO)


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = next(path for folder in FONT_FOLDERS for path in folder.glob(f"*{weight}*.otf"))
    return ImageFont.truetype(str(path), size)
