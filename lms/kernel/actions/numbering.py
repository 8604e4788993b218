"""Numbers without gaps: taken inside the transaction that uses them, so that a rollback gives them back."""

from django.db import connection

from lms.kernel.models import NumberSequence

#: The first number begins the series, also where two processes begin it at the same moment.
NEXT = """
    INSERT INTO {table} (series, period, last_number) VALUES (%s, %s, 1)
    ON CONFLICT (series, period) DO UPDATE SET last_number = {table}.last_number + 1
    RETURNING last_number
""".replace("{table}", NumberSequence._meta.db_table)


def next_number(series: str, *, period: int = 0) -> int:
    """The next number of a series, in one statement; must be called inside the transaction that stores it.

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
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [series, period])
        return int(cursor.fetchone()[0])
