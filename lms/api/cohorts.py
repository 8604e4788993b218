"""Courses and their cohorts, as the schedule and the cards show them."""

from django.http import Http404, HttpRequest
from ninja import Query, Router

from cohorts.models import Cohort
from courses.models import Course
from lms.api.schemas import CallSchema, CohortSchema, CourseSchema, DaySchema, ScheduleQuery, SeatSchema
from lms.catalogue.filters import Filters
from lms.checkout.calls import Addresses, CallToAction
from lms.checkout.card import CohortCard, SeatOffer
from lms.checkout.offering import cards
from lms.kernel import clock
from lms.kernel.access import public
from lms.kernel.addresses import absolute
from lms.kernel.calendar import JST

router = Router()


@router.get("/cohorts", response=list[CohortSchema], summary="Cohorts that are announced, open or under way")
@public
def cohorts(request: HttpRequest, asked: Query[ScheduleQuery]) -> list[CohortSchema]:  # noqa: ARG001 - ninja's name
    """Narrowed like the schedule; a value it does not know does not narrow."""
    everything = cards(Cohort.objects.public(), now=clock.now())
    return [cohort_schema(card) for card in Filters.of(asked.dict()).narrow(everything)]


@router.get("/cohorts/{code}", response=CohortSchema, summary="One cohort")
@public
def cohort(request: HttpRequest, code: str) -> CohortSchema:  # noqa: ARG001 - the name is ninja's
    for card in cards(Cohort.objects.public().filter(code=code), now=clock.now()):
        return cohort_schema(card)
    raise Http404


@router.get("/courses", response=list[CourseSchema], summary="Courses, with the codes of their cohorts ahead")
@public
def courses(request: HttpRequest) -> list[CourseSchema]:  # noqa: ARG001 - the name is ninja's
    ahead = Filters().narrow(cards(Cohort.objects.public(), now=clock.now()))
    addresses = Addresses.here()
    return [
        CourseSchema(
            code=course.code,
            title=course.display_title,
            summary=course.summary,
            license_title=course.license_title or None,
            cohorts=[card.code for card in ahead if card.course_pk == course.pk],
            cta=call_schema(addresses.call_of_course(course.code)),
        )
        for course in Course.objects.all()
    ]


def cohort_schema(card: CohortCard) -> CohortSchema:
    return CohortSchema(
        code=card.code,
        title=card.title,
        course=card.course_code,
        fiscal_year=card.fiscal_year,
        state=card.state.value,
        state_label=card.state_label,
        reason=card.reason or None if card.is_stopped else None,
        may_apply=card.is_open,
        cta=call_schema(card.call),
        days=[
            DaySchema(position=day.position, date=day.date, opens_at=day.opens_at, closes_at=day.closes_at)
            for day in card.days
        ],
        venue=card.venue,
        venue_address=card.venue_address or None,
        is_online=card.is_online if card.venue else None,
        applications_open_at=card.opens_at.astimezone(JST) if card.opens_at else None,
        last_moment_to_apply=card.deadline.astimezone(JST) if card.deadline else None,
        seats=[seat_schema(seat) for seat in card.seats],
        url=absolute(card.url),
    )


def call_schema(call: CallToAction | None) -> CallSchema | None:
    return CallSchema(kind=call.kind.value, label=call.label, url=absolute(call.url)) if call else None


def seat_schema(seat: SeatOffer) -> SeatSchema:
    return SeatSchema(
        kind=seat.kind,
        state=seat.state.value,
        list_price_jpy=seat.price.list_jpy,
        price_jpy=seat.price.unit_jpy,
        offer=seat.price.offer_label or None,
        offer_last_moment=seat.price.offer_last_moment,
        seats_left=seat.seats_left,
    )
