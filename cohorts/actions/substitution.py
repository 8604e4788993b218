"""Another person takes over a confirmed seat. The seat stays taken throughout; money is the caller's affair."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts import emails
from cohorts.actions.application import AlreadyApplied, DeclarationData
from cohorts.actions.case import refresh_case
from cohorts.actions.change import tell_of_enrollments
from cohorts.actions.enrollment import NotCancelable
from cohorts.actions.exam_record import link_declared_record
from cohorts.applications import as_json, eligibility_of
from cohorts.eligibility import Eligibility, Need
from cohorts.models import Declaration, Enrollment, Person, StaffAssignment
from cohorts.reasons import sentences
from cohorts.seats import lock_pool
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = Enrollment.Status


class SubstituteNotEligible(Obstacle):
    """The new person may not take this kind of seat; the message says why."""

    message = _("This person cannot take this kind of seat.")

    def __init__(self, eligibility: Eligibility) -> None:
        super().__init__(" ".join([str(self.message), *sentences(eligibility)]))


class TeachesHere(Obstacle):
    message = _("This person teaches or evaluates in this cohort and cannot take part in it.")


@transaction.atomic
def hand_over_seat(
    enrollment: Enrollment,
    *,
    to: Person,
    declaration: DeclarationData,
    cleared: Collection[Need] = (),
    reason: str,
    by: Actor,
    now: datetime,
) -> Enrollment:
    """End the enrollment of one person and seat another on the same seat, judged for themselves.

    What the first one declared, prepared and recorded stays on their own file. The joining instructions of the one are
    taken back, those of the other are planned.

    Args:
        cleared: what the office has checked of the new person.

    Raises SubstituteNotEligible, TeachesHere, AlreadyApplied (the new person is in this cohort), NotCancelable.
    """
    lock_pool(enrollment)
    confirmed = Enrollment.objects.filter(pk=enrollment.pk, status=Status.CONFIRMED)
    if not confirmed.update(status=Status.CANCELED, canceled_at=now):
        raise NotCancelable
    enrollment.refresh_from_db()
    if to.user_id and StaffAssignment.objects.filter(cohort=enrollment.cohort_id, user_id=to.user_id).exists():
        raise TeachesHere
    target = _seat(enrollment, to, cleared, now=now)
    Declaration.objects.create(enrollment=target, **asdict(declaration))
    eligibility = eligibility_of(target, now=now)
    if not eligibility.may_take_seat:
        raise SubstituteNotEligible(eligibility)
    target.eligibility = as_json(eligibility, cleared=cleared)
    target.save(update_fields=["eligibility"])
    link_declared_record(target, by=by)
    audit.record("lms_cohorts.hand_over_seat", enrollment, by=by, reason=reason, after=target.number)
    audit.record("lms_cohorts.take_over_seat", target, by=by, reason=reason, before=enrollment.number)
    emails.seat_confirmed(target, now=now)
    tell_of_enrollments([enrollment, target], now=now)
    refresh_case(target, by=by, now=now)
    return target


def _seat(enrollment: Enrollment, to: Person, cleared: Collection[Need], *, now: datetime) -> Enrollment:
    year = enrollment.cohort.fiscal_year
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                number=f"A{year}-{next_number('enrollment', period=year):04}",
                person=to,
                cohort=enrollment.cohort,
                pool=enrollment.pool,
                kind=enrollment.kind,
                upgrade_of=enrollment.upgrade_of,
                status=Status.CONFIRMED,
                eligibility={"cleared": [need.value for need in cleared]},
                submitted_at=now,
                confirmed_at=now,
                created_at=now,
            )
    except IntegrityError as error:
        raise AlreadyApplied from error
