"""Freeze a certification standard, and make the next version of one."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from courses.models import RubricCriterion, RubricLevel, SchemeVersion
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

WHOLE = Decimal(100)


class RubricIncomplete(Obstacle):
    message = _("The weights of the criteria must add up to 100 before the standard can be used.")


@transaction.atomic
def freeze_scheme(scheme: SchemeVersion, *, by: Actor, now: datetime) -> SchemeVersion:
    """Make the standard unchangeable, as it must be from the moment a cohort opens under it; harmless when repeated.

    Raises RubricIncomplete unless the weights add up to 100.
    """
    weights = RubricCriterion.objects.filter(scheme=scheme).values_list("weight", flat=True)
    if sum(weights, Decimal(0)) != WHOLE:
        raise RubricIncomplete
    if SchemeVersion.objects.filter(pk=scheme.pk, frozen_at__isnull=True).update(frozen_at=now):
        audit.record("lms_courses.freeze_scheme", scheme, by=by, version=scheme.version)
    scheme.refresh_from_db()
    return scheme


@transaction.atomic
def new_scheme_version(scheme: SchemeVersion, *, by: Actor) -> SchemeVersion:
    """An editable copy of the standard with its whole rubric, one version further than the course's latest."""
    latest = SchemeVersion.objects.filter(course=scheme.course).aggregate(latest=Max("version"))["latest"]
    copy = SchemeVersion.objects.get(pk=scheme.pk)
    copy.pk, copy.version, copy.frozen_at = None, latest + 1, None
    copy.save(force_insert=True)
    for criterion in RubricCriterion.objects.filter(scheme=scheme).prefetch_related("levels"):
        _copy_criterion(criterion, to=copy)
    audit.record("lms_courses.new_scheme_version", copy, by=by, version=copy.version, source=scheme.version)
    stored: SchemeVersion = SchemeVersion.objects.get(pk=copy.pk)
    return stored


def _copy_criterion(criterion: RubricCriterion, *, to: SchemeVersion) -> None:
    copy = RubricCriterion.objects.create(
        scheme=to,
        position=criterion.position,
        code=criterion.code,
        title=criterion.title,
        weight=criterion.weight,
        is_critical=criterion.is_critical,
        is_gate=criterion.is_gate,
        anchor=criterion.anchor,
    )
    RubricLevel.objects.bulk_create(
        RubricLevel(criterion=copy, level=level.level, descriptor=level.descriptor) for level in criterion.levels.all()
    )
