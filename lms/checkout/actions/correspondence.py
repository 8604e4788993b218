"""Keeping what participants are written in step with seats, cohorts and orders.

Called in the transaction of whatever changed one of these, and by the sweeper for what no act brings.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import QuerySet

from cohorts.models import Cohort, Enrollment
from lms.checkout.letters import GOES_AHEAD, drafts_for, with_letter_facts
from lms.kernel.actions.letter import CHANGEABLE, Draft, reconcile_letters
from lms.kernel.models import Message

AT_ONCE = 200


def reconcile_cohort(cohort: Cohort, *, now: datetime) -> int:
    """After a change of days, venue or status; returns how many letters were changed."""
    return _reconcile(Enrollment.objects.filter(cohort=cohort), now=now)


def reconcile_enrollments(keys: Collection[int], *, now: datetime) -> int:
    """After a step of these enrollments or their orders; returns how many letters were changed."""
    return _reconcile(Enrollment.objects.filter(pk__in=keys), now=now) if keys else 0


def reconcile_all(*, now: datetime) -> int:
    """Every seat somebody may still be written about, and every letter that waits."""
    Status = Enrollment.Status  # noqa: N806 - a name, as where it stands
    seated = Enrollment.objects.filter(cohort__status__in=GOES_AHEAD, status__in=[Status.HELD, Status.CONFIRMED])
    keys = sorted({*seated.values_list("pk", flat=True), *_written_about()})
    return sum(reconcile_enrollments(keys[at : at + AT_ONCE], now=now) for at in range(0, len(keys), AT_ONCE))


def _reconcile(enrollments: QuerySet[Enrollment], *, now: datetime) -> int:
    def read() -> tuple[Iterable[Draft], Iterable[str]]:
        return drafts_for(with_letter_facts(enrollments))

    return reconcile_letters(read, now=now)


def _written_about() -> set[int]:
    waiting = Message.objects.letters().filter(status__in=CHANGEABLE)
    prefix = f"{Enrollment._meta.label_lower}:"
    about = waiting.filter(about__startswith=prefix).values_list("about", flat=True)
    return {int(key.removeprefix(prefix)) for key in about}
