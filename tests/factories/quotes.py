"""A quote as the office writes it, through the real acts."""

from datetime import UTC, datetime
from typing import Any

from lms.checkout.actions.quote import accept_for_company, send_to_company
from lms.kernel.actor import Actor
from payments.actions.quote import LineData, QuoteData, draft_quote
from payments.actions.quote_answer import Answer
from payments.models import Quote
from payments.payment_terms import MonthlyTerms

NOW = datetime(2026, 12, 10, 1, 0, tzinfo=UTC)
OFFICE = Actor.process("office")
WHO = Answer(name="見本 花子", title="人事部 部長", address="203.0.113.5", buyer_reference="PO-1182")
LINES = (
    LineData(title="企業内研修", unit_jpy=165_006, note="3時間、講師1名"),
    LineData(title="研修テキスト", unit_jpy=2_205, quantity=12),
    LineData(title="お茶・お菓子", unit_jpy=433, quantity=12, tax_percent=8),
)


def quoted(**facts: Any) -> QuoteData:
    return QuoteData(
        **{
            "title": "クレーム対応研修",
            "buyer_name": "見本ホテル株式会社",
            "buyer_contact": "人事部 𠮷田",
            "buyer_email": "hr@hotel.example",
            "terms": MonthlyTerms(),
            "cancellation": "30日前まで無料、以後は代金の50%。",
            **facts,
        }
    )


def a_draft_quote(*, lines: Any = LINES, buyer: Any = None, now: datetime = NOW, **facts: Any) -> Quote:
    return draft_quote(quoted(**facts), lines=lines, buyer=buyer, by=OFFICE, now=now)


def a_sent_quote(*, now: datetime = NOW, not_after: datetime | None = None, **facts: Any) -> Quote:
    return send_to_company(a_draft_quote(now=now, **facts), not_after=not_after, by=OFFICE, now=now)


def an_accepted_quote(*, now: datetime = NOW, **facts: Any) -> Quote:
    return accept_for_company(a_sent_quote(now=now, **facts), WHO, by=OFFICE, now=now)
