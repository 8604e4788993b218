"""Every line of Stripe's balance against our ledger, to the yen."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from payments import gateway
from payments.actions.comparison import comparing
from payments.actions.finding import report
from payments.models import Finding, LedgerEntry, Payment, Reconciliation
from payments.truths import Movement

Kind = LedgerEntry.Kind
KINDS = {
    "charge": Kind.CHARGE,
    "payment": Kind.CHARGE,
    "refund": Kind.REFUND,
    "payment_refund": Kind.REFUND,
    "refund_failure": Kind.REFUND_REVERSAL,
    "payment_failure_refund": Kind.REFUND_REVERSAL,
}
# Between Stripe and us, about no order: where the money went, and what Stripe takes besides its fee of a payment.
OF_THE_ACCOUNT = {
    "payout": (Kind.PAYOUT, Kind.PAYOUT_REVERSAL),
    "payout_cancel": (Kind.PAYOUT, Kind.PAYOUT_REVERSAL),
    "payout_failure": (Kind.PAYOUT, Kind.PAYOUT_REVERSAL),
    "stripe_fee": (Kind.ACCOUNT_FEE, Kind.ACCOUNT_FEE_REVERSAL),
    "tax_fee": (Kind.ACCOUNT_FEE, Kind.ACCOUNT_FEE_REVERSAL),
}
# An entry is booked when we hear of it, which may be before or after Stripe's own line.
BACK, PATIENCE = timedelta(days=4), timedelta(days=3)


def reconcile_balance(*, now: datetime) -> Reconciliation:
    """Find each line of the balance in the ledger, book its fee, and report what stands on one side only.

    Fees and payouts are booked here and nowhere else: they are known from the balance alone.
    """
    with comparing(Reconciliation.Kind.BALANCE, back=_back(now), now=now) as run:
        for movement in gateway.list_movements(since=run.since, until=now + timedelta(seconds=1)):
            run.seen += 1
            run.failed += not _match(movement, now=now)
        for entry in LedgerEntry.objects.unconfirmed().filter(booked_at__lte=now - PATIENCE):
            run.failed += 1
            _report_unconfirmed(entry, now=now)
    return run


def _back(now: datetime) -> timedelta:
    """Far enough for the oldest entry that is still unconfirmed, however long nothing was compared."""
    oldest = LedgerEntry.objects.unconfirmed().order_by("booked_at").first()
    return BACK + max(now - oldest.booked_at, timedelta()) if oldest else BACK


def _report_unconfirmed(entry: LedgerEntry, *, now: datetime) -> None:
    report(
        Finding.Kind.BALANCE_DIFFERS,
        Finding.Severity.CRITICAL,
        about=f"entry:{entry.pk}",
        order=entry.order,
        stripe_object=entry.external_id,
        now=now,
        booked_jpy=entry.amount_jpy,
    )


def _match(movement: Movement, *, now: datetime) -> bool:
    kind = _kind(movement)
    if kind is None:
        return _book_for_the_account(movement, now=now)
    entry = LedgerEntry.objects.filter(_named_by(movement), kind=kind).select_related("order").first()
    if entry is None or entry.amount_jpy != movement.amount:
        _report(movement, entry, now=now)
        return False
    with transaction.atomic():
        LedgerEntry.objects.filter(pk=entry.pk, movement_id="").update(movement_id=movement.movement_id)
        _book_fee(movement, entry, now=now)
    return True


def _book_for_the_account(movement: Movement, *, now: datetime) -> bool:
    """What concerns no order is booked as Stripe says it; what we know no account for is put before a person."""
    if movement.type not in OF_THE_ACCOUNT:
        _report(movement, None, now=now)
        return False
    lines = [(movement.type, movement.movement_id, movement.amount)]
    if movement.fee:
        lines.append(("stripe_fee", f"{movement.movement_id}:fee", -movement.fee))
    for type_, external_id, amount in lines:
        leaves, comes = OF_THE_ACCOUNT[type_]
        LedgerEntry.objects.get_or_create(
            kind=leaves if amount < 0 else comes,
            external_id=external_id,
            defaults={
                "amount_jpy": amount,
                "movement_id": movement.movement_id,
                "booked_at": movement.created_at,
            },
        )
    return True


def _kind(movement: Movement) -> LedgerEntry.Kind | None:
    if movement.type == "adjustment" and movement.source.startswith(("dp_", "du_")):
        return Kind.DISPUTE if movement.amount < 0 else Kind.DISPUTE_REVERSAL
    return KINDS.get(movement.type)


def _named_by(movement: Movement) -> Q:
    """A charge is booked under its payment intent; everything else under its own name."""
    intents = Payment.objects.filter(charge_id=movement.source).exclude(charge_id="").values("intent_id")
    return Q(external_id=movement.source) | Q(external_id__in=intents)


def _book_fee(movement: Movement, entry: LedgerEntry, *, now: datetime) -> None:
    if movement.fee:
        LedgerEntry.objects.get_or_create(
            kind=Kind.FEE if movement.fee > 0 else Kind.FEE_REVERSAL,
            external_id=movement.movement_id,
            defaults={
                "order": entry.order,
                "amount_jpy": -movement.fee,
                "movement_id": movement.movement_id,
                "booked_at": now,
            },
        )


def _report(movement: Movement, entry: LedgerEntry | None, *, now: datetime) -> None:
    report(
        Finding.Kind.BALANCE_DIFFERS,
        Finding.Severity.CRITICAL if entry else Finding.Severity.WARNING,
        about=movement.movement_id,
        order=entry.order if entry else None,
        stripe_object=movement.source,
        now=now,
        type=movement.type,
        at_stripe_jpy=movement.amount,
        booked_jpy=entry.amount_jpy if entry else None,
    )
