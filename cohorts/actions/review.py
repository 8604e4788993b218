"""What the office does with applications it looks at before a seat is held."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import emails
from cohorts.applications import as_json, cleared_needs, eligibility_of
from cohorts.eligibility import Need
from cohorts.models import Enrollment
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class NotUnderReview(Obstacle):
    message = _("This application is not being checked at the moment.")


@transaction.atomic
def clear_review(
    enrollment: Enrollment,
    *,
    needs: Collection[Need],
    note: str,
    by: Actor,
    now: datetime,
) -> Enrollment:
    """The office accepts what it was asked to look at; once nothing is left the applicant may go on to the seat.

    Raises NotUnderReview.
    """
    enrollment = _under_review(enrollment)
    cleared = cleared_needs(enrollment) | frozenset(needs)
    enrollment.eligibility = {**enrollment.eligibility, "cleared": sorted(cleared)}
    eligibility = eligibility_of(enrollment, now=now)
    enrollment.eligibility = as_json(eligibility, cleared=cleared)
    enrollment.save(update_fields=["eligibility"])
    audit.record("lms_cohorts.clear_review", enrollment, by=by, needs=sorted(needs), note=note)
    if eligibility.may_take_seat:
        emails.review_cleared(enrollment, now=now)
    return enrollment


@transaction.atomic
def decline_application(enrollment: Enrollment, *, reason: str, by: Actor, now: datetime) -> Enrollment:
    """Refuse an application that was looked at, with the reason the applicant reads. Raises NotUnderReview."""
    enrollment = _under_review(enrollment)
    Enrollment.objects.filter(pk=enrollment.pk).update(status=Enrollment.Status.DECLINED)
    enrollment.refresh_from_db()
    audit.record("lms_cohorts.decline_application", enrollment, by=by, reason=reason)
    emails.application_declined(enrollment, reason=reason, now=now)
    return enrollment


def _under_review(enrollment: Enrollment) -> Enrollment:
    found = (
        Enrollment.objects.select_for_update(of=("self",))
        .select_related("person", "cohort", "declaration")
        .filter(pk=enrollment.pk, status=Enrollment.Status.UNDER_REVIEW)
        .first()
    )
    if found is None:
        raise NotUnderReview
    return found
