from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's own name
from django.db import DatabaseError

from lms.checkout.commerce import commerce_gaps
from lms.kernel import clock


@register(Tags.database)
def check_commerce_statement(*, databases: Sequence[str] | None = None, **_context: Any) -> list[CheckMessage]:
    """With `check --database default`: rows are read, so not at every start."""
    if not databases:
        return []
    try:
        gaps = commerce_gaps(now=clock.now())
    except DatabaseError:  # before the first migration there are no rows to judge
        return []
    hint = "Nothing can be sold until the desk's list of statements and the organization profile are complete."
    return [Warning(sentence, hint=hint, id="lms_checkout.W001") for sentence in gaps]
