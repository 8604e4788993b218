"""Doing an act on many people once, whatever the number of clicks."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from lms.desk.bulk import Bulk, settled
from lms.desk.models import BulkAct
from lms.kernel.actor import Actor


@transaction.atomic
def carry_out(bulk: Bulk, keys: Collection[int], answers: Mapping[str, Any], *, token: UUID, by: Actor) -> BulkAct:
    """Do it to everybody the plan does not leave out, and keep what became of each.

    The row with the token comes first: a second click waits for the first and finds its act.
    """
    act, is_first = BulkAct.objects.get_or_create(
        token=token,
        defaults={
            "cohort": bulk.cohort,
            "kind": bulk.kind,
            "by_id": by.user.pk if by.user else None,
            "at": bulk.now,
        },
    )
    if not is_first:
        return act
    lines = bulk.plan(keys, answers)
    wanted = [line for line in lines if not line.left_out]
    done = bulk.carry_out(wanted, answers, token=str(token), by=by) if wanted else set()
    out = settled(lines, done)
    act.done = [[line.enrollment.pk, line.words] for line in out if not line.left_out]
    act.left_out = [[line.enrollment.pk, line.words] for line in out if line.left_out]
    act.save(update_fields=["done", "left_out"])
    return act
