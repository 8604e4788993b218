from datetime import timedelta

from celery import shared_task

from lms.kernel import clock
from lms.kernel.actions import delivery
from lms.kernel.models import Message

SWEEP_AT_MOST = timedelta(minutes=2)  # below the soft time limit of a task


@shared_task(name="lms_kernel.deliver_message")
def deliver_message(pk: int) -> None:
    delivery.deliver(pk, now=clock.now())


@shared_task(name="lms_kernel.sweep_messages")
def sweep_messages() -> None:
    """Deliver what no worker was woken for, what waits for another attempt and what a dead worker held."""
    started_at = clock.now()
    delivery.release_abandoned(now=started_at)
    for pk in Message.objects.due(started_at).values_list("pk", flat=True)[:200]:
        delivery.deliver(pk, now=clock.now())
        if clock.now() - started_at > SWEEP_AT_MOST:
            return
