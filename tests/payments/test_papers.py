"""Every paper, drawn: the fields the law and its reader look for, its own fonts, and the archive it says it fits."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from payments import paper
from payments.money import Yen

SELLER = paper.Seller(
    "一般社団法人見本検定協会",
    "代表理事 見本 一郎",
    "〒100-0001 東京都見本区1-2-3",
    "電話 03-0000-0000",
    "T7000012050002",
)
HEAD = paper.Head("X-2026-000007", date(2027, 1, 12), "株式会社𠮷田髙橋製作所 御中", "O-2026-000123", SELLER, "")
SEAT = paper.Item("CS実務教育インストラクター養成講座 認定コース", "早期割引（20%引）", 1, 70_400, 10)
BOOKS = paper.Item("教本", "", 2, 3_240, 10)
LUNCH = paper.Item("昼食（持ち帰り）", "", 1, 1_080, 8)
DAMAGES = paper.Item("延滞損害金", "", 1, 500, None)
# (1) issuer and number, (6) recipient; the others are each paper's own: 消費税法57条の4.
EVERYWHERE = (
    "X-2026-000007", "2027年1月12日（火）", "株式会社𠮷田髙橋製作所御中", "O-2026-000123", "一般社団法人見本検定協会",
    "代表理事見本一郎", "〒100-0001東京都見本区1-2-3", "電話03-0000-0000", "登録番号T7000012050002",
)  # fmt: skip
# Two rates and a line out of scope on one paper: 76,880 at 10 %, 1,080 at 8 %, each rounded once.
SUMS = (
    "認定コース", "早期割引（20%引）", "教本", "昼食（持ち帰り）", "延滞損害金", "8%（軽減税率）対象1,000円80円1,080円",
    "10%対象69,891円6,989円76,880円", "不課税500円—500円", "78,460円",
)  # fmt: skip


def receipt(head: paper.Head = HEAD, **changes: object) -> dict:
    facts = {"paid_on": date(2027, 1, 11), "method": "card"} | changes
    return paper.receipt(head, [SEAT, BOOKS, LUNCH, DAMAGES], **facts)


def invoice(head: paper.Head = HEAD, **changes: object) -> dict:
    facts = {"sold_on": date(2027, 1, 10), "is_paid": False} | changes
    return paper.invoice(head, [SEAT, BOOKS, LUNCH, DAMAGES], **facts)


def credit(head: paper.Head = HEAD, *, back: int = 35_200, kept: int = 0, method: str = "card") -> dict:
    return paper.credit(
        head,
        [SEAT],
        back_jpy=Yen(back),
        kept_fee_jpy=Yen(kept),
        sold_on=date(2027, 1, 11),
        returned_on=date(2027, 1, 20),
        original=paper.Original("領収書", "R-2026-000001", date(2027, 1, 11)),
        method=method,
    )


INVOICE = paper.Original("請求書", "I-2026-000001", date(2027, 1, 10))
QUALIFIED = "適格請求書（インボイス）"
BY_TRANSFER = {"due_on": date(2027, 2, 26), "account": "見本銀行 本店 普通 1234567 シャ）ミホンケンテイキョウカイ"}
PAPERS = {
    "receipt, by card": (receipt(), (*SUMS, "領収書", "2027年1月11日（月）", "クレジットカード利用", QUALIFIED)),
    "receipt, in cash": (receipt(method="konbini"), (*SUMS, "コンビニエンスストア払い", QUALIFIED)),
    "receipt, by transfer": (receipt(method="bank_transfer"), (*SUMS, "銀行振込", QUALIFIED)),
    "receipt for an invoice": (receipt(invoice=INVOICE), (*SUMS, "請求書I-2026-000001に対する")),
    "receipt, less a discount": (
        receipt(invoice=INVOICE, allowed_jpy=Yen(7_846)),
        (
            "売上値引18%（軽減税率）-108円", "売上値引110%-7,688円", "売上値引1不課税-50円", "領収金額70,614円",
            "8%（軽減税率）対象900円72円972円", "10%対象62,902円6,290円69,192円", "10%対象7,688円、うち消費税額698円",
            "請求書I-2026-000001（取引日2027年1月10日（日））に対する対価の返還", "適格返還請求書を兼ねて",
        ),
    ),
    "receipt, reissued": (
        receipt(replace(HEAD, replaces="領収書 R-2026-000001")),
        (*SUMS, "再発行", "領収書R-2026-000001の差し替え", "領収書R-2026-000001は無効です"),
    ),
    "invoice": (invoice(), (*SUMS, "請求書", "取引日2027年1月10日（日）", "マイページより", QUALIFIED)),
    "invoice, paid": (invoice(is_paid=True), (*SUMS, "お支払い済み", QUALIFIED)),
    "invoice, by transfer": (
        invoice(**BY_TRANSFER),
        (*SUMS, "お支払期限2027年2月26日（金）", "お振込先見本銀行本店普通1234567シャ）ミホンケンテイキョウカイ", QUALIFIED),
    ),
    "credit": (
        credit(),
        (
            "適格返還請求書", "返還日2027年1月20日（水）", "元の取引日2027年1月11日（月）", "領収書R-2026-000001", "代金の返還",
            "10%対象32,000円3,200円35,200円", "お支払いに用いられた方法へ",
        ),
    ),
    "credit of cash": (credit(method="konbini"), ("適格返還請求書", "ご指定の銀行口座へお振り込みします")),
    "settlement of everything": (
        credit(back=0, kept=70_400),
        (
            "適格返還請求書", "返還金額0円", "10%対象64,000円6,400円70,400円", "不課税（キャンセル料）-70,400円—-70,400円",
            "返金はありません",
        ),
    ),
    "settlement": (
        credit(back=49_280, kept=21_120),
        (
            "適格返還請求書", "10%対象64,000円6,400円70,400円", "不課税（キャンセル料）-21,120円—-21,120円", "49,280円",
            "消費税の対象外（不課税）",
        ),
    ),
}  # fmt: skip


def words_of(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_states_every_field(name):
    content, fields = PAPERS[name]
    words = words_of(paper.draw(content))
    assert [field for field in (*EVERYWHERE, *fields) if field not in words] == []


@pytest.mark.parametrize("draw", [receipt, invoice, credit], ids=lambda draw: draw.__name__)
def test_without_a_registration_number_no_paper_calls_itself_qualified(draw):
    words = words_of(paper.draw(draw(replace(HEAD, seller=replace(SELLER, registration_number="")))))
    assert [word for word in ("適格", "インボイス", "登録番号") if word in words] == []
    assert "10%対象" in words


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_brings_its_fonts_and_says_which_archive_it_fits(name, tmp_path):
    """As far as tools tell: no validator of PDF/A is installed here, so identification, tags and fonts are read."""
    pdf = paper.draw(PAPERS[name][0])
    root = PdfReader(BytesIO(pdf)).root_object
    xmp = root["/Metadata"].get_data().decode()
    assert re.findall(r"<(pdf\w+:(?:part|conformance))>(\w+)<", xmp) == [
        ("pdfaid:part", "3"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1"),
    ]  # fmt: skip
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("ja")
    assert root["/OutputIntents"]
    if shutil.which("pdffonts"):
        assert fonts_of(pdf, tmp_path) == {("yes", "yes", "yes")}


def fonts_of(pdf: bytes, folder) -> set[tuple[str, ...]]:
    """(embedded, subset, with a way back to Unicode) of each font."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    return {tuple(line.split()[-5:-2]) for line in told.splitlines()[2:]}
