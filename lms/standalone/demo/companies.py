"""A hotel sends its people: what the office agreed with it, an order that is paid, one that is owed, seats kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cohorts.actions.affiliation import confirm_affiliation, organization_named
from cohorts.actions.company_hold import hold_for_company
from cohorts.models import Cohort, Declaration, Person, SeatKind
from lms.checkout.actions.application import Paths
from lms.checkout.actions.group import submit_group
from lms.checkout.actions.group_draft import LATER, SeatData, Terms, draft_group, write_seats
from lms.checkout.actions.quoted_seats import ask_for_quote
from lms.checkout.actions.terms import agree_terms
from lms.checkout.group import group_confirmation_of
from lms.checkout.models import GroupApplication
from lms.checkout.terms import agreed_terms
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.portal.draft import order_path
from lms.standalone.demo import people
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from lms.standalone.demo.cohorts import office
from lms.standalone.demo.people import Guest, make_person
from payments.actions.document import issue_invoice, usual_addressee
from payments.models import Order
from payments.payment_terms import MonthlyTerms

Specialist = Declaration.SpecialistStatus
Seats = list[tuple[SeatKind, SeatData]]


@dataclass(frozen=True, slots=True)
class Orders:
    """What the hotel has paid, and what it still owes."""

    paid: Order
    owed: Order


def make(cohort: Cohort, seasons: Seasons) -> Orders:
    """A seat of each order waits for a name, and two are kept for people it has not chosen yet."""
    _agree(seasons)
    contact = make_person(people.CONTACT, now=seasons.now)
    for work in contact.affiliations.filter(confirmed_at=None):
        confirm_affiliation(work, by=office(), now=seasons.now)
    first: Seats = [
        (SeatKind.CERTIFICATION, _named(people.TSUZUKI, Specialist.PASSED)),
        (SeatKind.CERTIFICATION, LATER),
        (SeatKind.AUDIT, _named(people.AMEMIYA)),
    ]
    second: Seats = [
        (SeatKind.CERTIFICATION, _named(people.HINO, Specialist.IN_PROGRESS, seasons)),
        (SeatKind.AUDIT, LATER),
    ]
    orders = Orders(
        paid=_order(contact, cohort, first, "HR-2026-117", seasons.ago(days=15, hour=16, minute=40)),
        owed=_order(contact, cohort, second, "HR-2026-131", seasons.ago(days=5, hour=11, minute=15)),
    )
    _hold(contact, cohort, seasons)
    _quoted(contact, cohort, seasons)
    return orders


def _agree(seasons: Seasons) -> None:
    """The hotel closes its books at the end of the month and pays at the end of the next."""
    hotel = organization_named(people.HOTEL)
    if agreed_terms(hotel) is None:
        with moment(seasons.ago(days=40, hour=11)) as now:
            agree_terms(hotel, terms=MonthlyTerms(), by=office(), now=now)


def _hold(contact: Person, cohort: Cohort, seasons: Seasons) -> None:
    """It has asked for two seats more and is still choosing its people."""
    if contact.employer is None or contact.company_holds.exists():
        return
    with moment(seasons.ago(days=1, hour=11, minute=30)) as now:
        hold_for_company(
            cohort.pools.get(kind=SeatKind.CERTIFICATION),
            seats=2,
            organization=contact.employer,
            contact=contact,
            held_until=end_of(seasons.today + timedelta(days=6)),
            reason="電話でのご依頼。受講者を社内で選考中",
            by=office(),
            now=now,
        )


def _quoted(contact: Person, cohort: Cohort, seasons: Seasons) -> None:
    """It needs a quote before it sends three people to listen, and the office has not written it yet."""
    if contact.employer is None or contact.group_applications.quoted().exists():
        return
    by = Actor.person(contact.user)  # type: ignore[arg-type]
    with moment(seasons.ago(days=1, hour=16, minute=20)) as now:
        draft = draft_group(
            contact=contact,
            organization=contact.employer,
            cohort=cohort,
            seats={SeatKind.AUDIT: 3},
            terms=Terms(way=GroupApplication.Way.TRANSFER, buyer_reference="", cost_center=""),
            by=by,
            now=now,
        )
        write_seats(draft, dict.fromkeys((1, 2, 3), LATER), by=by)
        wish = "稟議に使いますので、支配人宛ての見積書をお願いいたします。"
        ask_for_quote(group_confirmation_of(draft, now=now), wish=wish, by=by, now=now)


def _order(contact: Person, cohort: Cohort, seats: Seats, reference: str, when: datetime) -> Order:
    """Applied for as the contact does on the three screens, with the invoice the company asks for."""
    known = GroupApplication.objects.filter(contact=contact, cohort=cohort, buyer_reference=reference).first()
    if known is not None and known.order is not None:
        return known.order
    by = Actor.person(contact.user)  # type: ignore[arg-type]
    with moment(when) as now:
        kinds = [kind for kind, _row in seats]
        application = draft_group(
            contact=contact,
            organization=contact.employer,  # type: ignore[arg-type]
            cohort=cohort,
            seats={kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
            terms=Terms(way=GroupApplication.Way.TRANSFER, buyer_reference=reference, cost_center="4100 教育研修費"),
            by=by,
            now=now,
        )
        write_seats(application, dict(enumerate((row for _kind, row in seats), start=1)), by=by)
        confirmation = group_confirmation_of(application, now=now)
        order = submit_group(
            confirmation,
            shown_total_jpy=confirmation.total_jpy,
            shown_offer=confirmation.fingerprint,
            form_token=f"demonstration-{reference}",
            paths=Paths(returned=order_path("lms_portal:order_return"), turned_back=order_path("lms_portal:my_order")),
            by=by,
            now=now,
        )
        issue_invoice(order, addressee=usual_addressee(order), by=by, now=now)
        return order


def _named(
    guest: Guest, status: Declaration.SpecialistStatus = Specialist.NEITHER, seasons: Seasons | None = None
) -> SeatData:
    return SeatData(
        family_name=guest.family,
        given_name=guest.given,
        family_kana=guest.family_kana,
        given_kana=guest.given_kana,
        email=guest.email,
        specialist_status=status,
        specialist_number=guest.number,
        specialist_expected_on=seasons.open.days[0] if seasons else None,
    )
