"""Two entries of a company are merged both ways at once while it orders; `tests.bench.race` runs each in a process."""

STAYS, GOES = "見本株式会社", "㈱見本"


def prepare(number: int) -> None:
    """Seats are held for a contact of each entry, and the one of the second stands before the button."""
    del number
    from tests.checkout.applications import a_world
    from tests.checkout.companies import LATER, a_contact, a_group_draft, hold
    from tests.factories.cohorts import PersonFactory

    world = a_world(capacity=6)
    hold(world, a_contact(STAYS), seats=2)
    contact = a_contact(GOES)
    hold(world, contact, seats=2)
    a_group_draft(world, [LATER], contact=contact)
    for _typing in range(2):
        PersonFactory(given_name="入社")


def contend(number: int) -> str:
    from cohorts.actions.affiliation import Work, change_employer, organization_named
    from cohorts.models import Organization, Person
    from lms.checkout.actions.organization_merge import merge_organizations
    from lms.checkout.actions.terms import agree_terms
    from lms.checkout.models import GroupApplication
    from payments.payment_terms import DaysAfter
    from tests.checkout.applications import NOW
    from tests.checkout.companies import confirm_group
    from tests.world import OFFICE

    if number < 2:
        one, other = (Organization.objects.get(name=name) for name in ((STAYS, GOES), (GOES, STAYS))[number])
        merge_organizations(one, other, reason="同じ会社", by=OFFICE, now=NOW)
        return "merged"
    if number == 2:
        confirm_group(GroupApplication.objects.get())
        return "ordered"
    if number == 3:
        agree_terms(organization_named(GOES), terms=DaysAfter(7), by=OFFICE, now=NOW)
        return "agreed"
    person = Person.objects.filter(given_name="入社").order_by("pk")[number - 4]
    change_employer(person, Work(organization=organization_named(GOES)), by=OFFICE, today=NOW.date(), now=NOW)
    return "works"


def rows(number: int) -> dict[str, object]:
    """What is true afterwards, at the one entry that is left."""
    del number
    from cohorts.models import CompanyHold, OpenSeat, Organization, Person, SeatPool
    from lms.checkout.models import CompanyTerms, GroupApplication

    (left,) = Organization.objects.all()
    holds = CompanyHold.objects.filter(organization=left)
    return {
        "merges": left.merges.count(),
        "people": Person.objects.filter(employer=left, affiliations__organization=left).count()
        + Person.objects.filter(employer=left, affiliations=None).count(),
        "terms": CompanyTerms.objects.filter(organization=left).count(),
        "ordered": GroupApplication.objects.filter(organization=left).exclude(order=None).count(),
        "open": OpenSeat.objects.filter(organization=left).count(),
        "held": sum(hold.seats for hold in holds),
        "drawn": sum(hold.drawn for hold in holds),
        "taken": SeatPool.objects.get(kind="certification").taken,
    }
