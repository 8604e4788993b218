"""Who may have paid an order: everybody whose name a bank may show for it, and what it still wants."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from cohorts.models import Organization, Person
from lms.checkout.models import Purchase
from payments import conf
from payments.matching import Arrival, Candidate, Proposal, names, propose
from payments.models import Order, Payment, StatementLine

Status = Order.Status
#: How long after it was placed money may still come for an order that needs none any more.
LOOK_BACK = timedelta(days=180)
FETCHED = (
    "documents",
    "group_application__organization__merges",
    "purchases__enrollment__person__employer__merges",
    "purchases__enrollment__declaration",
)


def proposals_for(line: StatementLine, *, now: datetime) -> list[tuple[Proposal, list[Order]]]:
    """What a line may be for, the likeliest first, with the orders to show. A fixed number of queries."""
    orders = {order.pk: order for order in payable_orders(now=now)}
    arrival = Arrival(line.amount_jpy, line.booked_on, line.payer, line.text)
    found = propose(
        arrival,
        [candidate_of(order) for order in orders.values()],
        tolerance_jpy=conf.LMS_TRANSFER_WRITE_OFF_JPY,
    )
    return [(proposal, [orders[key] for key in proposal.keys]) for proposal in found]


def payable_orders(*, now: datetime) -> QuerySet[Order]:
    """Orders that money at the bank may be for: whatever waits, and what ended or was paid not long ago."""
    waits = Q(status=Status.AWAITING_PAYMENT)
    recent = Q(created_at__gte=now - LOOK_BACK)
    return with_arrived(Order.objects.filter(waits | recent, due_on__isnull=False, total_jpy__gt=0))


def with_arrived(orders: QuerySet[Order]) -> QuerySet[Order]:
    """With `arrived_jpy`, what came for the attempt that is waited for, and with those whose names it may bear."""
    came = Q(payments__status=Payment.Status.PENDING, payments__bank_transfers__taken_back_at__isnull=True)
    return (
        orders.select_related("group_application__organization")
        .prefetch_related(*FETCHED)
        .annotate(arrived_jpy=Coalesce(Sum("payments__bank_transfers__amount_jpy", filter=came), 0))
    )


def candidate_of(order: Order) -> Candidate:
    """An order of `with_arrived` as the search for proposals sees it."""
    documents = list(order.documents.all())
    return Candidate(
        key=order.pk,
        numbers=(order.number, *(document.number for document in documents)),
        names=names(
            order.buyer_name,
            *_company(order),
            *(document.addressee for document in documents),
            *(name for purchase in order.purchases.all() for name in _spellings(purchase)),
        ),
        missing_jpy=missing_of(order),
        due_on=order.due_on,
        has_ended=order.status in {Status.EXPIRED, Status.CANCELED, Status.REFUNDED},
    )


def missing_of(order: Order) -> int:
    """Yen that an order of `with_arrived` still wants."""
    if order.status not in {Status.AWAITING_PAYMENT, Status.EXPIRED}:
        return 0
    arrived: int = order.arrived_jpy  # type: ignore[attr-defined]  # annotated
    return max(order.total_jpy - arrived - order.written_off_jpy, 0)


def _company(order: Order) -> list[str]:
    """Who bought the seats, known before anybody is named for them."""
    application = getattr(order, "group_application", None)
    return _names_of(application.organization) if application else []


def _names_of(company: Organization) -> list[str]:
    """As the entry says it, and as those said it that were merged into it."""
    merged = (merge.said.get(name, "") for merge in company.merges.all() for name in ("name", "name_kana"))
    return [company.name, company.name_kana, *merged]


def _spellings(purchase: Purchase) -> list[str]:
    """A participant, who may pay alone, and the company."""
    if purchase.enrollment is None:
        return []
    person: Person = purchase.enrollment.person
    declaration = getattr(purchase.enrollment, "declaration", None)
    employer = _names_of(person.employer) if person.employer else []
    return [
        f"{person.family_name}{person.given_name}",
        f"{person.family_kana}{person.given_kana}",
        f"{person.given_romaji}{person.family_romaji}",
        f"{person.family_romaji}{person.given_romaji}",
        *employer,
        declaration.employer_name if declaration else "",
    ]
