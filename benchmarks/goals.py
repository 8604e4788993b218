"""How a measurement is told: our figure, the floor's beside it, their ratio, and whether the goal holds."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """One line of docs/performance.md. `floor` is what the same machine did in the same run without us."""

    number: str
    what: str
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    def tell(self, ours: float, floor: float, *, more: str = "") -> None:
        ratio = ours / floor
        wanted = f"at least {self.at_least}" if self.at_least is not None else f"at most {self.at_most}"
        say(
            f"{self.number:>4}  {self.what}: {ratio:.2f} ({ours:.4g} / {floor:.4g} {self.unit}), "
            f"goal {wanted}: {_verdict(self.holds(ratio))}{f'; {more}' if more else ''}"
        )

    def holds(self, ratio: float) -> bool:
        return ratio >= self.at_least if self.at_least is not None else ratio <= (self.at_most or 0)


def count_of(number: str, what: str, found: int, *, at_most: int) -> None:
    """A number that needs no floor: statements, documents sold too many."""
    say(f"{number:>4}  {what}: {found}, goal at most {at_most}: {_verdict(found <= at_most)}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _verdict(holds: bool) -> str:  # noqa: FBT001 - a word for a truth
    return "holds" if holds else "DOES NOT HOLD"
