"""Numbers without gaps: taken inside the transaction that uses them, so that a rollback gives them back."""

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from lms.kernel.models import NumberSequence


def next_number(series: str, *, period: int = 0) -> int:
    """The next number of a series; must be called inside the transaction that stores it.

    The row stays locked until that transaction ends, so numbers are gapless and never given twice.

    Args:
        series: "license", "receipt", ...
        period: fiscal year for series that restart, 0 otherwise.

    Raises:
        RuntimeError: outside a transaction, where a number could be lost.
    """
    if not connection.in_atomic_block:
        msg = "A number must be taken inside the transaction that uses it."
        raise RuntimeError(msg)
    sequence = NumberSequence.objects.filter(series=series, period=period)
    if not sequence.update(last_number=F("last_number") + 1):
        _create(series, period)
        sequence.update(last_number=F("last_number") + 1)
    return sequence.values_list("last_number", flat=True).get()


def _create(series: str, period: int) -> None:
    try:
        with transaction.atomic():
            NumberSequence.objects.create(series=series, period=period)
    except IntegrityError:
        pass  # another process began the series at the same moment
