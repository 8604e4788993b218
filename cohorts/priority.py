"""Who may apply before everybody else: those who had asked for news before a cohort was announced.

No seat is set aside for them. Applications open for them at `Cohort.priority_opens_at`, for everybody else at
`applications_open_at`; both moments are public, and the window is at most `conf.PRIORITY_MAX_DAYS` long.
"""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from cohorts.models import Cohort, Interest, Person


def mailboxes_of(person: Person) -> frozenset[str]:
    """Addresses that are known to be this person's."""
    verified = person.mail_addresses.filter(verified_at__isnull=False).values_list("email", flat=True)
    return frozenset(address.lower() for address in [person.email, *verified] if address)


def asked_before(cohort: Cohort, mailboxes: Collection[str]) -> bool:
    """Whether one of these mailboxes had asked for this cohort, or the next one, before it was announced."""
    if cohort.announced_at is None:
        return False
    asked = Interest.objects.standing().filter(email__in=mailboxes, created_at__lt=cohort.announced_at)
    return asked.filter(Q(cohort=cohort) | Q(cohort=None, course=cohort.course_id)).exists()


def is_window(cohort: Cohort, *, at: datetime) -> bool:
    """Whether applications are open for those who had asked, and for nobody else."""
    first, everybody = cohort.priority_opens_at, cohort.applications_open_at
    return first is not None and everybody is not None and first <= at < everybody


def accepting_from(cohort: Cohort, mailboxes: Collection[str], *, at: datetime) -> QuerySet[Cohort]:
    """Cohorts that take applications at that moment; within its window this one only from those who had asked."""
    if is_window(cohort, at=at) and asked_before(cohort, mailboxes):
        return Cohort.objects.accepting_first(at=at)
    return Cohort.objects.accepting(at=at)


def accepting_person(cohort: Cohort, person: Person, *, at: datetime) -> QuerySet[Cohort]:
    """As `accepting_from`, without a question to the database where there is no window."""
    mailboxes = mailboxes_of(person) if is_window(cohort, at=at) else ()
    return accepting_from(cohort, mailboxes, at=at)
