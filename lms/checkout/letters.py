"""Reading the facts of many seats in a fixed number of queries, and drafting the letters they call for."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from cohorts.models import Cohort, Enrollment
from lms.checkout import conf
from lms.checkout.letter_rules import DayFacts, OwedFacts, SeatFacts, calls_for, keys_of
from lms.checkout.letter_words import words_of
from lms.kernel.actions.letter import Draft
from lms.kernel.letters import Call
from payments.models import Order, OrderLine, Payment
from payments.models.order import Party

Status = Enrollment.Status
GOES_AHEAD = {Cohort.Status.PLANNED, Cohort.Status.OPEN, Cohort.Status.CLOSED, Cohort.Status.RUNNING}


def with_letter_facts(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    live = Payment.objects.live()
    return (
        enrollments.exclude(status=Status.DRAFT)
        .select_related("person", "cohort__venue", "purchase__order__buyer")
        .prefetch_related(
            "cohort__days",
            Prefetch("purchase__order__payments", queryset=live, to_attr="live_payments"),
            Prefetch("purchase__order__lines", queryset=OrderLine.objects.standing(), to_attr="standing_lines"),
        )
        .order_by("pk")
    )


def drafts_for(enrollments: Iterable[Enrollment]) -> tuple[list[Draft], list[str]]:
    """The letters called for, and the keys of all there could be."""
    drafts: list[Draft] = []
    keys: list[str] = []
    for enrollment in enrollments:
        keys += keys_of(enrollment.pk)
        facts = facts_of(enrollment)
        drafts += [_draft(call, enrollment, facts) for call in calls_for(facts)]
    return drafts, keys


def facts_of(enrollment: Enrollment) -> SeatFacts:
    cohort, person = enrollment.cohort, enrollment.person
    venue = cohort.venue
    return SeatFacts(
        enrollment=enrollment.pk,
        number=enrollment.number,
        email=person.email,
        name=person.full_name,
        language=person.language,
        is_held=enrollment.status == Status.HELD,
        is_confirmed=enrollment.status == Status.CONFIRMED,
        goes_ahead=cohort.status in GOES_AHEAD,
        title=cohort.title,
        seat=enrollment.kind,
        days=tuple(
            DayFacts(day.position, day.held_on, day.opens_at, day.closes_at)
            for day in sorted(cohort.days.all(), key=lambda day: day.position)
        ),
        venue=venue.name if venue else "",
        venue_address=venue.address if venue else "",
        venue_map=venue.map_url if venue else "",
        things_to_bring=cohort.things_to_bring.strip(),
        joining_notes=cohort.joining_notes.strip(),
        owed=_owed(enrollment),
        joining_days=conf.LMS_JOINING_DAYS,
    )


def _owed(enrollment: Enrollment) -> OwedFacts | None:
    purchase = getattr(enrollment, "purchase", None)
    if purchase is None or purchase.order.status != Order.Status.AWAITING_PAYMENT:
        return None
    order: Order = purchase.order
    if order.buyer_party == Party.ORGANIZATION:
        return None  # a company is reminded of its order (lms.checkout.company_letters)
    if order.standing_lines[0].pk != purchase.line_id:  # type: ignore[attr-defined]  # prefetched
        return None  # the first seat of an order asks for the money of all
    until = payable_until(order, held_until=enrollment.hold_until)
    if until is None:
        return None
    return OwedFacts(order.number, order.total_jpy, order.price_locked_at, until, order.buyer_email, order.buyer_name)


def payable_until(order: Order, *, held_until: datetime | None) -> datetime | None:
    """The first moment at which nobody can pay any more: a slip of a convenience store outlives the held seat."""
    ends: Collection[datetime | None] = [
        held_until,
        *(payment.voucher_expires_at for payment in order.live_payments),  # type: ignore[attr-defined]  # prefetched
    ]
    return max((end for end in ends if end), default=None)


def _draft(call: Call, enrollment: Enrollment, facts: SeatFacts) -> Draft:
    to_payer = call.kind.endswith("payment_reminder")
    order = enrollment.purchase.order if to_payer else None
    return Draft(
        call=call,
        to_email=call.details["email"],
        to_name=call.details["name"],
        language=order.locale if order else facts.language,
        reader=(order.buyer if order and order.buyer else enrollment.person),
        about=enrollment,
        words=words_of,
        context={
            "number": enrollment.number,
            "enrollment": enrollment,
            "cohort": enrollment.cohort,
            "days": facts.days,
            "venue": enrollment.cohort.venue,
            "things_to_bring": facts.things_to_bring.splitlines(),
            "joining_notes": facts.joining_notes,
            "owed": facts.owed,
            "last_moment": facts.owed.payable_until - timedelta(seconds=1) if facts.owed else None,
            "page": f"/my/enrollments/{enrollment.public_id}/",
        },
    )
