"""What can be said of a result, and the conditions it follows from."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Score = Decimal | Fraction


class Verdict(StrEnum):
    """What can be said of a result; "not yet" and "cannot be said" are answers of their own."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"
    INCOMPLETE = "incomplete"
    UNIT_SHORT = "unit_short"
    RULE_UNKNOWN = "rule_unknown"


class Check(StrEnum):
    """What a condition looks at."""

    SUM = "sum"
    UNIT = "unit"
    TOTAL = "total"
    CRITICAL = "critical"
    FORBIDDEN = "forbidden"
    GATE = "gate"
    ASSIGNMENT = "assignment"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a verdict; `is_met` is None where a score is still missing."""

    check: Check
    subject: str
    is_met: bool | None
    actual: Score | None = None
    required: Score | None = None


def shown(score: Score) -> Decimal:
    """A score as people read it: two decimals, cut and never rounded up, so that 69.996 does not look like a pass."""
    return Decimal(int(Fraction(score) * 100)).scaleb(-2)


def all_of(conditions: Sequence[Condition], *, unknown: Verdict) -> Verdict:
    """Every condition must be met; `unknown` is the answer while one of them cannot be judged."""
    if any(condition.is_met is None for condition in conditions):
        return unknown
    return Verdict.PASSED if all(condition.is_met for condition in conditions) else Verdict.FAILED
