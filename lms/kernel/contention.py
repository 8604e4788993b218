"""Two acts on one row at the same moment: which errors of the database say so."""

from django.db import DatabaseError
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext_lazy as _

CHANGED_MEANWHILE = _(
    "Somebody else changed the same entry at this very moment, so nothing of yours was saved. Look at the entry again, "
    "then repeat what you did."
)

#: A row that is pointed to went meanwhile; of two that waited for each other one was let go (PostgreSQL, SQLSTATE).
SQLSTATES = frozenset({"23503", "40001", "40P01"})
#: The same as SQLite names it.
SQLITE_NAMES = frozenset({"SQLITE_CONSTRAINT_FOREIGNKEY", "SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT"})


def is_contention(error: BaseException) -> bool:
    """Whether the error is the lot of whoever came second; nothing of theirs was written, and doing it again may work.

    A constraint that forbids a value is none: it would refuse the same act at any moment.
    """
    if not isinstance(error, DatabaseError):
        return False
    cause = error.__cause__
    if cause is None:  # Django itself: the row that should be written is not there any more, or kept by one that came
        return type(error) is DatabaseError or isinstance(error, ProtectedError | RestrictedError)
    return getattr(cause, "sqlstate", "") in SQLSTATES or getattr(cause, "sqlite_errorname", "") in SQLITE_NAMES
