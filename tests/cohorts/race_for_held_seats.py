"""What companies, and the office, do to the same pool in one moment; `tests.bench.race` runs each in its own process."""

from datetime import datetime, timedelta

CAPACITY, HELD = 6, 3
LATECOMERS = ("丙社", "丁社")


def prepare(number: int) -> int:
    del number
    from tests.checkout.applications import a_world
    from tests.checkout.companies import LATER, a_contact, a_group_draft

    world = a_world(capacity=CAPACITY)
    contact = a_contact()
    _hold(contact, HELD)
    a_group_draft(world, [LATER] * 2, contact=contact)
    for name in ("甲社", "乙社"):
        a_group_draft(world, [LATER] * 2, contact=a_contact(name))
    for name in LATECOMERS:
        a_contact(name)
    return CAPACITY


def contend(number: int) -> str:
    """0 and 1 are two tabs of the company with the hold, 2 and 3 other companies, the rest the office."""
    from cohorts.actions.company_hold import change_hold, release_hold
    from cohorts.models import CompanyHold, Person
    from lms.checkout.models import GroupApplication
    from tests.checkout.applications import NOW
    from tests.checkout.companies import confirm_group
    from tests.world import OFFICE

    if number < 4:
        drafts = list(GroupApplication.objects.order_by("pk"))
        confirm_group(drafts[max(number - 1, 0)])
        return "ordered"
    if number < 6:
        _hold(Person.objects.get(given_name=LATECOMERS[number - 4]), 1)
        return "held"
    hold = CompanyHold.objects.order_by("pk")[0]
    if number < 8:
        change_hold(hold, seats=number - 5, held_until=_until(), reason="x", by=OFFICE, now=NOW)
    else:
        release_hold(hold, reason="x", by=OFFICE, now=NOW)
    return "done"


def rows(number: int) -> dict[str, int]:
    """`reserved` is what was ever held: by the first entry, by later ones, and by raising."""
    del number
    from wagtail.models import ModelLogEntry

    from cohorts.models import CompanyHold, OpenSeat, SeatPool

    pool, holds = SeatPool.objects.get(kind="certification"), list(CompanyHold.objects.all())
    raised = ModelLogEntry.objects.filter(action="lms_cohorts.change_hold").values_list("data", flat=True)
    set_ = ModelLogEntry.objects.filter(action="lms_cohorts.hold_for_company").values_list("data", flat=True)
    return {
        "capacity": pool.capacity,
        "taken": pool.taken,
        "occupied": OpenSeat.objects.occupying().filter(pool=pool).count(),
        "held": sum(hold.seats for hold in holds),
        "drawn": sum(hold.drawn for hold in holds),
        "given_back": sum(hold.given_back for hold in holds),
        "reserved": sum(each["seats"] for each in set_)
        + sum(max(each["after"] - each["before"], 0) for each in raised),
    }


def _hold(contact, seats: int) -> None:
    from cohorts.actions.company_hold import hold_for_company
    from cohorts.models import SeatPool
    from tests.checkout.applications import NOW
    from tests.world import OFFICE

    hold_for_company(
        SeatPool.objects.get(kind="certification"),
        seats=seats,
        organization=contact.employer,
        contact=contact,
        held_until=_until(),
        reason="x",
        by=OFFICE,
        now=NOW,
    )


def _until() -> datetime:
    from tests.checkout.applications import NOW

    return NOW + timedelta(days=10)
