"""The same facts for search engines (schema.org): nothing undecided, and no offer of what cannot be had now."""

from datetime import datetime, time
from typing import Any

from cohorts.catalogue import CatalogueState
from lms.checkout.card import CardDay, CohortCard, SeatOffer
from lms.kernel.addresses import absolute
from lms.kernel.calendar import JST

SCHEMA = "https://schema.org"
STATUSES = {CatalogueState.POSTPONED: "EventPostponed", CatalogueState.CANCELED: "EventCancelled"}


def cohort_data(card: CohortCard, *, organizer: str) -> dict[str, Any]:
    """A cohort as an event of a course."""
    return {"@context": SCHEMA, **_instance(card, organizer), "about": {"@type": "Course", "name": card.course_title}}


def course_data(*, title: str, description: str, path: str, cards: list[CohortCard], organizer: str) -> dict[str, Any]:
    """A course with the cohorts that have dates."""
    course: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Course",
        "name": title,
        "url": absolute(path),
        "provider": _organization(organizer),
    }
    if description:
        course["description"] = description
    if dated := [_instance(card, organizer) for card in cards if card.dates or card.is_stopped]:
        course["hasCourseInstance"] = dated
    return course


def _organization(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name, "url": absolute("/")}


def _instance(card: CohortCard, organizer: str) -> dict[str, Any]:
    instance: dict[str, Any] = {
        "@type": ["CourseInstance", "EducationEvent"],
        "name": card.title,
        "url": absolute(card.url),
        "identifier": card.code,
        "eventStatus": f"{SCHEMA}/{STATUSES.get(card.state, 'EventScheduled')}",
        "organizer": _organization(organizer),
    }
    if card.dates:
        first, last = card.days[0], card.days[-1]
        instance["startDate"] = _moment(first, first.opens_at)
        instance["endDate"] = _moment(last, last.closes_at)
    if card.venue:
        instance |= _place(card)
    if offers := [_offer(card, seat) for seat in card.seats if seat.apply_url]:
        instance["offers"] = offers
    return instance


def _moment(day: CardDay, at: time) -> str:
    assert day.date  # noqa: S101 - only asked where every day has a date
    return datetime.combine(day.date, at, tzinfo=JST).isoformat()


def _place(card: CohortCard) -> dict[str, Any]:
    if card.is_online:
        location: dict[str, Any] = {"@type": "VirtualLocation", "url": absolute(card.url)}
        return {
            "courseMode": "Online",
            "eventAttendanceMode": f"{SCHEMA}/OnlineEventAttendanceMode",
            "location": location,
        }
    location = {"@type": "Place", "name": card.venue}
    if card.venue_address:
        location["address"] = card.venue_address
    return {
        "courseMode": "Onsite",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": location,
    }


def _offer(card: CohortCard, seat: SeatOffer) -> dict[str, Any]:
    few = seat.state is CatalogueState.FEW_SEATS
    offer: dict[str, Any] = {
        "@type": "Offer",
        "name": seat.label,
        "price": seat.price.unit_jpy,
        "priceCurrency": "JPY",
        "availability": f"{SCHEMA}/{'LimitedAvailability' if few else 'InStock'}",
        "url": absolute(seat.apply_url),
    }
    if card.opens_at:
        offer["validFrom"] = card.opens_at.astimezone(JST).isoformat()
    ends = [moment for moment in (card.deadline, seat.price.offer_last_moment) if moment]
    if ends:
        offer["priceValidUntil"] = min(ends).astimezone(JST).isoformat()
        offer["validThrough"] = offer["priceValidUntil"]
    return offer
