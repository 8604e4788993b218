"""From an audit-only seat to a certification seat: an application beside the paid seat that takes its place.

It does so in the moment it is confirmed; until then the paid seat is untouched, whatever becomes of the application.
Money is the caller's affair.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts import emails
from cohorts.actions.accommodation import carry_accommodations
from cohorts.actions.application import DeclarationData, SeatKindNotOffered
from cohorts.actions.case import refresh_case
from cohorts.actions.change import tell_of_enrollments
from cohorts.actions.enrollment import CohortFull, SeatNotHeld, cancel_enrollment
from cohorts.applications import as_json, eligibility_of
from cohorts.eligibility import Need
from cohorts.models import CohortDay, Declaration, Enrollment, SeatKind, SeatPool
from cohorts.seats import admitting, give_back, lock_pools, retake_seat
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.calendar import start_of
from lms.kernel.obstacles import Obstacle

Status = Enrollment.Status


class NoAuditSeat(Obstacle):
    message = _("Only a confirmed audit-only seat can be changed to a certification seat.")


class UpgradeOver(Obstacle):
    """J4.8: sessions that were attended for listening only are not evaluated afterwards."""

    message = _(
        "An audit-only seat can be changed until the day before the first day. To earn the license, please apply for a "
        "certification seat of a later cohort."
    )


class UpgradeUnderWay(Obstacle):
    message = _("A change of this seat to a certification seat is under way. Please finish it or cancel it first.")


def upgrade_limit(enrollment: Enrollment) -> datetime | None:
    """The first moment that is too late: the first day begins. None while its date is undecided."""
    dated = CohortDay.objects.filter(cohort=enrollment.cohort_id, held_on__isnull=False)
    first = dated.order_by("held_on").values_list("held_on", flat=True).first()
    return start_of(first) if first else None


def upgrade_under_way(enrollment: Enrollment) -> Enrollment | None:
    """What has been sent and may still take the place of this seat; a mere draft does not count."""
    return enrollment.upgrades.pending().exclude(status=Status.DRAFT).first()


def check_may_upgrade(enrollment: Enrollment, *, now: datetime) -> None:
    """Raises NoAuditSeat, UpgradeOver, SeatKindNotOffered, UpgradeUnderWay."""
    if enrollment.kind != SeatKind.AUDIT:
        raise NoAuditSeat
    if enrollment.status in {Status.COMPLETED, Status.INCOMPLETE}:
        raise UpgradeOver
    if enrollment.status != Status.CONFIRMED:
        raise NoAuditSeat
    if not admitting(Enrollment(upgrade_of=enrollment), now=now).exists():
        raise UpgradeOver
    if upgrade_under_way(enrollment):
        raise UpgradeUnderWay
    if _certification_pool(enrollment) is None:
        raise SeatKindNotOffered


@transaction.atomic
def draft_upgrade(
    enrollment: Enrollment,
    *,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    by: Actor,
    now: datetime,
) -> Enrollment:
    """Write the application for the certification seat, with the answer on eligibility; an open draft is written anew.

    Args:
        cleared: what the office has checked already.

    Raises NoAuditSeat, UpgradeOver, SeatKindNotOffered, UpgradeUnderWay.
    """
    check_may_upgrade(enrollment, now=now)
    draft = _draft_of(enrollment, now=now)
    Declaration.objects.update_or_create(enrollment=draft, defaults=asdict(declaration))
    audit.record("lms_cohorts.draft_upgrade", draft, by=by, before=enrollment.number)
    draft = _with_everything(draft)
    draft.eligibility = {"cleared": [need.value for need in cleared]}
    draft.eligibility = as_json(eligibility_of(draft, now=now), cleared=cleared)
    draft.save(update_fields=["eligibility"])
    return draft


@transaction.atomic
def confirm_upgrade(enrollment: Enrollment, *, agreed: Sequence[str] = (), by: Actor, now: datetime) -> Enrollment:
    """The certification seat is paid for: it takes the place of the audit-only seat, which is free again.

    Doing it again changes nothing. Where the money came after the held seat was released, a seat is taken again if one
    is free.

    Raises NoAuditSeat (it ended meanwhile), CohortFull, SeatNotHeld (canceled), UpgradeUnderWay (begun anew meanwhile).
    """
    source = enrollment.upgrade_of
    if source is None:
        raise NoAuditSeat
    lock_pools(source.pool_id, enrollment.pool_id)
    enrollment.refresh_from_db()
    if enrollment.confirmed_at and enrollment.occupies_seat:
        return enrollment
    if enrollment.status == Status.RELEASED:
        _retake(enrollment, source, now=now)
    standing = Enrollment.objects.filter(pk=source.pk, status=Status.CONFIRMED)
    if not standing.update(status=Status.CANCELED, canceled_at=now):
        raise NoAuditSeat
    held = Enrollment.objects.filter(pk=enrollment.pk, status__in=[Status.HELD, Status.RELEASED])
    if not held.update(status=Status.CONFIRMED, confirmed_at=now, hold_until=None):
        raise SeatNotHeld
    give_back(source)
    carry_accommodations(source, enrollment)
    enrollment.refresh_from_db()
    source.refresh_from_db()
    audit.record("lms_cohorts.upgrade_seat", source, by=by, after=enrollment.number)
    audit.record("lms_cohorts.confirm_seat", enrollment, by=by, before=source.number)
    emails.seat_confirmed(enrollment, agreed=agreed, replaces=source.number, now=now)
    tell_of_enrollments([source, enrollment], now=now)
    refresh_case(enrollment, by=by, now=now)
    return enrollment


def stop_upgrades(enrollment: Enrollment, *, by: Actor, now: datetime) -> None:
    """The seat goes another way: what was only drafted ends with it. Inside the caller's transaction.

    Raises UpgradeUnderWay where something was sent.
    """
    if upgrade_under_way(enrollment):
        raise UpgradeUnderWay
    for draft in enrollment.upgrades.pending():
        cancel_enrollment(draft, reason="", by=by, now=now)


def _retake(enrollment: Enrollment, source: Enrollment, *, now: datetime) -> None:
    if source.upgrades.pending().exists():
        raise UpgradeUnderWay
    if not retake_seat(enrollment, within=admitting(enrollment, now=now)):
        raise CohortFull


def _certification_pool(enrollment: Enrollment) -> SeatPool | None:
    return SeatPool.objects.filter(cohort=enrollment.cohort_id, kind=SeatKind.CERTIFICATION).first()


def _draft_of(enrollment: Enrollment, *, now: datetime) -> Enrollment:
    pool = _certification_pool(enrollment)
    if pool is None:
        raise SeatKindNotOffered
    if known := enrollment.upgrades.filter(status=Status.DRAFT).first():
        return known
    year = enrollment.cohort.fiscal_year
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                number=f"A{year}-{next_number('enrollment', period=year):04}",
                person=enrollment.person,
                cohort=enrollment.cohort,
                pool=pool,
                kind=pool.kind,
                upgrade_of=enrollment,
                created_at=now,
            )
    except IntegrityError as error:  # pressed twice
        raise UpgradeUnderWay from error


def _with_everything(enrollment: Enrollment) -> Enrollment:
    return Enrollment.objects.select_related("person", "cohort", "pool", "declaration").get(pk=enrollment.pk)
