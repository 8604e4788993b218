"""Publishing cancellation terms. A version is never edited: orders were placed under it."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.db.models import Max

from lms.kernel import audit
from lms.kernel.actor import Actor
from payments.cancellation import tiers_from
from payments.models import CancellationPolicy


@transaction.atomic
def publish_policy(
    *,
    name: str,
    tiers: Sequence[dict[str, int]],
    unit: str,
    cut_off: time | None,
    rolls: bool,
    base: str,
    transfer_days_before: int,
    bank_charge_on_buyer: bool,
    text: str,
    by: Actor,
    now: datetime,
) -> CancellationPolicy:
    """The next version of the policy of this name, or its first. Cohorts keep the version their fee was decided with.

    Args:
        tiers: rows of `days_before` and `fee_percent`, in any order.

    Raises ValueError for tiers that are not usable (see `tiers_from`).
    """
    tiers_from(tiers)
    known = CancellationPolicy.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    policy = CancellationPolicy.objects.create(
        name=name,
        version=known + 1,
        tiers=sorted(tiers, key=lambda row: -row["days_before"]),
        unit=unit,
        cut_off=cut_off,
        rolls=rolls,
        base=base,
        transfer_days_before=transfer_days_before,
        bank_charge_on_buyer=bank_charge_on_buyer,
        text=text,
        created_at=now,
    )
    audit.record("lms_payments.publish_policy", policy, by=by)
    return policy
