"""Money nobody was found for: booked as a suspense receipt, cleared when it is matched, sent back or written off."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.journal import Account, Delivery, History, Movement, balance_of, entries_of
from payments.suspense import Found, Unknown, suspense_of, went_straight

ARRIVED, SAME_MONTH, NEXT_MONTH, LATER = date(2027, 1, 8), date(2027, 1, 29), date(2027, 2, 1), date(2027, 3, 5)
HELD_ON = date(2027, 1, 20)
SEAT = Delivery(HELD_ON, "養成講座 認定コース", "養成講座", 1, 88_000, 88_000, 10)


def unknown(**facts):
    return Unknown(ARRIVED, 88_000, "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ", **facts)


def booked(line):
    return [(each.on, str(each.debit), str(each.credit), each.amount_jpy) for each in suspense_of(line)]


IN = (ARRIVED, "bank", "suspense", 88_000)
STORIES = {
    "unknown arrives": (unknown(), [IN]),
    "matched in the month it arrived: its order books it": (unknown(found=[Found(SAME_MONTH)]), []),
    "matched later: its order takes it out of suspense": (unknown(found=[Found(NEXT_MONTH)]), [IN]),
    "sent back": (unknown(sent_back_on=LATER), [IN, (LATER, "suspense", "bank", 88_000)]),
    "sent back in the month it arrived, for it came and went": (
        unknown(sent_back_on=SAME_MONTH), [IN, (SAME_MONTH, "suspense", "bank", 88_000)],
    ),
    "written off": (unknown(put_aside_on=LATER), [IN, (LATER, "suspense", "other_income", 88_000)]),
    "put aside in the month it arrived: money of other books": (unknown(put_aside_on=SAME_MONTH), []),
    "recorded by hand before, found out in the month": (unknown(found=[Found(SAME_MONTH, was_recorded=True)]), []),
    "recorded by hand before, found out later": (
        unknown(found=[Found(NEXT_MONTH, was_recorded=True)]), [IN, (NEXT_MONTH, "suspense", "bank", 88_000)],
    ),
    "that it had been recorded was a mistake": (
        unknown(found=[Found(SAME_MONTH, undone_on=NEXT_MONTH, was_recorded=True)]),
        [(NEXT_MONTH, "bank", "suspense", 88_000)],
    ),
    "matched to the wrong order, then sent back": (
        unknown(found=[Found(SAME_MONTH, undone_on=NEXT_MONTH)], sent_back_on=LATER),
        [(LATER, "suspense", "bank", 88_000)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
def test_suspense_of(story):
    line, expected = STORIES[story]
    assert booked(line) == expected


@pytest.mark.parametrize(
    "found,straight",
    [
        ([], False),
        ([Found(ARRIVED)], True),
        ([Found(date(2027, 1, 31))], True),
        ([Found(NEXT_MONTH)], False),
        ([Found(date(2028, 1, 8))], False),
        ([Found(NEXT_MONTH), Found(SAME_MONTH, undone_on=SAME_MONTH)], True),
    ],
)
def test_what_is_found_in_the_month_it_arrived_goes_straight_to_its_order(found, straight):
    assert went_straight(unknown(found=found)) is straight


def order(movements, deliveries=()):
    history = History("O-2026-000001", "見本", movements, (), deliveries)
    return [(each.on, str(each.debit), str(each.credit), each.amount_jpy) for each in entries_of(history)]


def test_an_order_takes_what_was_found_later_out_of_suspense():
    assert order([Movement(NEXT_MONTH, "transfer", 88_000, of_suspense=True)]) == [
        (NEXT_MONTH, "suspense", "advances", 88_000)
    ]


def test_a_match_that_is_undone_gives_it_back_to_suspense():
    moved = [
        Movement(SAME_MONTH, "transfer", 88_000),
        Movement(NEXT_MONTH, "transfer_reversal", -88_000, of_suspense=True),
    ]
    assert order(moved)[1:] == [(NEXT_MONTH, "advances", "suspense", 88_000)]


def test_a_sale_whose_money_was_at_the_bank_is_owed_until_it_is_found():
    assert order([Movement(LATER, "transfer", 88_000, of_suspense=True)], [SEAT]) == [
        (HELD_ON, "advances", "sales", 88_000),
        (HELD_ON, "receivables", "advances", 88_000),
        (LATER, "suspense", "receivables", 88_000),
    ]


def test_what_was_found_of_it_is_owed_and_the_rest_was_given_up():
    assert order([Movement(LATER, "transfer", 87_560, of_suspense=True)], [SEAT]) == [
        (HELD_ON, "advances", "sales", 88_000),
        (HELD_ON, "receivables", "advances", 87_560),
        (HELD_ON, "allowances", "advances", 440),
        (LATER, "suspense", "receivables", 87_560),
    ]


@st.composite
def lives(draw):
    """A line that is matched and undone some times, and ends matched, sent back, written off or still unknown."""
    days = sorted(draw(st.lists(st.dates(ARRIVED, LATER), min_size=1, max_size=7, unique=True)))
    ends = [*zip(days[::2], days[1::2], strict=False)]
    recorded = draw(st.lists(st.booleans(), min_size=len(ends), max_size=len(ends)))
    found = [Found(on, undone_on, known) for (on, undone_on), known in zip(ends, recorded, strict=True)]
    last = days[-1] if len(days) % 2 else None
    if last is None:
        return unknown(found=found), "unknown"
    end = draw(st.sampled_from(["matched", "sent_back", "put_aside"]))
    if end == "matched":
        return unknown(found=[*found, Found(last)]), end
    return unknown(found=found, **{f"{end}_on": last}), end


@given(lives())
def test_line_and_orders_together_leave_suspense_empty_once_it_is_decided(life):
    line, end = life
    straight = went_straight(line)
    entries = list(suspense_of(line))
    for place, found in enumerate(line.found):
        if not found.was_recorded:
            movements = [Movement(found.on, "transfer", 88_000, of_suspense=bool(place) or not straight)]
            if found.undone_on:
                movements.append(Movement(found.undone_on, "transfer_reversal", -88_000, of_suspense=True))
            entries += entries_of(History("", "", movements))
    assert balance_of(Account.SUSPENSE, entries) == (88_000 if end == "unknown" else 0)
    for day in {entry.on for entry in entries}:
        assert balance_of(Account.SUSPENSE, [entry for entry in entries if entry.on <= day]) in {0, 88_000}
