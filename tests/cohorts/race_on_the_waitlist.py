"""One race in a process of its own: `python -m tests.cohorts.race_on_the_waitlist <story> <contenders>`.

Prints what each contender came back with and what is true afterwards, as JSON. The contenders are forked from one
prepared process, each with a connection of its own.
"""

import json
import multiprocessing
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import django

NOW = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)
END = NOW + timedelta(hours=48)


def prepare(story, contenders):
    """One seat, free again, and two people wait for it; newcomers stand before the button."""
    from cohorts.actions.waitlist import offer_next_seat
    from cohorts.models import SeatKind, SeatPool
    from tests.factories.cohorts import DeclarationFactory, EnrollmentFactory, SeatPoolFactory

    pool = SeatPoolFactory(capacity=1, taken=0, waiting=2, kind=SeatKind.AUDIT)
    moments = {"submitted_at": NOW, "waitlisted_at": NOW}
    queue = [EnrollmentFactory(pool=pool, status="waitlisted", **moments) for _place in range(2)]
    newcomers = [EnrollmentFactory(pool=pool) for _newcomer in range(contenders)]
    for enrollment in (*queue, *newcomers):
        DeclarationFactory(enrollment=enrollment)
    if story == "edge":
        offer_next_seat(SeatPool.objects.get(), by=office(), now=NOW)
    return queue[0].pk, [each.pk for each in newcomers]


def office():
    from lms.kernel.actor import Actor

    return Actor.process("race")


def newcomers(_first, others, number):
    """The offer and people who come now want the same freed seat."""
    from cohorts.actions.enrollment import hold_seat
    from cohorts.applications import eligibility_of
    from cohorts.models import Enrollment

    if number == 0:
        return sweeps(_first, others, number)
    enrollment = Enrollment.objects.get(pk=others[number])
    eligibility = eligibility_of(enrollment, now=NOW)
    hold_seat(enrollment, eligibility=eligibility, hold_until=END, by=office(), now=NOW)
    return "held"


def sweeps(_first, _others, _number):
    """Several workers offer the same seat."""
    from cohorts.actions.waitlist import offer_seats
    from cohorts.models import SeatPool

    return f"offered {len(offer_seats(SeatPool.objects.get(), by=office(), now=NOW))}"


def edge(first, _others, number):
    """The owner takes the offer in the moment in which workers end it."""
    from cohorts.actions.waitlist import accept_offer, lapse_offer
    from cohorts.applications import eligibility_of
    from cohorts.models import Enrollment

    enrollment = Enrollment.objects.get(pk=first)
    if number:
        return f"lapsed {lapse_offer(enrollment, by=office(), now=END)}"
    before = END - timedelta(microseconds=1)
    eligibility = eligibility_of(enrollment, now=before)
    accept_offer(enrollment, eligibility=eligibility, hold_until=END + timedelta(hours=1), by=office(), now=before)
    return "accepted"


STORIES = {"newcomers": newcomers, "sweeps": sweeps, "edge": edge}


def contend(story, subject, number, start, said):
    try:
        start.wait(60)
        said.put(story(*subject, number))
    except Exception as error:  # noqa: BLE001 - losing is an outcome
        said.put(type(error).__name__)


def rows():
    from cohorts.models import Enrollment, SeatPool

    pool = SeatPool.objects.get()
    statuses = Counter(Enrollment.objects.exclude(status="draft").values_list("status", flat=True))
    return {"statuses": statuses, "taken": pool.taken, "waiting": pool.waiting}


def race(name, contenders):
    from django.db import connections

    subject = prepare(name, contenders)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, said = fork.Barrier(contenders), fork.Queue()
    running = [
        fork.Process(target=contend, args=(STORIES[name], subject, number, start, said), daemon=True)
        for number in range(contenders)
    ]
    for runner in running:
        runner.start()
    outcomes = Counter(said.get(timeout=100) for _runner in running)
    for runner in running:
        runner.join(10)
    return {"said": outcomes, **rows()}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(race(sys.argv[1], int(sys.argv[2]))))
