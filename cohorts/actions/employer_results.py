"""The person says whether an employer may learn the result, and may change their mind at any time."""

from datetime import datetime

from django.db import transaction

from cohorts.actions.consent import give_consent, withdraw_consent
from cohorts.employer_results import TEXT_VERSION, consents_to
from cohorts.models import Consent, Enrollment
from lms.kernel import audit
from lms.kernel.actor import Actor


@transaction.atomic
def allow_results(enrollment: Enrollment, *, by: Actor, now: datetime) -> Consent:
    """From now on the company reads the result, once it is out."""
    consent = give_consent(
        Consent.Text.EMPLOYER_RESULTS,
        TEXT_VERSION,
        source=Consent.Source.MY_PAGE,
        given_for=enrollment,
        person=enrollment.person,
        by=by,
        now=now,
    )
    audit.record("lms_cohorts.allow_results", enrollment, by=by)
    return consent


@transaction.atomic
def keep_results(enrollment: Enrollment, *, by: Actor, now: datetime) -> None:
    """The company reads attendance alone; what it has read meanwhile it has read."""
    for consent in consents_to([enrollment]).values():
        withdraw_consent(consent, by=by, now=now)
