"""Acts on many people and a list of a thousand, beside bulk statements that write as many rows and judge nothing.

Statements are counted at two sizes, so that what grows with the number of people shows.
"""

from typing import Any

from benchmarks import settings
from benchmarks.goals import count_of, say
from benchmarks.sites import two_databases

SIZES = (100, 500)
PROMISED = ("accept_numbers", "attendance")


def run() -> None:
    sizes = (20, 100) if settings.QUICK else SIZES
    people = 200 if settings.QUICK else 1_000
    with two_databases() as (ours, _floor, _folder):
        for act in (*PROMISED, "write", "decline"):
            _tell(act, {size: ours.do("our_bulk:act", name=act, size=size) for size in sizes})
        tenth, whole = (ours.do("our_bulk:people_list", size=size) for size in (people // 10, people))
        _say(f"a list of {people:,} people looked at and accepted", whole)
        what = f"statements of a list of {people:,} people, its report and its acceptance"
        count_of("9", what, whole["statements"], at_most=40)
        say(f"      a list of {people // 10:,} asks {tenth['statements']}")


def _tell(act: str, found: dict[int, dict[str, Any]]) -> None:
    for size, one in found.items():
        _say(f"{act}, {size} people: {one['statements']} statements", one)
    if act in PROMISED:
        count_of("9", f"statements of {act}, {max(found)} people", found[max(found)]["statements"], at_most=25)


def _say(what: str, found: dict[str, Any]) -> None:
    ratio = found["ours"] / found["floor"]
    say(f"   9  {what}: {found['ours']:.2f} s, {ratio:.1f} times as many rows, lines and mails in three statements")
