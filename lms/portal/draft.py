"""The application while it is being written: what the forms start with, and what each step keeps."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language

from cohorts.actions.accommodation import ask_for_accommodation, withdraw_accommodation
from cohorts.actions.application import DeclarationData, draft_application
from cohorts.actions.person import create_person, update_person
from cohorts.applications import eligibility_of
from cohorts.models import Accommodation, Cohort, Enrollment, Person, SeatKind, SeatPool
from cohorts.priority import mailboxes_of
from lms.kernel.actor import Actor

PERSON_FIELDS = (
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "family_romaji",
    "given_romaji",
    "certificate_name",
    "phone",
    "postal_code",
    "address",
)
DECLARATION_FIELDS = (
    "purpose",
    "purpose_note",
    "specialist_status",
    "specialist_number",
    "specialist_expected_on",
    "profession",
    "employer_name",
    "lecturer_relation",
)
NO_ORDER_YET = UUID(int=0)
NOT_BINDING = (Enrollment.Status.DRAFT, Enrollment.Status.UNDER_REVIEW, Enrollment.Status.OFFERED)

User = AbstractBaseUser | AnonymousUser


def person_of(user: User) -> Person | None:
    return Person.objects.filter(user_id=user.pk or 0).first()


def mailboxes(user: User, person: Person | None) -> frozenset[str]:
    """The verified addresses of whoever applies, also before they wrote down a name."""
    if person is not None:
        return mailboxes_of(person)
    account = cast("AbstractBaseUser", user)
    return frozenset([str(getattr(account, account.get_email_field_name())).lower()])


def person_initial(user: User) -> dict[str, Any]:
    person = person_of(user)
    return {name: getattr(person, name) for name in PERSON_FIELDS} if person else {}


def save_person(user: User, data: dict[str, Any], *, now: datetime) -> Person:
    """The account's person, entered or corrected; mail goes to the account's verified address."""
    by = Actor.person(user)
    if person := person_of(user):
        return update_person(person, by=by, **data)
    account = cast("AbstractBaseUser", user)
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    email = getattr(account, account.get_email_field_name())
    return create_person(by=by, now=now, user=account, email=email, language=language, **data)


def open_application(person: Person | None, cohort: Cohort) -> Enrollment | None:
    """The application of this person that is not yet binding: written, being checked, or offered a seat."""
    if person is None:
        return None
    not_binding = Enrollment.objects.of(person).filter(cohort=cohort, status__in=NOT_BINDING)
    return not_binding.select_related("person", "cohort__venue", "pool", "declaration", "upgrade_of").first()


def application_to_confirm(user: User, code: str) -> Enrollment | None:
    """The open application of an account for a public cohort, with all that the confirm screen is made of."""
    mine = Enrollment.objects.filter(person__user=user.pk or 0, cohort__code=code, status__in=NOT_BINDING)
    return (
        mine.exclude(cohort__status=Cohort.Status.ARCHIVED)
        .select_related("person", "cohort__venue", "pool__listing__policy", "declaration")
        .prefetch_related("cohort__days", "pool__listing__offers")
        .first()
    )


def waits_for_office(enrollment: Enrollment, *, now: datetime) -> bool:
    """Sent for review and not cleared yet: the applicant has nothing to confirm."""
    return enrollment.status == Enrollment.Status.UNDER_REVIEW and not eligibility_of(enrollment, now=now).may_take_seat


def must_wait(enrollment: Enrollment) -> bool:
    """Whether no seat of this kind is free for somebody who comes now; who was offered one has it already."""
    if enrollment.status == Enrollment.Status.OFFERED:
        return False
    return enrollment.pool.left < 1


def pools_offered(cohort: Cohort) -> QuerySet[SeatPool]:
    """The seats that have a fee; what is undecided cannot be chosen."""
    return cohort.pools.filter(listing__list_price_jpy__isnull=False)


def kinds_offered(cohort: Cohort) -> list[str]:
    return list(pools_offered(cohort).values_list("kind", flat=True))


def declaration_initial(person: Person, cohort: Cohort, asked_kind: str) -> dict[str, Any]:
    """What the open application says; whoever applies anew finds what they had declared for this cohort before."""
    enrollment = open_application(person, cohort)
    if enrollment is None:
        before = (
            Enrollment.objects.of(person).filter(cohort=cohort).select_related("declaration").order_by("-pk").first()
        )
        known = declared(before) if before else {}
        return {**known, "kind": asked_kind or SeatKind.CERTIFICATION}
    asked = Accommodation.objects.open().filter(enrollment=enrollment).first()
    wish = asked.wish if asked else ""
    return {**declared(enrollment), "kind": asked_kind or enrollment.kind, "accommodation": wish}


def declared(enrollment: Enrollment) -> dict[str, Any]:
    """What was declared with this application; nothing where the office entered it without."""
    declaration = getattr(enrollment, "declaration", None)
    return {name: getattr(declaration, name) for name in DECLARATION_FIELDS} if declaration else {}


def declaration_data(data: dict[str, Any]) -> DeclarationData:
    return DeclarationData(**{name: data[name] for name in DECLARATION_FIELDS})


def save_declaration(person: Person, cohort: Cohort, data: dict[str, Any], *, by: Actor, now: datetime) -> Enrollment:
    """What is needed in order to take part is kept in its own table.

    Raises ApplicationsClosed, SeatKindNotOffered, AlreadyApplied.
    """
    declaration = declaration_data(data)
    enrollment = draft_application(
        person=person, cohort=cohort, kind=data["kind"], declaration=declaration, by=by, now=now
    )
    if wish := data.get("accommodation", "").strip():
        ask_for_accommodation(enrollment, wish=wish, by=by, now=now)
    elif asked := Accommodation.objects.open().filter(enrollment=enrollment).first():
        withdraw_accommodation(asked)
    return enrollment


def order_path(name: str) -> str:
    """The path of an order page, before the order has its id."""
    return reverse(name, args=[NO_ORDER_YET]).replace(str(NO_ORDER_YET), "{order}")
