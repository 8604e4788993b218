"""Exam records: what the association knows of a candidate, whose record it is, and when a pass is confirmed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails
from cohorts.actions.case import refresh_case
from cohorts.applications import match_record
from cohorts.candidate_number import number_key
from cohorts.models import Enrollment, ExamRecord, Person, SeatKind
from cohorts.requirements import SEATED, results_valid_until, with_facts
from courses.models import PassRule
from lms.kernel import audit, calendar
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class RecordOfSomebodyElse(Obstacle):
    message = _("This exam record belongs to another person.")


class NotConfirmed(Obstacle):
    message = _("There is no confirmed pass to annul.")


class ReasonMissing(Obstacle):
    message = _("Say why the pass is annulled.")


class RecordExists(Obstacle):
    message = _("There already is a record with this number.")


@transaction.atomic
def enter_record(
    *,
    candidate_number: str,
    holder_name: str,
    source: str,
    by: Actor,
    now: datetime,
    level: str = ExamRecord.SPECIALIST,
) -> ExamRecord:
    """Enter a candidate who is taking an exam level. Raises RecordExists for a number that is known already."""
    record, created = ExamRecord.objects.get_or_create(
        level=level,
        number_key=number_key(candidate_number),
        defaults={
            "candidate_number": candidate_number,
            "holder_name": holder_name,
            "source": source,
            "created_at": now,
        },
    )
    if not created:
        raise RecordExists
    audit.record("lms_cohorts.enter_record", record, by=by, source=source)
    return record


@transaction.atomic
def link_record(record: ExamRecord, *, person: Person, by: Actor, now: datetime) -> ExamRecord:
    """Say whose record it is; the person's certification cases take it into account. Raises RecordOfSomebodyElse."""
    if not _link(record, person, by=by):
        raise RecordOfSomebodyElse
    refresh_cases(person, by=by, now=now)
    return record


def link_declared_record(enrollment: Enrollment, *, by: Actor) -> ExamRecord | None:
    """Link the record that number and name of an application agree on; None where there is no such record.

    One that was found when the application was judged is not looked for again: linking it is conditional anyway.
    """
    record = enrollment.declaration.matched or match_record(enrollment.declaration)
    return record if record and _link(record, enrollment.person, by=by) else None


@transaction.atomic
def confirm_specialist_pass(record: ExamRecord, *, passed_on: date, by: Actor, now: datetime) -> ExamRecord:
    """The pass is certain: it counts for certification from now on. Doing it again changes nothing.

    Certification waits for a confirmed pass and judges it together with the course results (association's published
    requirements, item 2); waiting cases move on in the same transaction.
    """
    unconfirmed = ExamRecord.objects.filter(pk=record.pk, confirmed_at__isnull=True)
    changed = unconfirmed.update(
        status=ExamRecord.Status.PASSED,
        passed_on=passed_on,
        pass_rule=_rule_of(record, passed_on),
        confirmed_at=now,
        confirmed_by=by.user,
    )
    record.refresh_from_db()
    if changed:
        audit.record("lms_cohorts.confirm_specialist_pass", record, by=by, passed_on=passed_on.isoformat())
        if record.person:
            refresh_cases(record.person, by=by, now=now)
    return record


@transaction.atomic
def annul_pass(record: ExamRecord, *, reason: str, by: Actor, now: datetime) -> ExamRecord:
    """Take a confirmed pass back (an irregularity came to light); what was decided on it stays until people review it.

    Open cases wait for a pass again; decided ones and licenses are left alone and appear among the licenses to review.

    Raises NotConfirmed, ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    confirmed = ExamRecord.objects.filter(pk=record.pk, confirmed_at__isnull=False)
    taken_back = {"status": ExamRecord.Status.FAILED, "confirmed_at": None, "confirmed_by": None}
    if not confirmed.update(**taken_back, annulled_at=now, annulled_reason=reason):
        raise NotConfirmed
    record.refresh_from_db()
    audit.record("lms_cohorts.annul_pass", record, by=by, reason=reason)
    if record.person:
        refresh_cases(record.person, by=by, now=now)
    return record


@transaction.atomic
def record_specialist_failure(record: ExamRecord, *, by: Actor, now: datetime) -> ExamRecord:
    """The level was not passed; a later attempt is entered as a pass of the same record. Confirmed passes stay."""
    unconfirmed = ExamRecord.objects.filter(pk=record.pk, confirmed_at__isnull=True)
    pass_rule = _rule_of(record, calendar.jst_date(now))
    if unconfirmed.update(status=ExamRecord.Status.FAILED, pass_rule=pass_rule):
        audit.record("lms_cohorts.record_specialist_failure", record, by=by)
        if record.person:
            tell_of_failure(record, record.person, now=now)
    record.refresh_from_db()
    if record.person:
        refresh_cases(record.person, by=by, now=now)
    return record


def tell_of_failure(record: ExamRecord, person: Person, *, now: datetime) -> None:
    """Those whose certification waits for it are told until when their course results stay valid."""
    seated = with_facts(Enrollment.objects.filter(status__in=SEATED, kind=SeatKind.CERTIFICATION).of(person))
    for enrollment in seated:
        certification_emails.specialist_not_passed(
            record, enrollment, until=results_valid_until(enrollment, now), now=now
        )


def _rule_of(record: ExamRecord, day: date) -> PassRule | None:
    """The version the record is judged by for good; None where the site has no rule for its level.

    A record with scores keeps the version its first score fixed.
    """
    if record.standing:
        return record.pass_rule
    return PassRule.objects.in_force(day).filter(level__code=record.level).first()


def _link(record: ExamRecord, person: Person, *, by: Actor) -> bool:
    if record.person_id == person.pk:
        return True
    free = ExamRecord.objects.filter(pk=record.pk).filter(Q(person=None) | Q(person=person))
    if not free.update(person=person):
        return False
    record.refresh_from_db()
    audit.record("lms_cohorts.link_record", record, by=by, person=person.pk)
    return True


def refresh_cases(person: Person, *, by: Actor, now: datetime) -> None:
    """A fact about this person's exam changed: every case of theirs is looked at again."""
    for enrollment in Enrollment.objects.occupying().of(person):
        refresh_case(enrollment, by=by, now=now)
