"""Who works where, from when until when; the employer of today also stands on the person."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Affiliation, Organization, Person
from cohorts.organizations import lock_organization, organization_meant
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class EndsBeforeItStarts(Obstacle):
    message = _("The end must come after the beginning.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Where somebody works, as they say it themselves."""

    organization: Organization
    department: str = ""
    title: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def begin_affiliation(person: Person, work: Work, *, by: Actor, today: date, now: datetime) -> Affiliation:
    """Write down one employment; others go on beside it. Raises EndsBeforeItStarts."""
    _check(work.starts_on, work.ends_on)
    work = replace(work, organization=lock_organization(work.organization))
    row = Affiliation.objects.create(
        person=person,
        organization=work.organization,
        department=work.department,
        title=work.title,
        starts_on=work.starts_on,
        ends_on=work.ends_on,
        created_at=now,
    )
    show_employer(person, today=today)
    audit.record("lms_cohorts.change_affiliations", person, by=by, organization=str(work.organization))
    return row


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, ends_on: date, by: Actor, today: date) -> Affiliation:
    """The first day on which it no longer holds. Raises EndsBeforeItStarts."""
    _check(affiliation.starts_on, ends_on)
    Affiliation.objects.filter(pk=affiliation.pk).update(ends_on=ends_on)
    affiliation.refresh_from_db()
    show_employer(affiliation.person, today=today)
    organization = str(affiliation.organization)
    audit.record("lms_cohorts.change_affiliations", affiliation.person, by=by, organization=organization)
    return affiliation


@transaction.atomic
def change_employer(person: Person, work: Work | None, *, by: Actor, today: date, now: datetime) -> Person:
    """From today somebody works here and nowhere else; None for nowhere. Saying the same again changes nothing."""
    work = replace(work, organization=lock_organization(work.organization)) if work else None
    current = person.affiliations.on(today)
    same = current.filter(organization=work.organization) if work else current.none()
    for row in current.exclude(pk__in=same.values("pk")):
        _end_today(row, today)
    if work and (kept := same.first()):
        Affiliation.objects.filter(pk=kept.pk).update(department=work.department, title=work.title)
    elif work:
        had_any = person.affiliations.exists()
        Affiliation.objects.create(
            person=person,
            organization=work.organization,
            department=work.department,
            title=work.title,
            starts_on=today if had_any else work.starts_on,
            created_at=now,
        )
    show_employer(person, today=today)
    audit.record("lms_cohorts.change_affiliations", person, by=by, organization=str(work.organization) if work else "")
    return person


@transaction.atomic
def confirm_affiliation(affiliation: Affiliation, *, by: Actor, now: datetime) -> Affiliation:
    """The office has made sure that this person works there and speaks for the company. Doing it again changes nothing.

    What was agreed with the company holds for their applications from now on, until the employment ends.
    """
    if Affiliation.objects.filter(pk=affiliation.pk, confirmed_at=None).update(confirmed_at=now):
        organization = str(affiliation.organization)
        audit.record("lms_cohorts.confirm_affiliation", affiliation.person, by=by, organization=organization)
    affiliation.refresh_from_db()
    return affiliation


def organization_named(name: str) -> Organization:
    """The organization people mean by this name; entered where there is none yet."""
    typed = " ".join(name.split())
    return organization_meant(typed) or Organization.objects.create(name=typed)


def show_employer(person: Person, *, today: date) -> None:
    """Write the employer of today on the person."""
    current = person.affiliations.on(today).order_by("-starts_on", "-pk").first()
    employer = current.organization if current else None
    if person.employer != employer:
        person.employer = employer
        person.save(update_fields=["employer"])


def refresh_employers(*, today: date) -> int:
    """Employments that began or ended since are shown; returns how many people changed. For the nightly sweep."""
    turned = Q(affiliations__starts_on__lte=today) | Q(affiliations__ends_on__lte=today)
    changed = 0
    for person in Person.objects.filter(turned).select_related("employer").distinct().iterator():
        before = person.employer_id
        show_employer(person, today=today)
        changed += person.employer_id != before
    return changed


def _end_today(row: Affiliation, today: date) -> None:
    """One that was entered today was a slip, and goes."""
    if row.starts_on is not None and row.starts_on >= today:
        row.delete()
    else:
        Affiliation.objects.filter(pk=row.pk).update(ends_on=today)


def _check(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on <= starts_on:
        raise EndsBeforeItStarts
