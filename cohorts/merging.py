"""What merging two entries has in common, be they people or organizations."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from cohorts.models import CompanyHold
from lms.kernel.obstacles import Obstacle

Text = str | Promise
#: Takes the entry that stays and the one that goes, moves one relation, and returns the rows that came over.
Mover = Callable[[Any, Any], list[Model]]


class CannotBeMerged(Obstacle):
    """Names every reason, one sentence each."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


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
