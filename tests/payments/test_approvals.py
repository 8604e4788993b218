"""Above a limit money takes two people, whichever way somebody comes to the act."""

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.approval import (
    AlreadyAnswered,
    AlreadyAsked,
    NotAsAsked,
    OwnRequest,
    ReasonForTwo,
    SecondPersonNeeded,
    ask_approval,
    needs_two,
    refuse_approval,
    withdraw_approval,
)
from payments.actions.approved import approve
from payments.actions.bank_transfer import ShortfallTooLarge, accept_shortfall, receive_transfer
from payments.actions.matching import let_go_back, record_line_sent_back, reopen_line
from payments.actions.resolution import AlreadyResolved, refund, write_off
from payments.models import Approval, Finding, Order, Refund, StatementLine
from tests.factories.payments import bank_line
from tests.factories.standalone import UserFactory
from tests.payments.shop import Shop

pytestmark = pytest.mark.both_databases

Kind = Approval.Kind
OFFICE = Actor.process("office")
TODAY = date(2027, 1, 10)


@pytest.fixture
def asker(db):
    return UserFactory()


@pytest.fixture
def approver(db):
    return UserFactory()


@pytest.fixture
def order(shop: Shop) -> Order:
    return shop.place(due_on=date(2027, 1, 31))


@pytest.fixture
def surplus(order: Order, settings) -> Finding:
    """A transfer of 50,000 yen too much, above what one person may decide."""
    settings.LMS_REFUND_LIMIT_JPY = settings.LMS_WRITE_OFF_LIMIT_JPY = 49_999
    receive(order, 138_000)
    return Finding.objects.get()


def receive(order: Order, amount: int) -> None:
    receive_transfer(order, amount_jpy=amount, received_on=TODAY, by=OFFICE, now=clock.now())


def ask(kind, asker, amount, **about) -> Approval:
    return ask_approval(kind, amount_jpy=amount, reason="理由", asker=asker, now=clock.now(), **about)


@pytest.mark.parametrize("amount, two", [(49_999, False), (50_000, False), (50_001, True)])
def test_the_limit_itself_is_decided_alone(settings, amount, two):
    settings.LMS_REFUND_LIMIT_JPY = 50_000
    assert needs_two(Kind.REFUND, amount) is two


def test_no_act_goes_past_the_second_person(surplus):
    with pytest.raises(SecondPersonNeeded):
        refund(surplus, by=OFFICE, now=clock.now())
    with pytest.raises(SecondPersonNeeded):
        write_off(surplus, reason="次回に充当", by=OFFICE, now=clock.now())
    assert (Refund.objects.count(), Finding.objects.unresolved().count()) == (0, 1)


def test_a_yes_does_what_was_asked_and_a_second_yes_does_nothing(surplus, asker, approver):
    asked = ask(Kind.REFUND, asker, 50_000, finding=surplus)
    with pytest.raises(OwnRequest):
        approve(asked, approver=asker, now=clock.now())
    approve(asked, approver=approver, now=clock.now())
    assert (Refund.objects.get().amount_jpy, asked.answered_by) == (50_000, approver)
    with pytest.raises(AlreadyAnswered):
        approve(asked, approver=approver, now=clock.now())
    with pytest.raises(AlreadyAnswered):
        refuse_approval(asked, reason="", approver=approver, now=clock.now())
    with pytest.raises(AlreadyAnswered):
        withdraw_approval(asked, asker=asker)
    assert Refund.objects.count() == 1


def test_a_yes_to_another_amount_is_no_yes(surplus, asker, approver):
    asked = ask(Kind.REFUND, asker, 40_000, finding=surplus)
    with pytest.raises(NotAsAsked):
        approve(asked, approver=approver, now=clock.now())
    asked.refresh_from_db()
    assert (asked.answered_at, Refund.objects.count()) == (None, 0)


def test_closing_with_words_takes_two_as_well(surplus, asker, approver):
    approve(ask(Kind.WRITE_OFF, asker, 50_000, finding=surplus), approver=approver, now=clock.now())
    surplus.refresh_from_db()
    assert (surplus.resolution, surplus.resolution_note, surplus.resolved_by) == ("written_off", "理由", approver)


def test_what_is_resolved_meanwhile_stays_unanswered(surplus, asker, approver):
    asked = ask(Kind.WRITE_OFF, asker, 50_000, finding=surplus)
    Finding.objects.update(resolved_at=clock.now(), resolution="refunded")
    with pytest.raises(AlreadyResolved):
        approve(asked, approver=approver, now=clock.now())
    asked.refresh_from_db()
    assert asked.answered_at is None


def test_a_large_shortfall_is_accepted_by_two(order, asker, approver):
    receive(order, 80_000)
    with pytest.raises(ShortfallTooLarge):
        accept_shortfall(order, reason="値引き", by=OFFICE, now=clock.now())
    asked = ask(Kind.SHORTFALL, asker, 8_000, order=order)
    with pytest.raises(AlreadyAsked):
        ask(Kind.SHORTFALL, approver, 8_000, order=order)
    approve(asked, approver=approver, now=clock.now())
    order.refresh_from_db()
    assert (order.status, order.written_off_jpy) == ("paid", 8_000)


def test_the_rest_that_came_meanwhile_makes_it_another_matter(order, asker, approver):
    receive(order, 80_000)
    asked = ask(Kind.SHORTFALL, asker, 8_000, order=order)
    receive(order, 3_000)
    with pytest.raises(NotAsAsked):
        approve(asked, approver=approver, now=clock.now())


def test_unknown_money_does_not_leave_by_one_person_alone(asker, approver, settings, at):
    settings.LMS_REFUND_LIMIT_JPY = 49_999
    at("2027-01-10T10:00:00+09:00")
    line = bank_line()
    StatementLine.objects.update(amount_jpy=50_000, booked_on=TODAY)
    line.refresh_from_db()
    facts = {"reason": "誤振込", "by": OFFICE, "now": clock.now()}
    for act in (partial(record_line_sent_back, sent_on=TODAY), let_go_back):
        with pytest.raises(SecondPersonNeeded):
            act(line, **facts)
    asked = ask(Kind.REFUND, asker, 50_000, line=line)
    with pytest.raises(AlreadyAsked):
        ask(Kind.REFUND, approver, 50_000, line=line)
    approve(asked, approver=approver, now=clock.now())
    reopen_line(StatementLine.objects.get(), by=OFFICE, now=clock.now())
    with pytest.raises(SecondPersonNeeded):
        record_line_sent_back(line, sent_on=TODAY, **facts)
    approve(ask(Kind.REFUND, asker, 50_000, line=line), approver=approver, now=clock.now())
    record_line_sent_back(line, sent_on=TODAY, **facts)
    assert StatementLine.objects.get().status == "sent_back"


def test_a_request_has_a_reason_and_the_database_wants_two(surplus, asker):
    with pytest.raises(ReasonForTwo):
        ask_approval(Kind.REFUND, amount_jpy=1, reason=" ", asker=asker, now=clock.now(), finding=surplus)
    asked = ask(Kind.REFUND, asker, 50_000, finding=surplus)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Approval.objects.filter(pk=asked.pk).update(answered_by=asker, answered_at=clock.now(), is_approved=True)
