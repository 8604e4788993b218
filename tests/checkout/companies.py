"""A company's contact who stands before the confirm screen of the open cohort, and what pressing its button does."""

import secrets
from dataclasses import replace
from datetime import datetime

from cohorts.actions.company_hold import hold_for_company
from cohorts.models import CompanyHold, Declaration, Person, SeatPool
from lms.checkout.actions.application import Paths
from lms.checkout.actions.group import submit_group
from lms.checkout.actions.group_draft import SeatData, Terms, draft_group, write_seats
from lms.checkout.group import group_confirmation_of
from lms.checkout.models import GroupApplication
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from payments.models import Order
from tests.checkout.applications import NOW
from tests.factories.cohorts import ConfirmedPassFactory, OrganizationFactory, PersonFactory
from tests.factories.standalone import UserFactory

CONTACT = Actor.process("contact of a company")
PATHS = Paths(returned="/orders/{order}/return/", turned_back="/orders/{order}/return/")
UNTIL = datetime(2026, 12, 21, tzinfo=JST)
LATER = SeatData(is_named_later=True)


def a_contact(name: str = "見本株式会社") -> Person:
    company = OrganizationFactory(name=name)
    return PersonFactory(family_name="人事", given_name=name, employer=company, user=UserFactory())


def speaking(contact: Person) -> Person:
    """The office knows that this contact speaks for the company they work for."""
    contact.affiliations.create(organization=contact.employer, confirmed_at=NOW)
    return contact


def somebody(name: str, *, has_passed: bool = True, **facts: object) -> SeatData:
    """An employee whose Specialist pass the association knows, or somebody with neither."""
    mailbox = f"{secrets.token_hex(4)}@example.test"
    row = SeatData(
        family_name="見本", given_name=name, family_kana="ミホン", given_kana="テスト", email=mailbox,
        specialist_status=Declaration.SpecialistStatus.NEITHER,
    )  # fmt: skip
    if has_passed:
        number = f"SP-{secrets.token_hex(3).upper()}"
        key = number.replace("-", "").lower()
        ConfirmedPassFactory(candidate_number=number, number_key=key, holder_name=f"見本 {name}")
        row = replace(row, specialist_status=Declaration.SpecialistStatus.PASSED, specialist_number=number)
    return replace(row, **facts)


def a_group_draft(world, rows, *, contact=None, way="transfer", kinds=None, now=NOW) -> GroupApplication:
    """One certification seat for each row, or as `kinds` says; the books of the company call it PO-1."""
    contact = contact or a_contact()
    kinds = kinds or ["certification"] * len(rows)
    return write_seats(
        draft_group(
            contact=contact,
            organization=contact.employer,
            cohort=world.cohort,
            seats={kind: kinds.count(kind) for kind in set(kinds)},
            terms=Terms(way=way, buyer_reference="PO-1", cost_center="4100"),
            by=CONTACT,
            now=now,
        ),
        dict(enumerate(rows, start=1)),
        by=CONTACT,
    )


def confirm_group(application: GroupApplication, *, now=NOW, seen=None, token: str = "") -> Order:
    """Press the button now, having seen what is true now, or what `seen` says."""
    application = GroupApplication.objects.select_related("contact", "organization", "cohort").get(pk=application.pk)
    current = group_confirmation_of(application, now=now)
    seen = seen or current
    return submit_group(
        current,
        shown_total_jpy=seen.total_jpy,
        shown_offer=seen.fingerprint,
        form_token=token or secrets.token_urlsafe(16),
        paths=PATHS,
        by=CONTACT,
        now=now,
    )


def taken(world) -> dict[str, int]:
    return dict(SeatPool.objects.filter(cohort=world.cohort).values_list("kind", "taken"))


def hold(
    world, contact: Person, *, seats: int = 3, until: datetime = UNTIL, kind: str = "certification"
) -> CompanyHold:
    """The office keeps seats of the open cohort for the contact's company."""
    return hold_for_company(
        SeatPool.objects.get(cohort=world.cohort, kind=kind),
        seats=seats,
        organization=contact.employer,
        contact=contact,
        held_until=until,
        reason="電話でのご依頼",
        by=CONTACT,
        now=NOW,
    )
