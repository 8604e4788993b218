"""The roster and every list of the desk at 10, 1,000 and 10,000 people, beside a bare admin list of as many rows.

Statements are counted exactly; time is compared over HTTP with the same number of rows on a page.
"""

from typing import Any

from benchmarks import settings
from benchmarks.goals import Goal, count_of, say
from benchmarks.sites import Page, Site, rates, serving, two_databases

MIDDLE = "?status=confirmed&ordering=-submitted_at&p=9"
LENGTHS = (10, 1_000, 10_000)
ROSTER = Goal("6", "roster of 10,000 people / bare admin list of 10,000 rows, time", "ms", at_most=1.3)
GROWTH = Goal("6", "roster of 10,000 / of 1,000 people, in times of the bare list", "", at_most=1.15)
LAST = Goal("6", "last page of the roster / first page, time", "ms", at_most=1.5)
TRIAGE = Goal("8", "applications, sorted and filtered among 10,000 / bare admin list, time", "ms", at_most=1.5)
FORM = Goal("13", "page of an act beside 10,000 accounts / bare admin list, time", "ms", at_most=1.0)
MY_PAGE = Goal("10", "preparation with 200 lessons / with 6, time", "ms", at_most=2.0)


def run() -> None:
    lengths = LENGTHS[:2] if settings.QUICK else LENGTHS
    with two_databases() as (ours, floor, folder):
        cookie = ours.do("our_people:office")
        bare_made = floor.do("bookings", count=lengths[-1])
        made: dict[str, Any] = {}
        counted: list[dict[str, int]] = []
        with serving(ours, floor, folder=folder):
            times: list[float] = []
            for length in lengths:
                made = ours.do("our_people:people", count=length)
                counted.append(_statements(ours, made, cookie))
                roster, bare = _ms(
                    Page(ours, made["roster"], cookie), Page(floor, bare_made["path"], bare_made["cookie"])
                )
                times.append(roster / bare)
            _tell_statements(lengths, counted)
            pages = {
                "bare": Page(floor, bare_made["path"], bare_made["cookie"]),
                "roster": Page(ours, made["roster"], cookie),
                "last": Page(ours, f"{made['roster']}?p={lengths[-1] // 25}", cookie),
                "triage": Page(
                    ours, f"{made['lists']['enrollment']}?status=confirmed&ordering=-submitted_at&p=9", cookie
                ),
                "act": Page(ours, made["act"], cookie),
            }
            taken = dict(zip(pages, _ms(*pages.values()), strict=True))
            more = f"{bare_made['queries']} statements on the bare list"
            ROSTER.tell(taken["roster"], taken["bare"], more=more)
            if not settings.QUICK:
                GROWTH.tell(times[-1], times[-2])
            LAST.tell(taken["last"], taken["roster"])
            TRIAGE.tell(taken["triage"], taken["bare"])
            FORM.tell(taken["act"], taken["bare"])
            _tell_my_page(ours)


def _tell_my_page(ours: Site) -> None:
    few = ours.do("our_people:learner", progresses=6)
    short = _ms(Page(ours, few["path"], few["cookie"]))[0]
    many = ours.do("our_people:learner", progresses=194)
    MY_PAGE.tell(_ms(Page(ours, many["path"], many["cookie"]))[0], short)
    count_of("10", "statements of my preparation with 200 lessons", many["queries"], at_most=10)


def _statements(ours: Site, made: dict[str, Any], cookie: str) -> dict[str, int]:
    pages = {"roster": made["roster"], **made["lists"], "dossier": made["dossier"], "act": made["act"]}
    return dict(zip(pages, ours.do("our_people:asked", paths=list(pages.values()), cookie=cookie), strict=True))


def _tell_statements(lengths: tuple[int, ...], counted: list[dict[str, int]]) -> None:
    for name in counted[0]:
        numbers = [each[name] for each in counted]
        same = "the same at every length" if len(set(numbers)) == 1 else "GROWS"
        row = ", ".join(f"{number} at {length:,}" for number, length in zip(numbers, lengths, strict=True))
        say(f"      statements of {name}: {row}; {same}")
    lists = [name for name in counted[0] if name not in {"dossier", "act"}]
    count_of("13", "statements of the costliest list", max(counted[-1][name] for name in lists), at_most=12)


def _ms(*pages: Page) -> list[float]:
    """Milliseconds of one page where four are asked for at once."""
    rounds, batch = (2, 8) if settings.QUICK else (5, 20)
    return [1000 / rate for rate in rates(*pages, batch=batch, rounds=rounds)]
