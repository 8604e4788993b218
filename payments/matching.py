"""Which orders a sum at the bank may be for, and why one thinks so. Pure: a person decides, nothing closes here."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from payments.bank_kana import names_payer, payer_key, same_payer

#: Around the last day to pay a transfer is expected.
EXPECTED = (timedelta(days=-21), timedelta(days=10))
MOST, MOST_TOGETHER, MOST_OF_ONE_PAYER = 6, 5, 9
NUMBER = re.compile(r"(?<![A-Z0-9])([A-Z])?[-‐−ーｰ]?(\d{4})[-‐−ーｰ ]?(\d{6})(?!\d)")


class Reason(StrEnum):
    NUMBER = "number"
    NAME = "name"
    NAME_PARTLY = "name_partly"
    AMOUNT = "amount"
    FEE = "fee"
    SHORT = "short"
    OVER = "over"
    DUE = "due"
    TOGETHER = "together"
    PAID_ALREADY = "paid_already"
    ENDED = "ended"


WEIGHTS = {
    Reason.NUMBER: 60,
    Reason.NAME: 40,
    Reason.NAME_PARTLY: 25,
    Reason.AMOUNT: 30,
    Reason.FEE: 20,
    Reason.TOGETHER: 20,
    Reason.DUE: 10,
    Reason.PAID_ALREADY: -15,
    Reason.ENDED: -5,
}
NAMED = {Reason.NUMBER, Reason.NAME, Reason.NAME_PARTLY}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A sum at the bank, in yen; `text` is everything else the bank says beside the payer."""

    amount_jpy: int
    day: date
    payer: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order that money may be for. `missing_jpy` is 0 once nothing is owed any more (yen)."""

    key: int
    numbers: tuple[str, ...]
    names: tuple[str, ...]
    missing_jpy: int
    due_on: date | None
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """One order, or several of one payer, with what speaks for it. `difference_jpy` is arrived less missing."""

    keys: tuple[int, ...]
    shares_jpy: tuple[int, ...]
    reasons: tuple[Reason, ...]
    difference_jpy: int

    @property
    def weight(self) -> int:
        return sum(WEIGHTS.get(reason, 0) for reason in self.reasons)


def propose(arrival: Arrival, candidates: Sequence[Candidate], *, tolerance_jpy: int) -> list[Proposal]:
    """The likeliest first. An order is proposed by its number, by a name, or because exactly its sum arrived.

    Args:
        tolerance_jpy: what a bank may have kept as its fee.
    """
    found = _Search(arrival, tolerance_jpy)
    single = [found.single(candidate) for candidate in candidates]
    proposals = [proposal for proposal in single if proposal] + found.together(candidates)
    return sorted(proposals, key=lambda one: (-one.weight, abs(one.difference_jpy), one.keys))[:MOST]


class _Search:
    def __init__(self, arrival: Arrival, tolerance_jpy: int) -> None:
        self._arrival = arrival
        self._tolerance = tolerance_jpy
        said = unicodedata.normalize("NFKC", f"{arrival.payer} {arrival.text}").upper()
        self._numbers = {(letter, year + number) for letter, year, number in NUMBER.findall(said)}
        self._payer = payer_key(NUMBER.sub("", unicodedata.normalize("NFKC", arrival.payer).upper()))
        self._said = payer_key(said)

    def single(self, candidate: Candidate) -> Proposal | None:
        reasons = self._who(candidate)
        difference = self._arrival.amount_jpy - candidate.missing_jpy
        amount = self._amount(difference) if candidate.missing_jpy else Reason.PAID_ALREADY
        if not NAMED & set(reasons) and amount not in {Reason.AMOUNT, Reason.FEE}:
            return None
        if candidate.missing_jpy or not candidate.has_ended:
            reasons.append(amount)
        if self._is_expected(candidate):
            reasons.append(Reason.DUE)
        if candidate.has_ended:
            reasons.append(Reason.ENDED)
        return Proposal((candidate.key,), (self._arrival.amount_jpy,), tuple(reasons), difference)

    def together(self, candidates: Sequence[Candidate]) -> list[Proposal]:
        """Several orders that one payer may have paid with one transfer: their sum arrived, a fee aside."""
        owed = [one for one in candidates if one.missing_jpy and NAMED & set(self._who(one))]
        proposals = []
        for size in range(2, min(len(owed), MOST_TOGETHER) + 1):
            for some in combinations(owed[:MOST_OF_ONE_PAYER], size):
                difference = self._arrival.amount_jpy - sum(one.missing_jpy for one in some)
                amount = self._amount(difference)
                if amount in {Reason.AMOUNT, Reason.FEE}:
                    proposals.append(self._of(some, amount, difference))
        return proposals

    def _of(self, some: Sequence[Candidate], amount: Reason, difference: int) -> Proposal:
        who = list(dict.fromkeys(reason for one in some for reason in self._who(one)))
        shares = [one.missing_jpy for one in some]
        shares[-1] += difference
        keys = tuple(one.key for one in some)
        return Proposal(keys, tuple(shares), (*who, Reason.TOGETHER, amount), difference)

    def _who(self, candidate: Candidate) -> list[Reason]:
        reasons = []
        if any(self._has_number(number) for number in candidate.numbers):
            reasons.append(Reason.NUMBER)
        keys = [key for name in candidate.names if (key := payer_key(name))]
        if any(same_payer(self._payer, key) for key in keys):
            reasons.append(Reason.NAME)
        elif any(names_payer(self._said, key) for key in keys):
            reasons.append(Reason.NAME_PARTLY)
        return reasons

    def _has_number(self, number: str) -> bool:
        """「O-2026-000012」, also typed without its letter or its hyphens."""
        found = NUMBER.fullmatch(number)
        return bool(found) and any(
            digits == found[2] + found[3] and letter in {"", found[1]} for letter, digits in self._numbers if found
        )

    def _amount(self, difference: int) -> Reason:
        if difference == 0:
            return Reason.AMOUNT
        if -self._tolerance <= difference < 0:
            return Reason.FEE
        return Reason.OVER if difference > 0 else Reason.SHORT

    def _is_expected(self, candidate: Candidate) -> bool:
        if candidate.due_on is None:
            return False
        return EXPECTED[0] <= self._arrival.day - candidate.due_on <= EXPECTED[1]


def names(*spellings: str) -> tuple[str, ...]:
    """What a person or a company may be called by a bank, empty ones left out."""
    return tuple(dict.fromkeys(_filled(spellings)))


def _filled(spellings: Iterable[str]) -> Iterable[str]:
    return (spelling.strip() for spelling in spellings if spelling.strip())
