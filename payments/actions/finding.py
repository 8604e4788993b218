from datetime import datetime
from typing import Any

from lms.kernel.actor import Actor
from payments.models import Finding, Order, Payment, StripeRequest, WebhookEvent
from payments.models.finding import FindingQuerySet


def report(
    kind: Finding.Kind,
    severity: Finding.Severity,
    *,
    about: str,
    now: datetime,
    order: Order | None = None,
    payment: Payment | None = None,
    event: WebhookEvent | None = None,
    request: StripeRequest | None = None,
    stripe_object: str = "",
    **detail: Any,
) -> Finding:
    """Put something before a person; the same matter (`about`) is reported once, however often it is seen."""
    finding, is_new = Finding.objects.get_or_create(
        dedupe_key=f"{kind}:{about}",
        defaults={
            "kind": kind,
            "severity": severity,
            "order": payment.order if payment else order,
            "payment": payment,
            "event": event,
            "request": request,
            "stripe_object": stripe_object,
            "detail": detail,
            "found_at": now,
            "last_seen_at": now,
        },
    )
    if not is_new:
        Finding.objects.filter(pk=finding.pk).update(last_seen_at=now)
    return finding


def settle(findings: FindingQuerySet, resolution: Finding.Resolution, *, by: Actor, now: datetime) -> None:
    """What was found is done with by an act that somebody chose elsewhere."""
    findings.unresolved().update(resolved_at=now, resolved_by=by.user, resolution=resolution)
