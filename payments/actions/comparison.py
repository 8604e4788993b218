"""A run of comparing our books with Stripe's.

Every run leaves a row. The next one goes back to where the last finished run began, and the first to the first order,
so that an outage of days is made up for by one run; one object that cannot be compared is put before a person and never
stops the others.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from lms.kernel import clock
from payments.actions.finding import report
from payments.gateway import Ambiguous, Misconfigured, NotExecuted
from payments.models import Finding, Order, Reconciliation

logger = logging.getLogger(__name__)
OVERLAP = timedelta(hours=2)


@contextmanager
def comparing(kind: Reconciliation.Kind, *, back: timedelta, now: datetime) -> Iterator[Reconciliation]:
    """A run that is finished only if nothing stopped it: an unfinished one is no ground for the next to stand on."""
    last = Reconciliation.objects.last_finished(kind)
    begins = last.started_at if last else _first_order(or_else=now)
    since = min(now - back, begins - OVERLAP)
    run = Reconciliation.objects.create(kind=kind, since=since, started_at=now)
    try:
        yield run
    except Misconfigured as error:
        report(
            Finding.Kind.MISCONFIGURED, Finding.Severity.CRITICAL, about=f"{now:%Y-%m-%d}", now=now, error=str(error)
        )
        raise
    run.finished_at = clock.now()
    run.save()


def _first_order(*, or_else: datetime) -> datetime:
    """Where the first run of all begins: nothing can have moved at Stripe before somebody ordered."""
    first: datetime | None = Order.objects.order_by("created_at").values_list("created_at", flat=True).first()
    return first or or_else


def one_of(run: Reconciliation, stripe_object: str, compare: Callable[[], object], *, now: datetime) -> None:
    """Compare one object; what is wrong with it is put before a person, and the others go on."""
    try:
        compare()
    except (Misconfigured, Ambiguous, NotExecuted):
        raise  # nothing is wrong with the object: Stripe cannot be asked now
    except Exception as error:
        logger.exception("Comparing %s failed.", stripe_object)
        run.failed += 1
        report(
            Finding.Kind.COMPARISON_FAILED,
            Finding.Severity.WARNING,
            about=stripe_object,
            stripe_object=stripe_object,
            now=now,
            error=repr(error),
        )
