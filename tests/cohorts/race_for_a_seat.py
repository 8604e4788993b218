"""The race itself, in a process of its own: `python -m tests.cohorts.race_for_a_seat <buyers> <seats>`.

Prints what became of it as JSON. The buyers are forked from one prepared process, each with a connection of its own.
"""

import json
import multiprocessing
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import django

NOW = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)


def prepare(buyers, seats):
    from cohorts.models import SeatKind
    from tests.factories.cohorts import DeclarationFactory, EnrollmentFactory, SeatPoolFactory

    pool = SeatPoolFactory(capacity=seats, kind=SeatKind.AUDIT)
    enrollments = [EnrollmentFactory(pool=pool) for _buyer in range(buyers)]
    for enrollment in enrollments:
        DeclarationFactory(enrollment=enrollment)
    return [enrollment.pk for enrollment in enrollments]


def buy(enrollment_id, start, outcomes):
    outcomes.put(hold(enrollment_id, start))


def hold(enrollment_id, start):
    from cohorts.actions.enrollment import CohortFull, hold_seat
    from cohorts.applications import eligibility_of
    from cohorts.models import Enrollment
    from lms.kernel.actor import Actor

    try:
        enrollment = Enrollment.objects.get(pk=enrollment_id)
        eligibility = eligibility_of(enrollment, now=NOW)
        start.wait(60)
        hold_seat(
            enrollment,
            eligibility=eligibility,
            hold_until=NOW + timedelta(minutes=70),
            by=Actor.process(f"buyer {os.getpid()}"),
            now=NOW,
        )
    except CohortFull:
        return "full"
    except Exception as error:  # noqa: BLE001 - whatever else happens is the finding
        return repr(error)
    return "held"


def rows():
    from cohorts.models import Enrollment, SeatPool
    from lms.kernel.models import Message

    statuses = Counter(Enrollment.objects.values_list("status", flat=True))
    return {"statuses": statuses, "taken": SeatPool.objects.get().taken, "mails": Message.objects.count()}


def race(buyers, seats):
    from django.db import connections

    enrollments = prepare(buyers, seats)
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start, outcomes = fork.Barrier(buyers), fork.Queue()
    running = [fork.Process(target=buy, args=(one, start, outcomes), daemon=True) for one in enrollments]
    for buyer in running:
        buyer.start()
    said = Counter(outcomes.get(timeout=100) for _buyer in running)
    for buyer in running:
        buyer.join(10)
    return {"said": said, **rows()}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(race(*map(int, sys.argv[1:]))))
