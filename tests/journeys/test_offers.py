"""Offers from the first draft at the desk to the last seat at the lower price, and what happens after it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.checkout.actions.application import PriceChanged, submit_application
from lms.checkout.actions.listing import decide_listing
from lms.checkout.actions.offer import (
    DiscountEnded,
    ExtensionAnswered,
    ExtensionOpen,
    FictitiousRegularPrice,
    NotLonger,
    OfferBegun,
    OfferTerms,
    SecondPersonNeeded,
    approve_extension,
    ask_extension,
    change_offer,
    make_offer,
    refuse_extension,
)
from lms.checkout.models import Listing
from lms.kernel.calendar import JST, end_of
from payments.actions.checkout import cancel_unpaid_order
from payments.actions.offer_use import give_uses_back
from payments.models import DiscountOffer, OfferExtension, Order
from tests.bench.race import race
from tests.cast import create
from tests.checkout.applications import APPLICANT, NOW, PATHS, a_draft, a_world, confirm, shown
from tests.world import OFFICE

RACE = "tests.checkout.race_for_an_offer"
TICK = timedelta(microseconds=1)


@pytest.fixture
def world(db):
    return a_world()


@pytest.fixture
def colleague(db):
    return create("decider")


def the_offer() -> DiscountOffer:
    return DiscountOffer.objects.get(label="早期割引")


def listing(world) -> Listing:
    return Listing.objects.get(pool__cohort=world.cohort, pool__kind="certification")


def limit(uses: int) -> None:
    DiscountOffer.objects.update(max_uses=uses)


def price_of_the_next(world, *, at: datetime = NOW) -> int:
    return shown(a_draft(world), at=at).price.unit_jpy


@pytest.mark.both_databases
def test_j5_20_the_price_is_fixed_at_submission_and_not_computed_again(world):
    ends_at = the_offer().ends_at
    last = confirm(a_draft(world), now=ends_at - timedelta(milliseconds=1)).order
    next_ = confirm(a_draft(world), now=ends_at).order

    assert (last.total_jpy, last.price_locked_at.astimezone(JST).isoformat()) == (
        70_400,
        "2026-12-31T23:59:59.999000+09:00",
    )
    assert next_.total_jpy == 88_000
    assert (last.lines.get().offer, next_.lines.get().offer) == (the_offer(), None)


def test_j5_21_a_fee_that_falls_later_changes_no_order(world):
    order = confirm(a_draft(world)).order

    one = listing(world)
    decide_listing(one.pool, list_price_jpy=66_000, policy=one.policy, offers=one.offers.all(), by=OFFICE)

    order.refresh_from_db()
    assert (order.total_jpy, order.lines.get().list_unit_jpy) == (70_400, 88_000)
    assert price_of_the_next(world) == 52_800


@pytest.mark.both_databases
def test_the_last_use_goes_to_one_and_the_next_reads_the_new_price_first(world):
    limit(1)
    quick, slow = a_draft(world), a_draft(world)
    seen = shown(slow)
    assert seen.price.unit_jpy == 70_400

    confirm(quick)
    with pytest.raises(PriceChanged):
        confirm(slow, seen=seen)

    slow.refresh_from_db()
    assert (slow.status, Order.objects.count(), listing(world).pool.taken) == ("draft", 1, 1)
    assert confirm(slow).order.total_jpy == 88_000
    assert the_offer().used == 1


def test_uses_that_run_out_between_reading_and_writing_roll_everything_back(world):
    """The price is read before the seat is taken; only the conditional UPDATE knows who was first."""
    limit(1)
    draft = a_draft(world)
    read_before = shown(draft)
    DiscountOffer.objects.update(used=1)

    with pytest.raises(PriceChanged):
        submit_application(
            read_before,
            shown_total_jpy=70_400,
            shown_offer=read_before.fingerprint,
            form_token="token",
            paths=PATHS,
            by=APPLICANT,
            now=NOW,
        )

    draft.refresh_from_db()
    assert (draft.status, listing(world).pool.taken, Order.objects.count()) == ("draft", 0, 0)


@pytest.mark.both_databases
def test_an_unpaid_order_gives_its_use_back_exactly_once(world, settings):
    limit(1)
    order = confirm(a_draft(world)).order
    assert (the_offer().used, price_of_the_next(world)) == (1, 88_000)

    order.payments.update(status="expired")
    cancel_unpaid_order(order, by=OFFICE, now=NOW)
    with transaction.atomic():
        give_uses_back(order, now=NOW)

    assert order.lines.get().offer_given_back_at == NOW
    assert (the_offer().used, price_of_the_next(world)) == (0, 70_400)


def test_as_many_get_the_price_as_there_are_uses(process_environment):
    (uses,) = race(process_environment, f"{RACE}:prepare", processes=1, uses=3, buyers=8)

    outcomes = race(process_environment, f"{RACE}:buy", processes=8)

    assert uses == 3
    assert sorted(outcomes, key=str) == [70_400] * 3 + ["PriceChanged"] * 5
    assert race(process_environment, f"{RACE}:used", processes=1) == [[3, 3]]


@pytest.mark.both_databases
def test_more_uses_than_there_are_cannot_be_stored(world):
    limit(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiscountOffer.objects.update(used=2)


def terms(**changes: object) -> OfferTerms:
    given = {
        "label": "先着割引",
        "kind": "limited",
        "channel": "",
        "starts_at": NOW + timedelta(days=1),
        "ends_at": end_of(date(2026, 12, 31)),
        "percent": 30,
    }
    return OfferTerms(**{**given, **changes})


def test_j9_04_an_offer_that_leaves_no_regular_price_is_refused(world):
    endless = make_offer(terms(starts_at=the_offer().ends_at, ends_at=world.cohort.application_deadline_at), by=OFFICE)
    one = listing(world)

    with pytest.raises(FictitiousRegularPrice):
        decide_listing(
            one.pool, list_price_jpy=88_000, policy=one.policy, offers=[*one.offers.all(), endless], by=OFFICE
        )

    assert list(one.offers.all()) == [the_offer()]


def test_j9_04_an_offer_without_an_end_or_with_two_reductions_cannot_be_stored(world):
    for wrong in ({"percent": 0}, {"amount_off_jpy": 1000}, {"fixed_jpy": 50_000}, {"percent": 100}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_offer(terms(**wrong), by=OFFICE)
    with pytest.raises(IntegrityError), transaction.atomic():
        DiscountOffer.objects.create(label="x", percent=10, starts_at=NOW, ends_at=None)


def test_what_has_begun_or_was_used_is_not_rewritten(world):
    begun, ahead = the_offer(), make_offer(terms(), by=OFFICE)

    with pytest.raises(OfferBegun):
        change_offer(begun, terms(), by=OFFICE, now=NOW)
    assert change_offer(ahead, terms(percent=25), by=OFFICE, now=NOW).percent == 25


def test_a_running_offer_is_extended_only_by_a_second_person(world, secretariat, colleague):
    offer = the_offer()
    asked = ask_extension(
        offer, last_day=date(2027, 1, 10), reason="会場の確定が遅れたため", asker=secretariat, now=NOW
    )
    assert the_offer().ends_at == offer.ends_at

    with pytest.raises(ExtensionOpen):
        ask_extension(offer, last_day=date(2027, 1, 11), reason="もう一度", asker=secretariat, now=NOW)
    with pytest.raises(SecondPersonNeeded):
        approve_extension(asked, approver=secretariat, now=NOW)
    approve_extension(asked, approver=colleague, now=NOW)
    with pytest.raises(ExtensionAnswered):
        refuse_extension(asked, approver=colleague, now=NOW)

    assert the_offer().ends_at == datetime(2027, 1, 11, tzinfo=JST)
    asked.refresh_from_db()
    assert (asked.is_approved, asked.asked_by, asked.answered_by) == (True, secretariat, colleague)


def test_the_database_refuses_an_approval_by_the_one_who_asked(world, secretariat):
    asked = ask_extension(the_offer(), last_day=date(2027, 1, 10), reason="理由", asker=secretariat, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        OfferExtension.objects.update(answered_by=secretariat, answered_at=NOW, is_approved=True)
    asked.refresh_from_db()
    assert asked.answered_at is None


@pytest.mark.parametrize(
    "last_day, now, obstacle",
    [
        (date(2027, 1, 10), datetime(2026, 12, 31, 15, tzinfo=UTC), DiscountEnded),
        (date(2026, 12, 31), NOW, NotLonger),
        (date(2027, 1, 18), NOW, FictitiousRegularPrice),
    ],
    ids=["it has ended", "not longer", "less than two weeks at the regular price would be left"],
)
def test_no_extension(world, secretariat, last_day, now, obstacle):
    with pytest.raises(obstacle):
        ask_extension(the_offer(), last_day=last_day, reason="理由", asker=secretariat, now=now)
    assert not OfferExtension.objects.exists()


def test_an_extension_nobody_answered_in_time_is_void(world, secretariat, colleague):
    offer = the_offer()
    asked = ask_extension(offer, last_day=date(2027, 1, 10), reason="理由", asker=secretariat, now=NOW)

    with pytest.raises(ExtensionAnswered):
        approve_extension(asked, approver=colleague, now=offer.ends_at)

    assert the_offer().ends_at == offer.ends_at
    assert price_of_the_next(world, at=offer.ends_at - TICK) == 70_400
    assert price_of_the_next(world, at=offer.ends_at) == 88_000
