"""Hearing of a cohort: register, answer the mail, withdraw."""

from datetime import datetime

from django.db import transaction

from cohorts import interest_emails
from cohorts.actions.consent import end_consents_of, record_consent
from cohorts.models import Cohort, Consent, Interest
from cohorts.signals import cohort_changed
from courses.models import Course
from lms.kernel import audit
from lms.kernel.actor import Actor


@transaction.atomic
def register_interest(
    course: Course,
    *,
    cohort: Cohort | None,
    email: str,
    name: str = "",
    kind: str = "",
    language: str,
    by: Actor,
    now: datetime,
) -> Interest:
    """Keep an address until its owner answers the mail that is written here.

    An address that is registered already stays as it is and gets its mail again (at most one an hour), so that the
    page can give everybody the same answer.
    """
    address = email.strip().lower()
    interest, created = Interest.objects.get_or_create(
        course=course,
        cohort=cohort,
        email=address,
        withdrawn_at=None,
        defaults={"name": name, "kind": kind, "language": language, "created_at": now},
    )
    if created:
        audit.record("lms_cohorts.register_interest", interest, by=by)
    interest_emails.please_confirm(interest, now=now)
    return interest


@transaction.atomic
def confirm_interest(interest: Interest, *, by: Actor, now: datetime) -> Interest:
    """The owner of the address wants to be told. Doing it twice changes nothing."""
    waiting = Interest.objects.filter(pk=interest.pk, confirmed_at=None, withdrawn_at=None)
    if waiting.update(confirmed_at=now):
        interest.refresh_from_db()
        audit.record("lms_cohorts.confirm_interest", interest, by=by)
        record_consent(
            Consent.Text.NEWS,
            interest.consent_version,
            source=Consent.Source.INTEREST,
            given_for=interest,
            email=interest.email,
            by=by,
            now=now,
        )
        if interest.cohort:  # it may have been decided while the mail lay unread
            cohort_changed.send(sender=Cohort, cohort=interest.cohort, now=now)
    return interest


@transaction.atomic
def withdraw_interest(interest: Interest, *, by: Actor, now: datetime) -> Interest:
    """Nothing more is written to this address about it. Doing it twice changes nothing."""
    if Interest.objects.filter(pk=interest.pk, withdrawn_at=None).update(withdrawn_at=now):
        interest.refresh_from_db()
        audit.record("lms_cohorts.withdraw_interest", interest, by=by)
        end_consents_of(interest, by=by, now=now)
        if interest.cohort:
            cohort_changed.send(sender=Cohort, cohort=interest.cohort, now=now)
    return interest


def forget_lapsed_interests(*, now: datetime) -> int:
    """Delete addresses whose owners never answered; returns how many."""
    deleted, _rows = Interest.objects.lapsed(now).delete()
    return deleted
