from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from ninja import Router
from ninja.errors import HttpError

from cohorts.models import Cohort
from cohorts.rate_limit import too_many_verifications
from cohorts.verification import verify
from lms.api.schemas import CohortSchema, DaySchema, LicenseSchema, SeatSchema
from lms.checkout.card import CohortCard, SeatOffer
from lms.checkout.offering import cards
from lms.kernel import clock
from lms.kernel.access import public
from lms.kernel.calendar import JST, jst_date

router = Router()


@router.get("/cohorts", response=list[CohortSchema], summary="Cohorts that are announced, open or under way")
@public
def cohorts(request: HttpRequest) -> list[CohortSchema]:  # noqa: ARG001 - the name is ninja's
    ahead = Cohort.objects.ahead()
    return [cohort_schema(card) for card in cards(ahead, now=clock.now())]


@router.get("/licenses/{number}", response=LicenseSchema, summary="Verify a license by its number")
@public
def license_by_number(request: HttpRequest, number: str, name: str = "") -> LicenseSchema:
    """The same answer as the public page: one status per day in Japan; a number nobody holds answers 404."""
    if too_many_verifications(request):
        raise HttpError(429, gettext("Too many questions within a minute. Please try again shortly."))
    now = clock.now()
    found = verify(number, name, jst_date(now))
    if found.standing is None:
        raise Http404
    return LicenseSchema(
        number=found.number,
        checked_at=now.astimezone(JST),
        status=found.standing.value,
        title=found.title,
        valid_from=found.valid_from,
        valid_through=found.valid_through,
        since=found.since,
        holder_name=found.holder_name,
        name_matches=found.name_matches,
    )


def cohort_schema(card: CohortCard) -> CohortSchema:
    return CohortSchema(
        code=card.code,
        title=card.title,
        fiscal_year=card.fiscal_year,
        state=card.state.value,
        may_apply=card.is_open,
        days=[
            DaySchema(position=day.position, date=day.date, opens_at=day.opens_at, closes_at=day.closes_at)
            for day in card.days
        ],
        venue=card.venue,
        last_moment_to_apply=card.deadline.astimezone(JST) if card.deadline else None,
        seats=[seat_schema(seat) for seat in card.seats],
    )


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
