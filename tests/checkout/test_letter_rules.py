"""Which letter leaves when: each rule at each of its boundaries."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from lms.checkout.letter_rules import DayFacts, OwedFacts, SeatFacts, calls_for, joining_instructions, payment_reminder

DAYS = (DayFacts(1, date(2027, 2, 18), time(10), time(17)), DayFacts(2, date(2027, 2, 19), time(9), time(16)))
OWED = OwedFacts(
    order_number="O-2026-000001",
    total_jpy=88_000,
    agreed_at=datetime(2026, 12, 10, 1, 0, tzinfo=UTC),
    payable_until=datetime(2026, 12, 13, 15, 0, tzinfo=UTC),  # 14 December 00:00 in Japan
    email="payer@example.test",
    name="経理 太郎",
)
SEAT = SeatFacts(
    enrollment=12,
    number="A2026-0012",
    email="hanako@example.test",
    name="見本 花子",
    language="ja",
    is_held=False,
    is_confirmed=True,
    goes_ahead=True,
    title="第7期",
    seat="certification",
    days=DAYS,
    venue="研修室A",
    venue_address="東京都",
    venue_map="",
    things_to_bring="筆記用具",
    joining_notes="",
    owed=None,
    joining_days=14,
)
HELD = replace(SEAT, is_held=True, is_confirmed=False, owed=OWED)


def test_joining_instructions_leave_two_weeks_before_at_ten_in_japan_and_until_the_doors_open():
    call = joining_instructions(SEAT)

    assert call.due_at == datetime(2027, 2, 4, 1, 0, tzinfo=UTC)
    assert call.ends_at == datetime(2027, 2, 18, 1, 0, tzinfo=UTC)
    assert call.facts == {
        "day_1": "2027-02-18 10:00-17:00",
        "day_2": "2027-02-19 09:00-16:00",
        "venue": "研修室A 東京都",
        "things_to_bring": "筆記用具",
        "joining_notes": "",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"is_confirmed": False},
        {"goes_ahead": False},
        {"email": ""},
        {"days": ()},
        {"days": (DAYS[0], replace(DAYS[1], held_on=None))},
        {"days": (replace(DAYS[0], held_on=None), DAYS[1])},
    ],
    ids=["not confirmed", "postponed or called off", "no address", "no days", "second day 未定", "first day 未定"],
)
def test_no_joining_instructions(change):
    assert joining_instructions(replace(SEAT, **change)) is None


def until(**ago: float) -> OwedFacts:
    return replace(OWED, payable_until=OWED.agreed_at + timedelta(**ago))


@pytest.mark.parametrize(
    "owed, due_at",
    [
        pytest.param(OWED, datetime(2026, 12, 12, 1, 0, tzinfo=UTC), id="last day is the 13th"),
        pytest.param(
            replace(OWED, payable_until=OWED.payable_until + timedelta(microseconds=1)),
            datetime(2026, 12, 13, 1, 0, tzinfo=UTC),
            id="one tick later the last day is the 14th",
        ),
        pytest.param(
            replace(OWED, payable_until=datetime(2026, 12, 13, 14, 59, 59, 999_000, tzinfo=UTC)),
            datetime(2026, 12, 12, 1, 0, tzinfo=UTC),
            id="23:59:59.999",
        ),
        pytest.param(until(minutes=70), None, id="held for an hour"),
        pytest.param(until(days=1), None, id="the reminder would come in the moment of agreeing"),
        pytest.param(until(days=2), datetime(2026, 12, 11, 1, 0, tzinfo=UTC), id="two days"),
        pytest.param(replace(OWED, total_jpy=0), None, id="nothing to pay"),
        pytest.param(replace(OWED, email=""), None, id="no address"),
        pytest.param(None, None, id="no order awaits payment"),
    ],
)
def test_payment_reminder(owed, due_at):
    call = payment_reminder(replace(HELD, owed=owed))

    assert (call.due_at if call else None) == due_at
    assert call is None or call.ends_at == owed.payable_until


def test_each_seat_is_called_for_by_what_it_is():
    assert [call.key for call in calls_for(SEAT)] == ["joining_instructions:enrollment:12"]
    assert [call.key for call in calls_for(HELD)] == ["payment_reminder:enrollment:12"]
    assert [call.details["email"] for call in calls_for(HELD)] == ["payer@example.test"]
