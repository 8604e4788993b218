from celery import shared_task

from lms.kernel import clock
from payments.sandbox.actions.checkout import load_session
from payments.sandbox.actions.event import deliver as deliver_event
from payments.sandbox.models import Delivery, StoredObject

BATCH = 100


@shared_task(name="lms_sandbox.deliver")
def deliver(pk: int) -> None:
    """The web server must not call itself while it holds the database, so the worker delivers."""
    deliver_event(Delivery.objects.select_related("event").get(pk=pk), now=clock.now())


@shared_task(name="lms_sandbox.sweep_deliveries")
def sweep_deliveries() -> None:
    """Let time end what is open, then deliver what waits."""
    for session_id in _open_sessions():
        load_session(session_id)
    for pk in Delivery.objects.due(clock.now()).values_list("pk", flat=True)[:BATCH]:
        deliver.delay(pk)


def _open_sessions() -> list[str]:
    rows = StoredObject.objects.filter(kind="checkout.session", data__payment_status="unpaid")
    return list(rows.exclude(data__status="expired").values_list("object_id", flat=True)[:BATCH])
