"""Points of credit units: entered as they are noticed, corrected by a further row, judged together each time."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.case import refresh_case
from cohorts.exam_standing import Standing, as_json, standing_of
from cohorts.models import Enrollment, ExamRecord, ExamScore
from courses.grading.exams import Unit, UnitRule
from courses.models import PassRule
from lms.kernel import audit, calendar
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class NoUnits(Obstacle):
    message = _("No pass rule with credit units is registered for this level, so points cannot be entered.")


class UnknownUnit(Obstacle):
    message = _("The pass rule of this record has no such credit unit.")


class UnitEarned(Obstacle):
    message = _("This unit is earned already. A slip in its points is corrected, not entered again.")


class NoAttemptLeft(Obstacle):
    message = _("No resubmission is left for this unit.")


class RecordSettled(Obstacle):
    message = _("The pass is confirmed; its points are no longer changed. Annul the pass first.")


class CorrectedAlready(Obstacle):
    message = _("These points were corrected already. Correct the latest ones.")


class ReasonMissing(Obstacle):
    message = _("Say why the points are corrected.")


@transaction.atomic
def enter_score(
    record: ExamRecord, *, unit: str, points: Decimal, notified_on: date | None, by: Actor, now: datetime
) -> ExamScore:
    """Enter the points of the next attempt at a unit (points as noticed, unrounded) and judge the record anew.

    The first score fixes the version of the pass rule the record is judged by. Whether a resubmission came in time is
    for the exam side to say; its points are entered whenever they are noticed.

    Raises NoUnits, UnknownUnit, UnitEarned, NoAttemptLeft, RecordSettled.
    """
    record = _locked(record)
    rule = _fix_rule(record, now=now)
    attempt = _next_attempt(record, _unit_of(rule, unit))
    try:
        with transaction.atomic():
            score = ExamScore.objects.create(
                record=record,
                unit=unit,
                attempt=attempt,
                points=points,
                notified_on=notified_on,
                entered_at=now,
                entered_by_id=by.user.pk if by.user else None,
            )
    except IntegrityError as error:  # entered twice at the same moment
        raise UnitEarned from error
    audit.record("lms_cohorts.enter_score", record, by=by, unit=unit, attempt=attempt, points=str(points))
    _judge(record, rule, by=by, now=now)
    return score


@transaction.atomic
def correct_score(
    score: ExamScore, *, points: Decimal, notified_on: date | None, reason: str, by: Actor, now: datetime
) -> ExamScore:
    """Replace points that were entered wrongly; both rows stay.

    Raises RecordSettled, CorrectedAlready, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    record = _locked(score.record)
    if ExamScore.objects.filter(corrects=score).exists():
        raise CorrectedAlready
    corrected = ExamScore.objects.create(
        record=record,
        unit=score.unit,
        attempt=score.attempt,
        points=points,
        notified_on=notified_on,
        corrects=score,
        reason=reason,
        entered_at=now,
        entered_by_id=by.user.pk if by.user else None,
    )
    audit.record("lms_cohorts.correct_score", record, by=by, unit=score.unit, points=str(points), reason=reason)
    _judge(record, _fix_rule(record, now=now), by=by, now=now)
    return corrected


def _locked(record: ExamRecord) -> ExamRecord:
    record = ExamRecord.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.confirmed_at:
        raise RecordSettled
    return record


def _fix_rule(record: ExamRecord, *, now: datetime) -> UnitRule:
    """The rule the record is judged by: fixed with its first score, whatever is published later."""
    pass_rule = record.pass_rule
    if pass_rule is None or not record.scores.exists():
        day = calendar.jst_date(now)
        pass_rule = PassRule.objects.in_force(day).filter(level__code=record.level).first()
    rule = pass_rule.as_rule() if pass_rule else None
    if not isinstance(rule, UnitRule):
        raise NoUnits
    record.pass_rule = pass_rule
    return rule


def _unit_of(rule: UnitRule, code: str) -> Unit:
    for unit in rule.units:
        if unit.code == code:
            return unit
    raise UnknownUnit


def _next_attempt(record: ExamRecord, unit: Unit) -> int:
    latest = record.scores.counting().filter(unit=unit.code).order_by("-attempt").first()
    if latest is None:
        return 1
    if latest.points >= unit.minimum:
        raise UnitEarned
    if latest.attempt > unit.resubmissions:
        raise NoAttemptLeft
    return latest.attempt + 1


def _judge(record: ExamRecord, rule: UnitRule, *, by: Actor, now: datetime) -> Standing:
    """Keep what the scores say. A pass is confirmed by a person, never by arithmetic alone."""
    standing = standing_of(rule, record.scores.counting())
    record.standing = as_json(standing)
    record.save(update_fields=["standing", "pass_rule"])
    if record.person:
        for enrollment in Enrollment.objects.occupying().of(record.person):
            refresh_case(enrollment, by=by, now=now)
    return standing
