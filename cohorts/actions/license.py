"""Licenses: issued from a positive decision, then changed only by lines appended to their ledger."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails, conf, license_number
from cohorts.actions.certificate import require_drawable
from cohorts.actions.proof import show_first_proof
from cohorts.ledger import ENDINGS, Standing
from cohorts.models import CertificationDecision, License, LicenseEvent
from lms.kernel import audit, calendar
from lms.kernel.actions.numbering import next_number
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

SERIES = "license"
Kind = LicenseEvent.Kind
ENDING_KINDS = {happening.value for happening in ENDINGS}


class NotCertified(Obstacle):
    message = _("A license is issued only after a decision to certify.")


class StandingForbids(Obstacle):
    message = _("The standing of this license does not allow that.")


class ReasonMissing(Obstacle):
    message = _("Say why.")


@transaction.atomic
def issue_license(decision: CertificationDecision, *, by: Actor, now: datetime) -> License:
    """Issue the license a decision grants, with its number, its first ledger line and the proof of its certificate.

    The license is valid from this day; only the certificate waits for the proof. Nothing of the holder is public until
    they choose it. Repeating it finds the license already issued. The title is the course's license title, never its
    name.

    Raises NotCertified, CertificateNameUndrawable.
    """
    decision = _locked_decision(decision)
    if decision.outcome != CertificationDecision.Outcome.CERTIFIED:
        raise NotCertified
    if existing := License.objects.filter(decision=decision).first():
        return existing
    enrollment, scheme = decision.case.enrollment, decision.case.scheme_version
    name = enrollment.person.name_for_certificate
    require_drawable(name)
    issued_on = calendar.jst_date(now)
    license_ = License.objects.create(
        number=_next_number(issued_on),
        person=enrollment.person,
        decision=decision,
        scheme_version=scheme,
        title=enrollment.cohort.course.license_title,
        holder_name=name,
        issued_on=issued_on,
        valid_from=issued_on,
        valid_until=calendar.add_years(issued_on, scheme.license_years),
    )
    _append(license_, Kind.ISSUED, effective_on=issued_on, reason="", by=by, now=now)
    proof = show_first_proof(license_, by=by, now=now)
    audit.record("lms_cohorts.issue_license", license_, by=by, number=license_.number)
    certification_emails.license_issued(license_, proof, now=now)
    return license_


def _locked_decision(decision: CertificationDecision) -> CertificationDecision:
    return (
        CertificationDecision.objects.select_for_update(of=("self",))
        .select_related("case__enrollment__person", "case__enrollment__cohort__course", "case__scheme_version")
        .get(pk=decision.pk)
    )


def _next_number(issued_on: date) -> str:
    year = calendar.fiscal_year(issued_on)
    sequence = next_number(SERIES, period=year)
    return license_number.compose(prefix=conf.LICENSE_PREFIX, fiscal_year=year, sequence=sequence)


@transaction.atomic
def suspend_license(
    license_: License, *, reason: str, effective_on: date | None = None, by: Actor, now: datetime
) -> LicenseEvent:
    """Stop the use of the title until further notice (ISO/IEC 17024, 9.5); the public page says so from that day.

    Raises ReasonMissing, StandingForbids unless the license is valid then.
    """
    return _change(
        license_, Kind.SUSPENDED, {Standing.VALID}, reason=_given(reason), effective_on=effective_on, by=by, now=now
    )


@transaction.atomic
def reinstate_license(
    license_: License, *, reason: str = "", effective_on: date | None = None, by: Actor, now: datetime
) -> LicenseEvent:
    """End a suspension. Raises StandingForbids unless the license is suspended then."""
    allowed = {Standing.SUSPENDED}
    return _change(license_, Kind.REINSTATED, allowed, reason=reason, effective_on=effective_on, by=by, now=now)


@transaction.atomic
def revoke_license(
    license_: License, *, reason: str, effective_on: date | None = None, by: Actor, now: datetime
) -> LicenseEvent:
    """Withdraw a license for good, an expired one included. Raises ReasonMissing, StandingForbids."""
    allowed = set(Standing) - set(ENDINGS.values())
    return _change(license_, Kind.REVOKED, allowed, reason=_given(reason), effective_on=effective_on, by=by, now=now)


@transaction.atomic
def surrender_license(
    license_: License, *, reason: str = "", effective_on: date | None = None, by: Actor, now: datetime
) -> LicenseEvent:
    """Take back a license its holder gives up. Raises StandingForbids."""
    allowed = {Standing.NOT_YET, Standing.VALID, Standing.SUSPENDED}
    return _change(license_, Kind.SURRENDERED, allowed, reason=reason, effective_on=effective_on, by=by, now=now)


def _given(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason


def _change(
    license_: License,
    kind: LicenseEvent.Kind,
    allowed: set[Standing],
    *,
    reason: str,
    effective_on: date | None,
    by: Actor,
    now: datetime,
) -> LicenseEvent:
    locked = License.objects.select_for_update(of=("self",)).get(pk=license_.pk)
    day = effective_on or calendar.jst_date(now)
    events = list(locked.events.all())
    # A line may be dated ahead, never before one that is already there: the past that pages have told stays told.
    out_of_order = any(event.effective_on > day for event in events)
    ended = any(event.kind in ENDING_KINDS for event in events)
    if out_of_order or ended or locked.status_on(day).standing not in allowed:
        raise StandingForbids
    event = _append(locked, kind, effective_on=day, reason=reason, by=by, now=now)
    audit.record(f"lms_cohorts.license_{kind.value}", locked, by=by, effective_on=day.isoformat(), reason=event.reason)
    certification_emails.license_changed(event, now=now)
    return event


def _append(
    license_: License, kind: LicenseEvent.Kind, *, effective_on: date, reason: str, by: Actor, now: datetime
) -> LicenseEvent:
    return LicenseEvent.objects.create(
        license=license_,
        kind=kind,
        effective_on=effective_on,
        reason=reason.strip(),
        by_id=by.user.pk if by.user else None,
        recorded_at=now,
    )
