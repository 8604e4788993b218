from typing import Any

from payments.models import Finding, Order


def report(
    kind: Finding.Kind,
    severity: Finding.Severity,
    *,
    about: str,
    order: Order | None = None,
    **detail: Any,
) -> Finding:
    """Put something before a person; the same matter (`about`) is reported once."""
    finding, _created = Finding.objects.get_or_create(
        dedupe_key=f"{kind}:{about}",
        defaults={"kind": kind, "severity": severity, "order": order, "detail": detail},
    )
    return finding
