"""Releasing results: planned, looked at, and done for a whole cohort at one moment; corrected with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails
from cohorts.actions.case import refresh_case
from cohorts.models import Cohort, Enrollment, PlannedRelease, ResultRelease, SeatKind
from cohorts.requirements import SEATED, with_facts
from cohorts.results import Facts, News, difference, fingerprint, last_release, results_of
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle

KANA = ("person__family_kana", "person__given_kana", "person__family_name", "pk")


class NothingToRelease(Obstacle):
    message = _("Nobody of this cohort has a result that is settled and not released yet.")


class PlanOutdated(Obstacle):
    message = _("Something changed since you looked: a sheet, a mark or another release. Look at the list again.")


class ReleasePlanned(Obstacle):
    message = _("The release of these results is planned for a later moment. Cancel that plan first.")


class NothingToCorrect(Obstacle):
    message = _("What was released reads the same as what stands now.")


class NothingSettled(Obstacle):
    message = _("Neither the lesson model nor the assignment is settled at the moment.")


class CorrectionWithoutReason(Obstacle):
    message = _("Say why the released result is corrected; the trainee reads it.")


@dataclass(frozen=True, slots=True)
class Staged:
    """One trainee of the plan: what would be released, what was, and what the release would mean."""

    enrollment: Enrollment
    facts: Facts
    release: ResultRelease | None
    news: News

    @property
    def is_released_now(self) -> bool:
        return self.news is News.NEW

    @property
    def version(self) -> int:
        return self.release.version + 1 if self.release else 1


def plan_release(cohort: Cohort) -> list[Staged]:
    """Everybody with a certification seat, in the order of their kana; a fixed number of queries for any number."""
    seats = Enrollment.objects.filter(cohort=cohort, kind=SeatKind.CERTIFICATION, status__in=SEATED)
    return [_staged(one) for one in with_facts(seats).select_related("cohort__course").order_by(*KANA)]


def digest_of(plan: Sequence[Staged]) -> str:
    """A fingerprint of what was looked at: another one means that something changed since."""
    words = [f"{one.enrollment.pk}:{one.news}:{one.version}:{fingerprint(one.facts)}" for one in plan]
    return sha256("\n".join(words).encode()).hexdigest()


def _staged(enrollment: Enrollment) -> Staged:
    facts, release = results_of(enrollment), last_release(enrollment)
    return Staged(enrollment, facts, release, difference(release.facts if release else None, facts))


@transaction.atomic
def release_results(cohort: Cohort, *, seen: str, by: Actor, now: datetime) -> list[ResultRelease]:
    """Tell everybody of a cohort what is settled, at one moment: page, data and mail at once.

    What was released before and reads differently now is left out; `release_correction` needs a reason. Certification
    cases move on with it: nothing is decided on results that are not released.

    Args:
        seen: `digest_of` the plan that was looked at.

    Raises PlanOutdated, NothingToRelease, ReleasePlanned.
    """
    if PlannedRelease.objects.planned().filter(cohort=cohort).exists():
        raise ReleasePlanned
    return release_what_stands(cohort, seen=seen, by=by, now=now)


@transaction.atomic
def release_what_stands(cohort: Cohort, *, seen: str, by: Actor, now: datetime) -> list[ResultRelease]:
    """The same, at the moment for which it was planned. Raises PlanOutdated, NothingToRelease."""
    Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)  # of two clicks the second sees the first
    plan = plan_release(cohort)
    if digest_of(plan) != seen:
        raise PlanOutdated
    chosen = [one for one in plan if one.is_released_now]
    if not chosen:
        raise NothingToRelease
    return [_release(one, by=by, now=now) for one in chosen]


@transaction.atomic
def release_correction(enrollment: Enrollment, *, reason: str, by: Actor, now: datetime) -> ResultRelease:
    """Tell one trainee that a released result is corrected, and why; the earlier version stays in their history.

    Raises CorrectionWithoutReason, NothingToCorrect, NothingSettled.
    """
    Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    staged = _staged(with_facts(Enrollment.objects.all()).get(pk=enrollment.pk))
    if not reason.strip():
        raise CorrectionWithoutReason
    if staged.news is not News.CORRECTION:
        raise NothingToCorrect
    if _has_lost_a_part(staged):
        raise NothingSettled
    return _release(staged, reason=reason.strip(), by=by, now=now)


def _has_lost_a_part(staged: Staged) -> bool:
    """A released part whose sheets are being scored again: there is nothing to put in its place yet."""
    before = staged.release.facts if staged.release else {}
    return any(before.get(part) and not staged.facts[part] for part in ("lesson_model", "assignment"))


def _release(staged: Staged, *, reason: str = "", by: Actor, now: datetime) -> ResultRelease:
    enrollment = staged.enrollment
    scheme = enrollment.cohort.scheme_version
    days = scheme.appeal_days if scheme else 0
    release = ResultRelease.objects.create(
        enrollment=enrollment,
        version=staged.version,
        facts=staged.facts,
        is_correction=bool(reason),
        reason=reason,
        appeal_until=jst_date(now) + timedelta(days=days),
        released_at=now,
        released_by_id=by.user.pk if by.user else None,
    )
    audit.record("lms_cohorts.release_results", release, by=by, version=release.version, reason=reason)
    certification_emails.results_released(release, now=now)
    refresh_case(enrollment, by=by, now=now)
    return release
