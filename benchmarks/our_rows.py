"""The rows of our site: a course with a page, and as many cohorts as a measurement wants."""

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from benchmarks.fill import cookie_of, queries
from cohorts.models import Cohort, CohortDay, SeatPool
from lms.checkout.models import Listing
from lms.kernel import clock
from lms.pages.models import CoursePage
from tests.factories.courses import lesson
from tests.factories.study import study
from tests.world import World, open_world


def course_page(cohorts: int) -> dict[str, Any]:
    """Ours: the course page with ten blocks of prose, its timetable, and so many cohorts with fees and live seats."""
    world = open_world(now=clock.now())
    page = CoursePage.objects.get(course=world.course)
    page.body = [
        ("heading", "内容") if number % 5 == 0 else ("text", f"<p>{_sentence(number)}</p>") for number in range(10)
    ]
    page.save()
    _more_cohorts(world, cohorts - 1)
    return {
        "path": world.course_path,
        "queries": queries(world.course_path),
        "paragraphs": _text_of(world.course_path),
    }


def schedule(cohorts: int) -> dict[str, Any]:
    """Ours: more cohorts, until the schedule lists so many."""
    first = Cohort.objects.order_by("pk")[0]
    _more_cohorts(World(first.course, first.scheme_version, first), cohorts - Cohort.objects.count())
    return {"path": "/schedule/", "queries": queries("/schedule/")}


def learner(lessons: int) -> dict[str, Any]:
    """Ours: the course page of a participant with so many lessons to prepare."""
    studying = study()
    for number in range(lessons):
        lesson(studying.curriculum, title=f"準備学習{number}")
    path, cookie = f"/my/enrollments/{studying.enrollment.public_id}/study/", cookie_of(studying.user)
    return {"path": path, "cookie": cookie, "queries": queries(path, cookie)}


def _more_cohorts(world: Any, count: int) -> None:
    """Copies of the first cohort with days, seats and listings of their own, a week later each."""
    first = world.cohort
    listings = {listing.pool.kind: listing for listing in Listing.objects.filter(pool__cohort=first)}
    days, pools = list(first.days.all()), list(first.pools.all())
    start = Cohort.objects.count()
    for number in range(start, start + count):
        cohort = Cohort.objects.get(pk=first.pk)
        cohort.pk, cohort.code, cohort.title = None, f"bench-{number}", f"{first.title} 第{number}回"
        cohort.save(force_insert=True)
        for day in days:
            held_on = day.held_on + timedelta(weeks=number)
            CohortDay.objects.create(
                cohort=cohort, position=day.position, held_on=held_on, opens_at=day.opens_at, closes_at=day.closes_at
            )
        for pool in pools:
            own = SeatPool.objects.create(cohort=cohort, kind=pool.kind, capacity=pool.capacity, taken=number % 8)
            listing = Listing.objects.create(
                pool=own, list_price_jpy=listings[pool.kind].list_price_jpy, policy=listings[pool.kind].policy
            )
            listing.offers.set(listings[pool.kind].offers.all())


def _sentence(number: int) -> str:
    return (
        f"第{number}の段落です。顧客の声を集め、読み解き、次の行動に結びつけるまでの流れを、事例とともに学びます。" * 4
    )


def _text_of(path: str) -> list[str]:
    shown = BeautifulSoup(Client().get(path).content, "html.parser")
    return list(shown.find("main").stripped_strings)
