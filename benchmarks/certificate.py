"""Setting one certificate, beside the same page set by Typst with the fonts kept and nothing of ours around it."""

import json
from datetime import date

import typst

from benchmarks.measure import report
from cohorts.certificate import TEMPLATE, draw, printed_day
from lms.kernel.typesetting import FONT_FOLDERS, qr_svg

SESSION = {"half": "午前", "title": "経営戦略としてのCS理論", "formats": "講義・事例分析発表"}
FACTS = {
    "heading": "認定証",
    "heading_en": "Certificate of Instructor License",
    "number": "CSI-2026-0001-8",
    "title": "CS実務インストラクター",
    "holder_name": "髙橋 花子",
    "holder_romaji": "TAKAHASHI Hanako",
    "body": ["講座を修了し、所定の評価において認定基準に達しました。", "よって、ここに次の資格を認定します。"],
    "issued": printed_day(date(2027, 3, 1)),
    "valid_from": printed_day(date(2027, 3, 1)),
    "valid_through": printed_day(date(2030, 2, 28)),
    "issuer": "見本協会",
    "representative": "",
    "verify_url": "http://127.0.0.1:8000/verify/CSI-2026-0001-8/",
    "small_print": "認定基準 第1版による認定　／　証書 第1号",
    "course_title": "CS実務教育インストラクター養成講座",
    "cohort_title": "2026年度",
    "days": [],
    "notes": [],
}


def run() -> None:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=FONT_FOLDERS)
    data = json.dumps({**FACTS, "qr": qr_svg(FACTS["verify_url"])}, ensure_ascii=False)
    report(
        "certificate: ours / Typst with the fonts kept",
        lambda: draw(FACTS),
        lambda: typst.compile(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts, sys_inputs={"data": data}),
    )
