"""What staff may do about a finding, and that it happens once."""

import pytest
from wagtail.models import ModelLogEntry

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.finding import report
from payments.actions.resolution import (
    Act,
    ActNotSafe,
    AlreadyResolved,
    ReasonMissing,
    acts_for,
    fulfil,
    refund,
    replay,
    write_off,
)
from payments.models import Finding, LedgerEntry, Payment, Refund, StripeRequest, WebhookEvent
from payments.sandbox.models import StoredObject
from tests.payments.shop import SUSPECTED, BrokenDown, Shop, status_of


@pytest.fixture
def staff(secretariat) -> Actor:
    return Actor.person(secretariat)


def differing(shop: Shop) -> tuple[Finding, Payment]:
    """80,000 yen arrived where 88,000 were agreed."""
    payment = shop.buy()
    shop.pay(payment)
    session = StoredObject.objects.get(object_id=payment.session_id)
    session.data |= {"amount_total": 80_000}
    session.save()
    shop.deliver()
    payment.refresh_from_db()
    return Finding.objects.get(), payment


def test_the_same_matter_is_found_once_and_its_last_sight_is_kept(db, at):
    first = at("2027-01-10T10:00:00+09:00")
    again = at("2027-01-12T10:00:00+09:00")
    for moment in (first, again):
        report(Finding.Kind.REFUND_UNMATCHED, Finding.Severity.WARNING, about="re_1", stripe_object="re_1", now=moment)
    finding = Finding.objects.get()
    assert (finding.found_at, finding.last_seen_at, finding.stripe_object) == (first, again, "re_1")
    assert acts_for(finding) == [Act.WRITE_OFF]


def test_a_differing_amount_may_be_accepted(shop: Shop, staff):
    finding, payment = differing(shop)
    assert acts_for(finding) == [Act.FULFIL, Act.REFUND, Act.WRITE_OFF]
    fulfil(finding, by=staff, now=clock.now())
    assert status_of(payment) == ("paid", "paid")
    assert shop.told == {"paid": 1}
    finding.refresh_from_db()
    assert (finding.resolution, finding.resolved_by, acts_for(finding)) == ("fulfilled", staff.user, [])
    assert ModelLogEntry.objects.filter(action="lms_payments.resolve_finding").get().data["resolution"] == "fulfilled"


def test_a_differing_amount_may_be_sent_back_and_frees_what_was_held(shop: Shop, staff):
    finding, payment = differing(shop)
    Payment.objects.filter(pk=payment.pk).update(refund_reserved_jpy=8_000)  # what never came cannot go back
    refund(finding, by=staff, now=clock.now())
    shop.send_requests()
    assert Refund.objects.get().status == "succeeded"
    assert (status_of(payment)[0], LedgerEntry.objects.total()) == ("canceled", 0)
    assert shop.told == {"expired": 1}


def test_of_two_people_one_acts(shop: Shop, staff):
    finding, _payment = differing(shop)
    write_off(finding, reason="電話で確認し、差額は請求しない。", by=staff, now=clock.now())
    for act in (fulfil, refund):
        with pytest.raises(AlreadyResolved):
            act(finding, by=staff, now=clock.now())
    assert Refund.objects.count() == 0


def test_nothing_is_closed_without_a_word(shop: Shop, staff):
    finding, _payment = differing(shop)
    with pytest.raises(ReasonMissing):
        write_off(finding, reason="  ", by=staff, now=clock.now())
    assert Finding.objects.unresolved().get() == finding


def test_what_is_not_safe_is_refused(shop: Shop, staff):
    finding, _payment = differing(shop)
    with pytest.raises(ActNotSafe):
        replay(finding, by=staff, now=clock.now())
    assert Finding.objects.unresolved().get() == finding


def test_an_event_is_replayed(shop: Shop, staff, at):
    payment = shop.buy()
    shop.pay(payment)
    shop.deliver_only()
    shop.breaks_down = True
    for hour in range(11, 16):
        at(f"2027-01-10T{hour}:00:00+09:00")
        with pytest.raises(BrokenDown):
            shop.work()
    shop.breaks_down = False
    finding = Finding.objects.get()
    assert acts_for(finding) == [Act.REPLAY, Act.WRITE_OFF]
    replay(finding, by=staff, now=clock.now())
    assert WebhookEvent.objects.get().status == "received"
    shop.work()
    assert status_of(payment) == ("paid", "paid")


def test_a_parked_request_is_sent_again(shop: Shop, staff):
    order = shop.place()
    request = order.payments.get().requests.get()
    StripeRequest.objects.filter(pk=request.pk).update(status="parked")
    finding = report(
        Finding.Kind.REQUEST_PARKED, Finding.Severity.CRITICAL, about="x", request=request, now=clock.now()
    )
    finding.refresh_from_db()
    replay(finding, by=staff, now=clock.now())
    shop.send_requests()
    assert order.payments.get().status == "open"


def test_a_suspicion_of_fraud_can_be_met_with_a_refund(shop: Shop, staff):
    payment = shop.buy()
    shop.pay(payment, SUSPECTED)
    shop.deliver()
    refund(Finding.objects.get(), by=staff, now=clock.now())
    shop.send_requests()
    assert status_of(payment)[0] == "refunded"
