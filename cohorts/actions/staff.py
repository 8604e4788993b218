"""Who teaches and who evaluates in a cohort."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, StaffAssignment
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class RoleTaken(Obstacle):
    message = _("This person already has this role in the cohort.")


@transaction.atomic
def assign_staff(
    cohort: Cohort, *, user: AbstractBaseUser, role: StaffAssignment.Role | str, by: Actor, now: datetime
) -> StaffAssignment:
    """Give somebody a role; from now on they never decide on a certification of this cohort. Raises RoleTaken."""
    del now
    assignment, created = StaffAssignment.objects.get_or_create(cohort=cohort, user_id=user.pk, role=role)
    if not created:
        raise RoleTaken
    audit.record("lms_cohorts.assign_staff", cohort, by=by, user=user.pk, role=str(role))
    return assignment
