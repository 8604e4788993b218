"""Pages of visitors and participants beside a bare Wagtail page: requests a second and queries, on PostgreSQL.

A Wagtail page costs its own routing, site lookup and template before a plugin does anything; the ratio says what ours
adds. The schedule is also compared with itself at ten cohorts: its queries must not grow, and its time much less than
its length.
"""

import sys
from typing import Any

from benchmarks.sites import Page, Site, rates, side_by_side

LENGTHS = (10, 200, 1000)


def run() -> None:
    made: dict[str, Any] = {}

    def prepare(ours: Site, floor: Site) -> None:
        made["course"] = ours.do("course_page", cohorts=7)
        made["floor"] = floor.do("bare_page", paragraphs=made["course"]["paragraphs"])

    with side_by_side(prepare) as (ours, ours_anew, floor):
        bare = Page(floor, made["floor"]["path"])
        _compare("course page with 7 cohorts", made["course"], (ours, ours_anew), bare)
        sys.stdout.write(f"  the bare page: {made['floor']['queries']} queries\n")
        _compare_learner(ours, floor)
        first = 0.0
        for length in LENGTHS:
            drawn = _compare(
                f"schedule of {length} cohorts", ours.do("schedule", cohorts=length), (ours, ours_anew), bare
            )
            first = first or drawn
            sys.stdout.write(f"  {first / drawn:.1f} times the time of {LENGTHS[0]} cohorts\n")


def _compare_learner(ours: Site, floor: Site) -> None:
    """Nothing is kept for people with a session, so both pages are drawn each time."""
    learner, known = ours.do("learner", lessons=6), floor.do("signed_in")
    mine, bare = rates(Page(ours, learner["path"], learner["cookie"]), Page(floor, known["path"], known["cookie"]))
    sys.stdout.write(
        f"course page of a participant with 6 lessons / bare page for somebody signed in: {mine / bare:.2f} "
        f"({mine:.0f} / {bare:.0f} requests a second; {learner['queries']} / {known['queries']} queries)\n"
    )


def _compare(title: str, made: dict[str, Any], ours: tuple[Site, Site], bare: Page) -> float:
    """Tell the two ratios; returns how often a second the page is drawn where nothing is kept."""
    kept, drawn, floor = rates(*(Page(site, made["path"]) for site in ours), bare)
    sys.stdout.write(
        f"{title} / bare Wagtail page: {kept / floor:.2f} as shipped, {drawn / floor:.2f} drawn anew "
        f"({kept:.0f}, {drawn:.0f} / {floor:.0f} requests a second; {made['queries']} queries)\n"
    )
    return drawn
