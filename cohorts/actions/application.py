"""An application as it is written: a draft with what was declared, the kind of seat, the texts that were accepted."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cohorts.actions.consent import record_acceptance
from cohorts.applications import as_json, eligibility_of
from cohorts.models import Cohort, Consent, Declaration, Enrollment, Person, SeatKind, SeatPool
from cohorts.priority import accepting_person
from lms.kernel import audit
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = Enrollment.Status


class ApplicationsClosed(Obstacle):
    message = _("This cohort takes no applications at the moment.")


class AlreadyApplied(Obstacle):
    message = _("You have already applied for this cohort.")


class SeatKindNotOffered(Obstacle):
    message = _("This kind of seat is not offered in this cohort.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationData:
    """What the applicant declares on the form; field names as in `Declaration`."""

    purpose: str
    specialist_status: str
    purpose_note: str = ""
    specialist_number: str = ""
    specialist_expected_on: date | None = None
    profession: str = ""
    employer_name: str = ""
    lecturer_relation: str = ""


@transaction.atomic
def draft_application(
    *,
    person: Person,
    cohort: Cohort,
    kind: SeatKind | str,
    declaration: DeclarationData,
    by: Actor,
    now: datetime,
) -> Enrollment:
    """Write an application with the answer on eligibility, holding no seat yet; an open draft is written anew.

    Raises ApplicationsClosed, SeatKindNotOffered, AlreadyApplied.
    """
    if not accepting_person(cohort, person, at=now).filter(pk=cohort.pk).exists():
        raise ApplicationsClosed
    enrollment = _draft_of(person, _pool_of(cohort, kind), now=now)
    Declaration.objects.update_or_create(enrollment=enrollment, defaults=asdict(declaration))
    audit.record("lms_cohorts.draft_application", enrollment, by=by, kind=enrollment.kind)
    return _judged_draft(enrollment, now=now)


@transaction.atomic
def change_seat(enrollment: Enrollment, *, kind: SeatKind | str, by: Actor, now: datetime) -> Enrollment:
    """Turn a draft to the other kind of seat, with a new answer on eligibility.

    Raises SeatKindNotOffered, AlreadyApplied once it is submitted.
    """
    pool = _pool_of(enrollment.cohort, kind)
    draft = Enrollment.objects.filter(pk=enrollment.pk, status=Status.DRAFT, upgrade_of=None)
    if not draft.update(pool=pool, kind=pool.kind):
        raise AlreadyApplied
    audit.record("lms_cohorts.change_seat", enrollment, by=by, kind=pool.kind)
    return _judged_draft(enrollment, now=now)


def record_consents(enrollment: Enrollment, *, terms: str, policy: str, privacy: str, by: Actor, now: datetime) -> None:
    """Keep which versions of the texts the applicant accepted, in the transaction that submits; the first stays."""
    fresh = Declaration.objects.filter(enrollment=enrollment, accepted_at__isnull=True)
    is_first = fresh.update(
        accepted_terms_version=terms,
        accepted_policy_version=policy,
        accepted_privacy_version=privacy,
        accepted_at=now,
    )
    accepted = {Consent.Text.TERMS: terms, Consent.Text.CANCELLATION: policy, Consent.Text.PRIVACY: privacy}
    if is_first:
        source = Consent.Source.APPLICATION
        record_acceptance(accepted, source=source, given_for=enrollment, person=enrollment.person, by=by, now=now)


def _judged_draft(enrollment: Enrollment, *, now: datetime) -> Enrollment:
    enrollment = Enrollment.objects.select_related("person", "cohort", "pool", "declaration").get(pk=enrollment.pk)
    enrollment.eligibility = as_json(eligibility_of(enrollment, now=now))
    enrollment.save(update_fields=["eligibility"])
    return enrollment


def _pool_of(cohort: Cohort, kind: SeatKind | str) -> SeatPool:
    pool = SeatPool.objects.filter(cohort=cohort, kind=kind).select_related("cohort").first()
    if pool is None:
        raise SeatKindNotOffered
    return pool


def _draft_of(person: Person, pool: SeatPool, *, now: datetime) -> Enrollment:
    """The open draft of this person, moved to this pool, or a new one."""
    drafts = Enrollment.objects.filter(person=person, cohort=pool.cohort, status=Status.DRAFT, upgrade_of=None)
    if drafts.update(pool=pool, kind=pool.kind):
        return drafts.get()
    if Enrollment.objects.active().of(person).filter(cohort=pool.cohort).exists():
        raise AlreadyApplied
    year = pool.cohort.fiscal_year
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                number=f"A{year}-{next_number('enrollment', period=year):04}",
                person=person,
                cohort=pool.cohort,
                pool=pool,
                kind=pool.kind,
                created_at=now,
            )
    except IntegrityError as error:  # the same person pressed twice
        raise AlreadyApplied from error
