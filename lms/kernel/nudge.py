"""Waking a worker for a row that was just written: a courtesy, never a condition."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

# The connections of Celery's own pool try for six seconds before they give up; a person is waiting for this one.
CONNECT_TIMEOUT = 2
TRIES = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}


def nudge(task: str, pk: int, *, seconds: int = 0) -> None:
    """Ask a worker, once the surrounding transaction commits, to run a task on a row.

    The row is the job and a sweep finds every row left over, so a broker that is down or slow is logged and forgotten:
    it can neither fail nor delay the request that wrote the row.

    Args:
        task: registered name, "lms_kernel.deliver_message"; a name rather than the function, because tasks import the
            actions that nudge them.
        pk: the only argument the task takes.
        seconds: how long the worker waits before it looks.
    """
    transaction.on_commit(partial(_send, task, pk, seconds))


def _send(task: str, pk: int, seconds: int) -> None:
    try:
        with current_app.connection_for_write(connect_timeout=CONNECT_TIMEOUT, transport_options=TRIES) as connection:
            current_app.send_task(
                task, args=[pk], countdown=seconds, connection=connection, retry=False, ignore_result=True
            )
    except Exception:  # each transport raises its own errors; the row is committed and the sweep will find it
        logger.warning("No broker took %s(%s); it is left to the sweep.", task, pk, exc_info=True)
