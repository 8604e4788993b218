"""Money at the bank that nobody can be found for, in the journal: a suspense receipt (仮受金) until it is known. Pure.

What is matched in the month it arrived goes straight to its order, and what is put aside in that month is of other
books. Everything else is booked on the day it arrived and cleared on the day of the decision, so that the books of a
month that is over do not change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payments.journal import Account, Entry, Happened, History, OfBank


@dataclass(frozen=True, slots=True)
class Found:
    """A person said on a day for which order the money is, and perhaps took it back later.

    `was_recorded`: it had been recorded by hand before, so that the order booked it already.
    """

    on: date
    undone_on: date | None = None
    was_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """A line of a bank statement: what arrived, every time it was matched, and how it ended otherwise.

    `put_aside_on` is the day it was said to be for no order, `sent_back_on` the day it left again.
    """

    on: date
    amount_jpy: int
    payer: str = ""
    found: Sequence[Found] = ()
    put_aside_on: date | None = None
    sent_back_on: date | None = None


def went_straight(line: Unknown) -> bool:
    """Whether it was first matched in the month it arrived, so that its order booked it as it came."""
    first = min(line.found, key=lambda found: found.on, default=None)
    return first is not None and _month(first.on) == _month(line.on)


def suspense_of(line: Unknown) -> tuple[Entry, ...]:
    """What is booked of a line beside the entries of its orders, in the order of its days."""
    is_straight = went_straight(line)
    if not line.found and line.put_aside_on and _month(line.put_aside_on) == _month(line.on):
        return ()
    steps: list[tuple[date, Account, Account, Happened]] = []
    if not is_straight:
        steps.append((line.on, Account.BANK, Account.SUSPENSE, Happened.ARRIVED))
    for place, found in enumerate(sorted(line.found, key=lambda found: found.on)):
        if not found.was_recorded:
            continue  # the order takes it from the suspense account, and gives it back when it is undone
        if place or not is_straight:
            steps.append((found.on, Account.SUSPENSE, Account.BANK, Happened.KNOWN_BEFORE))
        if found.undone_on:
            steps.append((found.undone_on, Account.BANK, Account.SUSPENSE, Happened.UNKNOWN_AGAIN))
    if line.sent_back_on:
        steps.append((line.sent_back_on, Account.SUSPENSE, Account.BANK, Happened.SENT_BACK))
    if line.put_aside_on:
        steps.append((line.put_aside_on, Account.SUSPENSE, Account.OTHER_INCOME, Happened.PUT_ASIDE))
    history = History("", line.payer)
    ordered = sorted(steps, key=lambda step: step[0])
    return tuple(
        Entry(on, debit, credit, line.amount_jpy, history, OfBank(on, happened, line.amount_jpy))
        for on, debit, credit, happened in ordered
    )


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
