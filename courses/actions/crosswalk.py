"""Carry competencies over from one version to another: the data may suggest, only a person decides."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.crosswalk import computed_lines
from courses.framework_diff import compare
from courses.models import CrosswalkEntry, FrameworkVersion
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = CrosswalkEntry.Status


class NotAtThatPoint(Obstacle):
    message = _("Somebody has changed this entry in the meantime. Look at it again.")


class OnlyPeopleDecide(Obstacle):
    message = _("A crosswalk is decided by a person, never by a program.")


class ReasonMissing(Obstacle):
    message = _("Say why: somebody will ask in two years.")


@transaction.atomic
def propose_crosswalk(source: FrameworkVersion, target: FrameworkVersion, *, by: Actor) -> list[CrosswalkEntry]:
    """Take up what the data suggests, for competencies that no entry speaks for yet; harmless when repeated."""
    FrameworkVersion.objects.select_for_update().get(pk=source.pk)  # two proposals at a time wait here
    old, new = source.as_edition(), target.as_edition()
    entries = CrosswalkEntry.objects.between(source, target)
    spoken_for = set(entries.values_list("sources__code", flat=True))
    made = []
    for line in computed_lines(old, new, compare(old, new)):
        if spoken_for.intersection(item.code for item in line.sources):
            continue
        entry = CrosswalkEntry.objects.create(
            source_version=source, target_version=target, kind=line.kind, basis=line.basis
        )
        entry.sources.set(source.competencies.filter(code__in=[item.code for item in line.sources]))
        entry.targets.set(target.competencies.filter(code__in=[item.code for item in line.targets]))
        made.append(entry)
    if made:
        audit.record("lms_courses.propose_crosswalk", source, by=by, target=target.version, entries=len(made))
    return made


def decide_crosswalk(entry: CrosswalkEntry, *, reason: str, by: Actor, now: datetime) -> CrosswalkEntry:
    """From now on the entry holds. Raises OnlyPeopleDecide, ReasonMissing, NotAtThatPoint."""
    return _settle(entry, Status.DECIDED, "lms_courses.decide_crosswalk", reason=reason, by=by, now=now)


def dismiss_crosswalk(entry: CrosswalkEntry, *, reason: str, by: Actor, now: datetime) -> CrosswalkEntry:
    """The suggestion disappears from the pages and is not made again.

    Raises OnlyPeopleDecide, ReasonMissing, NotAtThatPoint.
    """
    return _settle(entry, Status.DISMISSED, "lms_courses.dismiss_crosswalk", reason=reason, by=by, now=now)


@transaction.atomic
def reopen_crosswalk(entry: CrosswalkEntry, *, by: Actor) -> CrosswalkEntry:
    """A suggestion again, free to be edited; the earlier reason stays in the history. Raises NotAtThatPoint."""
    settled = CrosswalkEntry.objects.filter(pk=entry.pk).exclude(status=Status.SUGGESTED)
    before = settled.values("status", "reason").first()
    fields = {"status": Status.SUGGESTED, "reason": "", "decided_by": None, "decided_at": None}
    if before is None or not settled.update(**fields):
        raise NotAtThatPoint
    audit.record("lms_courses.reopen_crosswalk", entry, by=by, before=before["status"], reason=before["reason"])
    entry.refresh_from_db()
    return entry


@transaction.atomic
def _settle(entry: CrosswalkEntry, status: str, act: str, *, reason: str, by: Actor, now: datetime) -> CrosswalkEntry:
    if by.user is None:
        raise OnlyPeopleDecide
    if not reason.strip():
        raise ReasonMissing
    fields: dict[str, Any] = {"status": status, "reason": reason, "decided_by": by.user, "decided_at": now}
    if not CrosswalkEntry.objects.filter(pk=entry.pk, status=Status.SUGGESTED).update(**fields):
        raise NotAtThatPoint
    audit.record(act, entry, by=by, reason=reason)
    entry.refresh_from_db()
    return entry
