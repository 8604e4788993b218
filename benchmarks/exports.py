"""Ten thousand orders as CSV and XLSX beside one join and openpyxl alone, and a night of reconciliation."""

from benchmarks import settings
from benchmarks.goals import Goal, count_of
from benchmarks.orders import payments_answered
from benchmarks.sites import two_databases

ROWS = 10_000
GOALS = {
    "orders.csv": Goal("11", "orders as CSV / one join written by csv.writer", "s", at_most=6.0),
    "orders.xlsx": Goal("11", "orders as XLSX / openpyxl, write-only", "s", at_most=3.0),
    "roster.csv": Goal("7", "roster as CSV / one join written by csv.writer", "s", at_most=11.5),
    "roster.xlsx": Goal("7", "roster as XLSX / openpyxl, write-only", "s", at_most=3.0),
}
MEGABYTES = {"11": 30, "7": 50}
NIGHT = Goal("10k", "reconciling 10,000 sessions / reading their list", "s", at_most=2.0)


def run() -> None:
    rows, rounds = (1_000, 2) if settings.QUICK else (ROWS, 3)
    with two_databases() as (plain, _floor, _folder), payments_answered(plain, sessions=rows) as ours:
        cookie = ours.do("our_people:office")
        ours.do("our_people:people", count=rows)
        for name, found in ours.do("our_exports:exports", cookie=cookie, rounds=rounds).items():
            goal = GOALS[name]
            goal.tell(found["ours"], found["floor"], more=f"{rows:,} rows")
            count_of(goal.number, f"statements of {name}", found["statements"], at_most=8 + rows // 2_000)
            count_of(goal.number, f"megabytes for {name}", round(found["megabytes"]), at_most=MEGABYTES[goal.number])
        night = ours.do("our_exports:reconciliation")
        NIGHT.tell(night["ours"], night["floor"], more=f"{night['seen']:,} seen, {night['megabytes']:.0f} MB")
        count_of("10k", "statements for a hundred sessions", round(night["statements"] / rows * 100), at_most=2)
