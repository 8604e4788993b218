"""What processes do to the letters of one site at the same moment, or do not finish."""

import os
import signal
import sys

import django


def plan(number: int, rows: int) -> int:
    """Seats with no letter yet; the key of their venue."""
    del number
    from tests.checkout.applications import a_world
    from tests.factories.cohorts import ConfirmedEnrollmentFactory

    cohort = a_world().cohort
    ConfirmedEnrollmentFactory.create_batch(rows, pool=cohort.pools.get(kind="certification"))
    return cohort.venue_id


def read(number: int) -> dict[str, list]:
    """What is there in the end: editions with their status, and whether each says where the course is held."""
    del number
    from cohorts.models import Venue
    from lms.kernel.models import Message

    letters = list(Message.objects.letters().order_by("about", "edition"))
    name = Venue.objects.get().name
    return {
        "editions": [[letter.edition, letter.status] for letter in letters],
        "say_where": [f"会場：{name}\n" in letter.body for letter in letters],
    }


def reconcile(number: int) -> int:
    """Bring all letters in line; how many rows this process changed."""
    del number
    from lms.checkout.actions.correspondence import reconcile_all

    return reconcile_all(now=_now())


def move_or_reconcile(number: int, venue: int) -> int:
    """The even ones edit the venue and follow it, the odd ones sweep with what they read."""
    from cohorts.models import Venue

    if number % 2 == 0:
        Venue.objects.filter(pk=venue).update(name=f"研修室{number}")
    return reconcile(number)


def die_before_the_commit() -> None:
    from django.db import transaction

    with transaction.atomic():
        reconcile(0)
        os.kill(os.getpid(), signal.SIGKILL)


def die_after_the_commit() -> None:
    reconcile(0)
    os.kill(os.getpid(), signal.SIGKILL)


def _now():
    from lms.kernel import clock

    return clock.now()


if __name__ == "__main__":
    django.setup()
    globals()[sys.argv[1]]()
