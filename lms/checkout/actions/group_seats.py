"""The seats of a company's application, counted in one go: what is held for it first, the rest from the pool."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.actions.application import ApplicationsClosed
from cohorts.actions.company_hold import draw_seats
from cohorts.models import Cohort, SeatPool
from cohorts.organizations import lock_organization
from cohorts.seats import lock_pools, take_seats
from lms.checkout.group import GroupConfirmation, held_for
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class SeatsShort(Obstacle):
    """Some pool has fewer free seats than are asked for; the message names each, and nothing was taken."""

    message = _("There are not enough free seats.")

    def __init__(self, short: Sequence[tuple[SeatPool, int, int]]) -> None:
        super().__init__(" ".join(_short(*each) for each in short))
        self.short = short


def take_group_seats(confirmation: GroupConfirmation, *, by: Actor, now: datetime) -> None:
    """Count the seats, pool by pool; inside the transaction that gives each its row, and first in it.

    Raises ApplicationsClosed, and SeatsShort where a pool has too few beside those held: it says how short each is.
    """
    application = confirmation.application
    wanted = Counter(each.pool.pk for each in confirmation.seats)
    pools = {each.pool.pk: each.pool for each in confirmation.seats}
    lock_pools(*wanted)
    application.organization = lock_organization(application.organization)  # merged by now, perhaps
    admitting = Cohort.objects.accepting(at=now)
    if not admitting.filter(pk=application.cohort_id).exists():
        raise ApplicationsClosed
    held = held_for(application, now=now)
    if short := _shortage(wanted, held):
        raise SeatsShort(short)
    organization, contact = application.organization, application.contact
    for key in sorted(wanted):
        drawn = draw_seats(pools[key], organization=organization, contact=contact, most=wanted[key], by=by, now=now)
        if drawn < wanted[key] and not take_seats(pools[key], wanted[key] - drawn, within=admitting):
            raise ApplicationsClosed  # in this moment: the pools are locked, so nobody else took a seat


def _shortage(wanted: Counter[int], held: dict[int, int]) -> list[tuple[SeatPool, int, int]]:
    """Pools with fewer seats than are wanted, those held for the company among the free ones."""
    pools = SeatPool.objects.filter(pk__in=wanted).order_by("pk")
    free = {pool.pk: pool.left + held.get(pool.pk, 0) for pool in pools}
    return [(pool, wanted[pool.pk], free[pool.pk]) for pool in pools if free[pool.pk] < wanted[pool.pk]]


def _short(pool: SeatPool, wanted: int, free: int) -> str:
    left = max(free, 0)
    words = ngettext(
        "%(kind)s: %(wanted)d seats are wanted and %(left)d is free, so %(short)d are missing.",
        "%(kind)s: %(wanted)d seats are wanted and %(left)d are free, so %(short)d are missing.",
        left,
    )
    return words % {"kind": pool.get_kind_display(), "wanted": wanted, "left": left, "short": wanted - left}
