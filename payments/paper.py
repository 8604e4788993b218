"""What stands on an invoice, a receipt or a credit document. Values in, values out; nothing is read or stored here.

The papers are Japanese documents under Japanese law, so their words are Japanese whatever the reader's language is.
Fields of a qualified invoice: 消費税法57条の4; of one for money that goes back: the same article, paragraph 3.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from lms.kernel.calendar import long_date
from lms.kernel.typesetting import typeset
from payments.money import (
    Line,
    Totals,
    Yen,
    format_yen,
    less,
    spread,
    tax_included_in,
    totals_of,
    totals_with_tax_inside,
)

TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
METHODS = {
    "card": "クレジットカード利用",
    "konbini": "コンビニエンスストア払い",
    "paypay": "PayPay利用",
    "bank_transfer": "銀行振込",
}
NOTHING = Yen(0)
WITH_TAX, WITHOUT_TAX = "税込", "税抜"
# Cash and transfers leave no card to send money back to.
PAID_IN_CASH = {"konbini", "bank_transfer"}


@dataclass(frozen=True, slots=True)
class Seller:
    """Who issues. Without a registration number nothing on the paper calls it a qualified invoice."""

    name: str
    representative: str
    address: str
    contact: str
    registration_number: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing sold; its price in yen, tax included unless the head of its paper says otherwise."""

    title: str
    note: str
    quantity: int
    unit_jpy: int
    percent: int | None

    @property
    def line(self) -> Line:
        return Line(Yen(self.unit_jpy * self.quantity), self.percent)


@dataclass(frozen=True, slots=True)
class Head:
    """What every paper says at its top; `addressee` with 様 or 御中, `excludes_tax` of the prices below."""

    number: str
    issued_on: date
    addressee: str
    order_number: str
    seller: Seller
    replaces: str
    buyer_reference: str = ""
    cost_center: str = ""
    excludes_tax: bool = False

    @property
    def references(self) -> list[tuple[str, str]]:
        """How either side finds the sale again: our number, and the buyer's own."""
        numbers = [
            ("注文番号", self.order_number),
            ("貴社注文番号", self.buyer_reference),
            ("貴社コストセンター", self.cost_center),
        ]
        return [(label, value) for label, value in numbers if value]


@dataclass(frozen=True, slots=True)
class Original:
    """The paper another one is about: its name, its number, and the day of the transaction it states."""

    name: str
    number: str
    sold_on: date

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def receipt(
    head: Head,
    items: Sequence[Item],
    *,
    paid_on: date,
    method: str,
    invoice: Original | None = None,
    allowed_jpy: Yen = NOTHING,
) -> dict[str, Any]:
    """A receipt states the day the money came and what came of it, and names the invoice it answers, if there is one.

    `allowed_jpy` are yen of the price that the seller gave as a discount (売上値引), so that less was received.
    """
    sale = _sale(head, items)
    off = spread(allowed_jpy, sale)
    facts = [("領収日（取引日）", long_date(paid_on)), ("お支払方法", METHODS.get(method, "オンライン決済"))]
    notes = ["電子的に交付する領収書のため、収入印紙は不要です。"]
    if invoice:
        notes.insert(0, f"本領収書は、{invoice} に対するお支払いを証するものです。")
    elif head.seller.registration_number:
        notes.insert(0, "本書は、消費税法に定める適格請求書（インボイス）を兼ねています。")
    if invoice and off:
        notes.insert(1, _allowance_note(head, off, invoice))
    data = _paper(head, "領収書", facts=facts, items=items, totals=less(sale, off), notes=notes)
    data["lines"] += [_deduction("売上値引（税込）" if head.excludes_tax else "売上値引", line) for line in off]
    return {**data, "lead": "下記のとおり領収いたしました。", "amount_label": "領収金額"}


def _allowance_note(head: Head, off: Sequence[Line], invoice: Original) -> str:
    """What makes the receipt the paper of a discount on an invoiced sale (消費税法57条の4第3項)."""
    parts = [
        f"{_rate(line.percent)}対象 {format_yen(line.amount_jpy)}、"
        f"うち消費税額 {format_yen(tax_included_in(line.amount_jpy, line.percent or 0))}"
        for line in off
    ]
    note = f"売上値引（{'／'.join(parts)}）は、{invoice}（取引日 {long_date(invoice.sold_on)}）に対する対価の返還です。"
    qualified = "本書は、この値引きについての適格返還請求書を兼ねています。"
    return f"{note}{qualified}" if head.seller.registration_number else note


def invoice(
    head: Head,
    items: Sequence[Item],
    *,
    sold_on: date,
    is_paid: bool,
    due_on: date | None = None,
    terms: str = "",
    account: str = "",
) -> dict[str, Any]:
    """What is to be paid: by transfer to `account` until `due_on`, where there is such a day, otherwise online.

    `terms` are the agreed terms that the day follows from, in words.
    """
    totals = _sale(head, items)
    facts = [("取引日", long_date(sold_on))]
    if is_paid:
        facts.append(("お支払い", "お支払い済み"))
    elif due_on:
        agreed = [("お支払条件", terms)] if terms else []
        facts += [("お支払期限", long_date(due_on)), *agreed, ("お振込先", account or "別途ご案内する銀行口座")]
    else:
        facts.append(("お支払い", "マイページよりお支払いください"))
    notes = ["本書は、消費税法に定める適格請求書（インボイス）です。"] if head.seller.registration_number else []
    return {
        **_paper(head, "請求書", facts=facts, items=items, totals=totals, notes=notes),
        "lead": "下記のとおりご請求申し上げます。",
        "amount_label": "ご請求金額",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteTexts:
    """What a quote says besides its lines; `terms` are those of payment, in words."""

    subject: str
    contact: str
    valid_until: str
    delivery: str
    terms: str
    cancellation: str
    notes: str
    version: str


def quote(head: Head, items: Sequence[Item], texts: QuoteTexts) -> dict[str, Any]:
    """What would be sold at which price until when, and on which terms (見積書)."""
    totals = _sale(head, items)
    facts = [
        ("件名", texts.subject),
        ("ご担当", f"{texts.contact} 様" if texts.contact else ""),
        ("版", texts.version),
        ("有効期限", texts.valid_until),
        ("納期・実施", texts.delivery or "別途ご相談"),
        ("お支払条件", texts.terms),
    ]
    data = _paper(head, "見積書", facts=[fact for fact in facts if fact[1]], items=items, totals=totals, notes=[])
    terms = [("キャンセル条件", texts.cancellation), ("備考", texts.notes)]
    return {
        **data,
        "terms": [{"title": title, "text": text} for title, text in terms if text],
        "lead": "下記のとおりお見積り申し上げます。",
        "amount_label": "御見積金額",
    }


def credit(
    head: Head,
    items: Sequence[Item],
    *,
    back_jpy: Yen,
    kept_fee_jpy: Yen,
    sold_on: date,
    returned_on: date,
    original: Original | None,
    method: str,
    about: str = "",
) -> dict[str, Any]:
    """Money that went back. A kept cancellation fee is out of scope, so that the price is reversed with its tax.

    Where the fee is the whole price nothing goes back, and the paper states that the taxable sale is none any more.
    `items` are what it is about, the one seat that was given up for example, and `about` says whose that is.
    """
    sale = _sale(head, items)
    # A fee decided on the regular price can make both together more than the sale.
    reversed_jpy = Yen(min(back_jpy + kept_fee_jpy, sale.total_jpy))
    reversed_lines = spread(reversed_jpy, sale)
    totals = totals_with_tax_inside(reversed_lines)
    what = items[0].title if len(items) == 1 else f"{items[0].title} ほか"
    rows = [Item(f"{what}（代金の返還）", about, 1, line.amount_jpy, line.percent) for line in reversed_lines]
    facts = [("返還日", long_date(returned_on)), ("元の取引日", long_date(original.sold_on if original else sold_on))]
    if original:
        facts.append(("対象の書類", str(original)))
    title = "適格返還請求書" if head.seller.registration_number else "返還明細書"
    way = "ご指定の銀行口座へお振り込みします" if method in PAID_IN_CASH else "お支払いに用いられた方法へお戻しします"
    notes = [f"返金は、{way}。"] if back_jpy else ["代金の全額をキャンセル料に充てたため、返金はありません。"]
    data = _paper(head, title, facts=facts, items=rows, totals=totals, notes=notes)
    kept = Yen(reversed_jpy - back_jpy)
    if kept:
        data["lines"].append(_deduction("キャンセル料", Line(kept, None)))
        data["notes"].append("キャンセル料は損害賠償金にあたり、消費税の対象外（不課税）です。")
        data["sums"].append(
            {
                "label": "不課税（キャンセル料）",
                "net": f"-{format_yen(kept)}",
                "tax": "—",
                "total": f"-{format_yen(kept)}",
            }
        )
    return {
        **data,
        "prices": WITH_TAX,
        "lead": "下記のとおり精算いたしました。" if kept else "下記のとおり返還いたしました。",
        "amount_label": "返還金額",
        "total": format_yen(back_jpy),
        "total_jpy": back_jpy,
    }


def draw(content: dict[str, Any]) -> bytes:
    """The PDF (PDF/A-3a, PDF/UA-1) of a paper; the same content gives the same bytes.

    Raises UndrawableText where a name holds a character the fonts cannot draw.
    """
    return typeset(TEMPLATE, content)


def _sale(head: Head, items: Sequence[Item]) -> Totals:
    return totals_of((item.line for item in items), excludes_tax=head.excludes_tax)


def _paper(
    head: Head,
    title: str,
    *,
    facts: list[tuple[str, str]],
    items: Sequence[Item],
    totals: Totals,
    notes: list[str],
) -> dict[str, Any]:
    return {
        "title": title,
        "number": head.number,
        "addressee": head.addressee,
        "issued": {
            "words": long_date(head.issued_on),
            "year": head.issued_on.year,
            "month": head.issued_on.month,
            "day": head.issued_on.day,
        },
        "facts": [{"label": label, "value": value} for label, value in [*facts, *head.references]],
        "seller": asdict(head.seller),
        "replaces": head.replaces,
        "prices": WITHOUT_TAX if head.excludes_tax else WITH_TAX,
        "total": format_yen(totals.total_jpy),
        "total_jpy": totals.total_jpy,
        "tax_jpy": totals.tax_jpy,
        "lines": [_row(item) for item in items],
        "sums": _sums(totals),
        "notes": [*notes, *([f"{head.replaces} は無効です。"] if head.replaces else [])],
    }


def _row(item: Item) -> dict[str, str]:
    return {
        "title": item.title,
        "note": item.note,
        "quantity": str(item.quantity),
        "unit": format_yen(item.unit_jpy),
        "rate": _rate(item.percent),
        "amount": format_yen(item.line.amount_jpy),
    }


def _deduction(title: str, line: Line) -> dict[str, str]:
    amount = f"-{format_yen(line.amount_jpy)}"
    return {"title": title, "note": "", "quantity": "1", "unit": "", "rate": _rate(line.percent), "amount": amount}


def _sums(totals: Totals) -> list[dict[str, str]]:
    """One row per rate: its tax is rounded once (消費税法施行令70条の10)."""
    rows = [
        {
            "label": f"{_rate(rate.percent)}対象",
            "net": format_yen(rate.net_jpy),
            "tax": format_yen(rate.tax_jpy),
            "total": format_yen(rate.total_jpy),
        }
        for rate in totals.rates
    ]
    if totals.out_of_scope_jpy:
        amount = format_yen(totals.out_of_scope_jpy)
        rows.append({"label": "不課税", "net": amount, "tax": "—", "total": amount})
    return rows


def _rate(percent: int | None) -> str:
    if percent is None:
        return "不課税"
    return f"{percent}%（軽減税率）" if percent == 8 else f"{percent}%"
