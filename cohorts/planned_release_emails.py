"""What whoever planned a release of results is told."""

from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from cohorts.models import PlannedRelease
from lms.kernel.actions.message import queue_message


def stopped(planned: PlannedRelease, obstacle: str | Promise, *, now: datetime) -> None:
    """Nothing was released; to the account that planned it, where there still is one."""
    planner: Any = planned.planned_by
    if planner is None:
        return
    queue_message(
        kind="cohorts.email.planned_release_stopped",
        dedupe_key=f"planned_release_stopped:plannedrelease:{planned.pk}",
        to_email=getattr(planner, planner.get_email_field_name()),
        to_name=str(planner.get_full_name() if hasattr(planner, "get_full_name") else ""),
        context={"cohort": planned.cohort, "due_at": planned.due_at, "obstacle": obstacle},
        about=planned.cohort,
        now=now,
    )
