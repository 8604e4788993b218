"""Findings about money at the desk: what is wrong in words, and only what is safe is offered and done."""

import ast
import inspect
from pathlib import Path

import pytest
from django.urls import reverse

import payments.actions
from lms.desk.finding_words import DETAILS, MEANINGS, details_of
from lms.kernel import clock
from payments.actions.finding import report
from payments.models import Finding, Refund
from tests.checkout.applications import bought
from tests.checkout.stripe_says import pay
from tests.world import open_world


@pytest.fixture
def unseated(db, at):
    """Money arrived when no seat was left."""
    at("2026-12-10T10:00:00+09:00")
    payment = bought(open_world(now=clock.now()))
    pay(payment)
    return report(
        Finding.Kind.PAID_TWICE, Finding.Severity.WARNING, about="x", payment=payment, now=clock.now(), amount=70_400
    )


def page_of(finding):
    return reverse("lms_desk_finding:inspect", args=[finding.pk])


def act(name, finding):
    return reverse(f"lms_desk:finding_{name}", args=[finding.pk])


def test_every_kind_says_what_it_means():
    assert set(MEANINGS) == set(Finding.Kind.values)


def reported_names():
    """Every further name that the code reports a finding with."""
    for file in Path(payments.actions.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "report":
                yield from (keyword.arg for keyword in node.keywords)


def test_everything_a_finding_keeps_has_a_name_staff_read():
    known = set(inspect.signature(report).parameters)
    assert set(reported_names()) - known == set(DETAILS)


def test_amounts_and_moments_of_a_finding_are_written_out():
    finding = Finding(
        detail={
            "amount_jpy": 44_000,
            "amount": 1_000,
            "currency": "usd",
            "answer_by": "2027-01-05T14:59:00+00:00",
            "reason": "",
        }
    )
    assert details_of(finding) == [
        ("金額", "44,000円"),
        ("金額", "1,000"),
        ("通貨", "usd"),
        ("回答期限", "2027年1月5日（火）23:59"),
    ]


def test_the_page_says_what_is_wrong_and_offers_what_is_safe(office, unseated):
    finding = Finding.objects.get()
    page = office.get(page_of(finding)).content.decode()
    for words in ("70,400円", act("refund", finding), act("write_off", finding)):
        assert words in page
    assert act("replay", finding) not in page
    assert act("fulfil", finding) not in page


def test_the_money_goes_back_once(office, unseated):
    finding = Finding.objects.get()
    assert "70,400円" in office.get(act("refund", finding)).content.decode()
    office.post(act("refund", finding))
    assert (Refund.objects.get().amount_jpy, Finding.objects.get().resolution) == (70_400, "refunded")
    again = office.post(act("refund", finding))
    assert again.status_code == 200
    assert Refund.objects.count() == 1


def test_closing_needs_a_reason(office, unseated):
    finding = Finding.objects.get()
    assert office.post(act("write_off", finding), {"reason": " "}).status_code == 200
    assert Finding.objects.get().resolved_at is None
    office.post(act("write_off", finding), {"reason": "銀行振込で返金済みのため"})
    assert Finding.objects.get().resolution_note == "銀行振込で返金済みのため"
    assert "銀行振込で返金済みのため" in office.get(page_of(finding)).content.decode()


def test_what_is_not_safe_is_refused(office, unseated):
    finding = Finding.objects.get()
    for name in ("replay", "fulfil"):
        assert office.post(act(name, finding)).status_code == 200
    assert Finding.objects.get().resolved_at is None
