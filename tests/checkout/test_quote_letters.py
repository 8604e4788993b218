"""A quote nobody has answered is reminded of once, some business days before it ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from lms.checkout.actions.correspondence import reconcile_all
from lms.checkout.actions.quote import accept_for_company, decline_for_company, send_to_company
from lms.checkout.quote_letter_rules import QuoteFacts, quote_reminder
from lms.kernel.calendar import JST, office_closed
from lms.kernel.models import Message
from payments.actions.quote import revise_quote
from tests.factories.quotes import NOW, OFFICE, WHO, a_draft_quote, a_sent_quote

QUOTE = QuoteFacts(
    quote=7,
    number="Q-2026-000007",
    email="hr@hotel.example",
    name="人事部 𠮷田",
    language="ja",
    title="クレーム対応研修",
    total_jpy=196_662,
    is_open=True,
    sent_at=NOW,
    expires_at=datetime(2027, 1, 10, tzinfo=JST),  # the last day is Saturday the 9th
    remind_days=3,
)
is_closed = office_closed(())


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 0, tzinfo=JST)


@pytest.mark.parametrize(
    "change,due_at",
    [
        ({}, at(date(2027, 1, 6))),  # 6, 7 and 8 January are open
        ({"remind_days": 1}, at(date(2027, 1, 8))),
        ({"expires_at": datetime(2027, 1, 13, tzinfo=JST)}, at(date(2027, 1, 6))),  # Monday the 11th is a holiday
        # An offer may end it in the middle of a day, which is then the last.
        ({"expires_at": datetime(2027, 1, 8, 12, tzinfo=JST)}, at(date(2027, 1, 5))),
        ({"sent_at": at(date(2027, 1, 6)) - timedelta(minutes=1)}, at(date(2027, 1, 6))),
        ({"sent_at": at(date(2027, 1, 6))}, None),
        ({"is_open": False}, None),
        ({"email": ""}, None),
    ],
)
def test_the_reminder_leaves_some_business_days_before_the_end(change, due_at):
    call = quote_reminder(replace(QUOTE, **change), is_closed=is_closed)
    assert (call.due_at if call else None) == due_at


def test_the_reminder_comes_too_late_once_the_quote_is_over():
    call = quote_reminder(QUOTE, is_closed=is_closed)
    assert (call.ends_at, call.facts) == (QUOTE.expires_at, {"valid_until": QUOTE.expires_at.isoformat()})


def reminders() -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind="checkout.email.quote_reminder").order_by("pk")
    return [(row.about.rpartition(":")[2], row.status) for row in rows]


@pytest.mark.django_db
def test_a_quote_that_is_sent_has_its_reminder_waiting_and_the_sweep_adds_none():
    quote = a_sent_quote()
    assert reminders() == [(str(quote.pk), "queued")]
    mail = Message.objects.get(kind="checkout.email.quote_reminder")
    assert mail.next_attempt_at == at(date(2027, 1, 6))
    for words in (quote.number, "2027年1月9日（土）23:59", "196,662円", "/quotes/"):
        assert words in mail.body
    assert reconcile_all(now=NOW) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "answer",
    [
        lambda quote: accept_for_company(quote, WHO, by=OFFICE, now=NOW),
        lambda quote: decline_for_company(quote, WHO, by=OFFICE, now=NOW),
    ],
)
def test_an_answer_takes_the_reminder_back(answer):
    quote = a_sent_quote()
    answer(quote)
    assert reminders() == [(str(quote.pk), "withdrawn")]


@pytest.mark.django_db
def test_a_new_version_has_its_own_reminder_in_place_of_the_old_one():
    quote = a_sent_quote()
    version = revise_quote(quote, by=OFFICE, now=NOW)
    assert reminders() == [(str(quote.pk), "queued")], "the version before holds until the new one is sent"
    send_to_company(version, by=OFFICE, now=NOW)
    assert reminders() == [(str(quote.pk), "withdrawn"), (str(version.pk), "queued")]


@pytest.mark.django_db
def test_a_quote_that_only_informs_is_not_reminded_of():
    quote = a_draft_quote()
    quote.may_be_accepted = False
    quote.save()
    send_to_company(quote, by=OFFICE, now=NOW)
    assert reminders() == []


@pytest.mark.django_db
def test_a_reminder_that_was_missed_is_not_sent_after_the_end():
    quote = a_sent_quote()
    reconcile_all(now=quote.expires_at)
    assert reminders() == [(str(quote.pk), "withdrawn")]


@pytest.mark.django_db
def test_the_office_finds_the_reminder_on_the_file_of_the_quote(client, secretariat):
    quote = a_sent_quote()
    client.force_login(secretariat)
    shown = client.get(reverse("lms_desk_quote:inspect", args=[quote.pk])).content.decode()
    assert f"見積書 {quote.number} の有効期限は2027年1月9日（土）23:59です" in shown
