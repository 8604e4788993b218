"""What a row cannot be deleted without, in words: records outlive whatever they point to."""

from collections import Counter

from django.contrib import messages
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpRequest
from django.utils.translation import gettext


def dependents_of(row: Model) -> list[str]:
    """「開催回 3件」 for each kind of row that keeps this one; empty where it can be deleted."""
    try:
        Collector(using=DEFAULT_DB_ALIAS, origin=row).collect([row])
    except ProtectedError as obstacle:
        kept_by = obstacle.protected_objects
    except RestrictedError as obstacle:
        kept_by = obstacle.restricted_objects
    else:
        return []
    counts = Counter(type(each)._meta.verbose_name_plural for each in kept_by)
    return [gettext("%(rows)s (%(count)d)") % {"rows": rows, "count": count} for rows, count in counts.items()]


def refuse_deletion(request: HttpRequest, row: Model) -> bool:
    """Whether it had to be refused; the reader has then been told what depends on the row."""
    dependents = dependents_of(row)
    if dependents:
        sentence = gettext("“%(row)s” cannot be deleted, because it is used by: %(dependents)s. These records stay.")
        words = {"row": row, "dependents": "、".join(dependents)}
        messages.error(request, sentence % words)
    return bool(dependents)
