"""What merging two entries has in common, be they people or organizations."""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import CompanyHold
from cohorts.models.merge_record import MergeRecord
from lms.kernel.contention import is_contention
from lms.kernel.obstacles import Obstacle

logger = logging.getLogger(__name__)

Text = str | Promise
#: Takes the entry that stays and the one that goes, moves one relation, and returns the rows that came over.
Mover = Callable[[Any, Any], list[Model]]


class CannotBeMerged(Obstacle):
    """Names every reason, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


class MergedMeanwhile(Obstacle):
    """One of the two is gone: somebody else merged it, into the other one or into a third."""

    message = _("One of the two entries is no longer there. Nothing was changed; look at the list of duplicates again.")

    def __init__(self, merge: MergeRecord | None) -> None:
        super().__init__(merged_already(merge) if merge else None)


class ChangedMeanwhile(Obstacle):
    message = _("Something was entered for one of the two this very moment. Please look at the preview again.")


def merged_already(merge: MergeRecord) -> str:
    """For whoever still has both entries before them."""
    words = {"gone": merge.gone_name, "stays": merge.survivor}  # type: ignore[attr-defined]  # every merge has one
    return gettext("“%(gone)s” was merged into “%(stays)s” meanwhile. Nothing more was changed.") % words


@contextmanager
def one_merge() -> Iterator[None]:
    """The transaction of a merge. Raises ChangedMeanwhile where another act on one of the two came first."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        if not isinstance(error, IntegrityError) and not is_contention(error):
            raise
        logger.warning("A merge gave way to another act", exc_info=error)
        raise ChangedMeanwhile from error


def lock_two(entries: QuerySet[Any], *keys: int, merges: QuerySet[Any]) -> dict[int, Any]:
    """Both entries as they stand now, locked in the order of their keys for everybody. Raises MergedMeanwhile."""
    rows = entries.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    locked = {row.pk: row for row in rows}
    if missing := set(keys) - set(locked):
        raise MergedMeanwhile(merges.filter(gone__in=missing).order_by("pk").last())
    return locked


@dataclass(frozen=True, slots=True)
class Compared:
    """What the entry that goes says of itself: filled in where the other is silent, or kept on file only."""

    fills: tuple[tuple[Text, str], ...]
    differs: tuple[tuple[Text, str, str], ...]


def compare(survivor: Model, gone: Model, names: Collection[str]) -> Compared:
    fills: list[tuple[Text, str]] = []
    differs: list[tuple[Text, str, str]] = []
    for name in names:
        stays, goes = getattr(survivor, name), getattr(gone, name)
        label: Text = type(survivor)._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a plain field
        if goes and not stays:
            fills.append((label, goes))
        elif goes and goes != stays:
            differs.append((label, stays, goes))
    return Compared(tuple(fills), tuple(differs))


def fill(survivor: Model, gone: Model, names: Collection[str]) -> list[str]:
    """Take over what the entry that stays leaves empty; returns the names of the fields. Saves nothing."""
    filled = [name for name in names if getattr(gone, name) and not getattr(survivor, name)]
    for name in filled:
        setattr(survivor, name, getattr(gone, name))
    return filled


def moved(survivor: Model, gone: Model, name: str, field: str) -> list[Model]:
    """Every row of a relation goes over as it is."""
    rows = list(getattr(gone, name).all())
    getattr(gone, name).update(**{field: survivor})
    return rows


def simply(name: str, field: str) -> Mover:
    return lambda survivor, gone: moved(survivor, gone, name, field)


def told_apart(survivor: Any, gone: Any) -> list[Model]:
    """Whoever is somebody else than the one is somebody else than the other."""
    pairs = gone.different_from.model.objects
    others = {row.other_id for row in gone.different_from.all()} | {
        row.one_id for row in gone.different_from_other.all()
    }
    for other in others - {survivor.pk}:
        low, high = sorted((survivor.pk, other))
        pairs.get_or_create(one_id=low, other_id=high)
    gone.different_from.all().delete()
    gone.different_from_other.all().delete()
    return []


def nothing(survivor: Any, gone: Any) -> list[Model]:
    """Done together with another relation."""
    del survivor, gone
    return []


def join_holds(survivor: Any, gone: Any, *, beside: str) -> None:
    """Seats of one pool held twice for the same company and contact stand on one entry; the seats stay held.

    Args:
        beside: the other one of the two, "organization_id" or "contact_id".
    """
    theirs: dict[tuple[int, int], CompanyHold] = {
        (row.pool_id, getattr(row, beside)): row for row in survivor.company_holds.standing()
    }
    for row in gone.company_holds.standing():
        if same := theirs.get((row.pool_id, getattr(row, beside))):
            same.seats += row.seats
            same.drawn += row.drawn
            same.given_back += row.given_back
            same.held_until = max(same.held_until, row.held_until)
            same.save()
            row.delete()
