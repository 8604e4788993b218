"""A company's contact writes an application for several seats: how many, for whom, and what to do with each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.actions.application import ApplicationsClosed
from cohorts.models import Cohort, Organization, Person, SeatKind
from cohorts.organizations import lock_organization
from lms.checkout.models import GroupApplication, GroupSeat
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.names import same_name
from lms.kernel.obstacles import Obstacle

ORDER = (SeatKind.CERTIFICATION, SeatKind.AUDIT)


class NamedTwice(Obstacle):
    message = _("The same person stands on two seats. Each person takes one seat.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the company pays, and what its own books call this order."""

    way: str
    buyer_reference: str = ""
    cost_center: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatData:
    """Whom a seat is for as the contact writes it; names are kept exactly as typed."""

    is_named_later: bool = False
    family_name: str = ""
    given_name: str = ""
    family_kana: str = ""
    given_kana: str = ""
    email: str = ""
    specialist_status: str = ""
    specialist_number: str = ""
    specialist_expected_on: date | None = None


LATER = SeatData(is_named_later=True)


@transaction.atomic
def draft_group(
    *,
    contact: Person,
    organization: Organization,
    cohort: Cohort,
    seats: Mapping[str, int],
    terms: Terms,
    by: Actor,
    now: datetime,
) -> GroupApplication:
    """Write how many seats of which kind are wanted; an open draft is written anew and keeps whom it names already.

    Raises ApplicationsClosed.
    """
    if not Cohort.objects.accepting(at=now).filter(pk=cohort.pk).exists():
        raise ApplicationsClosed
    organization = lock_organization(organization)
    application, _created = GroupApplication.objects.open().update_or_create(
        contact=contact,
        cohort=cohort,
        defaults={"organization": organization, **asdict(terms)},
        create_defaults={"organization": organization, "created_at": now, **asdict(terms)},
    )
    kept = list(application.seats.order_by("position"))
    wanted: list[GroupSeat] = []
    for kind in ORDER:
        own = [seat for seat in kept if seat.kind == kind][: seats.get(kind, 0)]
        new = [GroupSeat(kind=kind) for _each in range(seats.get(kind, 0) - len(own))]
        wanted += [*own, *new]
    rewrite(application, wanted)
    audit.record("lms_checkout.draft_group", application, by=by, seats=len(wanted))
    return application


@transaction.atomic
def write_seats(application: GroupApplication, rows: Mapping[int, SeatData], *, by: Actor) -> GroupApplication:
    """Keep what was written on the seats, by seat number; numbers that are not there are passed over.

    Raises NamedTwice.
    """
    check_once(rows.values())
    for position, row in rows.items():
        application.seats.filter(position=position).update(**asdict(row))
    audit.record("lms_checkout.write_seats", application, by=by)
    return application


@transaction.atomic
def turn_to_audit(application: GroupApplication, position: int, *, by: Actor) -> None:
    """The person cannot have a certification seat: an audit-only one instead."""
    application.seats.filter(position=position).update(kind=SeatKind.AUDIT)
    audit.record("lms_checkout.turn_to_audit", application, by=by, position=position)


@transaction.atomic
def leave_unnamed(application: GroupApplication, position: int, *, by: Actor) -> None:
    """The seat is wanted, and whom it is for is said later."""
    application.seats.filter(position=position).update(**asdict(LATER))
    audit.record("lms_checkout.leave_unnamed", application, by=by, position=position)


@transaction.atomic
def drop_seat(application: GroupApplication, position: int, *, by: Actor) -> None:
    """One seat fewer."""
    rewrite(application, list(application.seats.exclude(position=position).order_by("position")))
    audit.record("lms_checkout.drop_seat", application, by=by, position=position)


def check_once(rows: Any) -> None:
    """Nobody stands on two seats; an address may be shared, a person with it not."""
    people = [(row.email.lower(), row.family_name + row.given_name) for row in rows if not row.is_named_later]
    written = [(email, name) for email, name in people if email and name]
    for index, (email, name) in enumerate(written):
        if any(email == other and same_name(name, known) for other, known in written[:index]):
            raise NamedTwice


def forget_people(applications: QuerySet[GroupApplication]) -> int:
    """What was written about people whose seats were not ordered; how many seats there are of which kind stays."""
    named = GroupSeat.objects.filter(application__in=applications, is_named_later=False)
    return named.update(**asdict(LATER))


def rewrite(application: GroupApplication, seats: list[GroupSeat]) -> None:
    """The seats in this order, numbered from 1."""
    application.seats.exclude(pk__in=[seat.pk for seat in seats if seat.pk]).delete()
    application.seats.update(position=F("position") + 1000)
    for position, seat in enumerate(seats, start=1):
        seat.application, seat.position = application, position
        seat.save()
