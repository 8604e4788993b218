"""Cohorts as calendar entries (RFC 5545): one entry per day with its own hours, and nothing that is undecided.

An entry keeps its UID for life; its SEQUENCE counts the announcements that moved or struck it, so that a calendar which
has the old date takes the new one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cohorts.models import CohortChange
from lms.checkout.card import CohortCard
from lms.kernel import conf
from lms.kernel.addresses import absolute
from lms.templatetags.lms import long_datetime, yen_tax_included

TOKYO = ZoneInfo("Asia/Tokyo")
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moves:
    """How often the entries of a cohort moved, when last, and the dates a postponement struck."""

    sequence: int = 0
    at: datetime = NEVER
    struck: tuple[date, ...] = ()


def moves_of(cards: Sequence[CohortCard]) -> dict[int, Moves]:
    """By cohort; two queries."""
    changes = CohortChange.objects.filter(cohort__in=[card.pk for card in cards], kind__in=CohortChange.IN_CALENDARS)
    counted = changes.order_by().values("cohort").annotate(count=Count("pk"), last=Max("at"))
    postponed = changes.filter(kind=CohortChange.Kind.POSTPONED).order_by("at", "pk").values_list("cohort", "dates")
    struck = {cohort: tuple(date.fromisoformat(day) for day in dates) for cohort, dates in postponed}
    return {
        row["cohort"]: Moves(row["count"], row["last"].replace(microsecond=0), struck.get(row["cohort"], ()))
        for row in counted
    }


def calendar_of(cards: Sequence[CohortCard], *, name: str) -> bytes:
    """A calendar of every day that is decided; those called off are marked as canceled."""
    calendar = _empty(name)
    moves = moves_of(cards)
    for card in cards:
        for event in _events(card, moves.get(card.pk, Moves()), public_words(card)):
            calendar.add_component(event)
    return _written(calendar)


def own_calendar_of(card: CohortCard, *, words: str) -> bytes:
    """One participant's days, with words of their own; the same entries as in the public calendar."""
    calendar = _empty(card.title)
    for event in _events(card, moves_of([card]).get(card.pk, Moves()), words):
        calendar.add_component(event)
    return _written(calendar)


def public_words(card: CohortCard) -> str:
    """State, prices and what one can do now, in the words of the page."""
    lines = [card.state_label]
    if card.is_stopped:
        lines.append(card.reason)
    else:
        lines += [
            f"{seat.label}: {yen_tax_included(seat.price.unit_jpy)}"
            for seat in card.seats
            if seat.price.unit_jpy is not None
        ]
    if card.is_open and card.deadline:
        lines.append(_("Application deadline: %(moment)s") % {"moment": long_datetime(card.deadline)})
    if card.call:
        lines.append(f"{card.call.label}: {absolute(card.call.url)}")
    return "\n".join(lines)


def _empty(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Instructor LMS//Schedule//JA")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Tokyo")
    return calendar


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(card: CohortCard, moves: Moves, words: str) -> Iterable[Event]:
    dates = card.dates or (moves.struck if card.is_stopped else ())
    for day, held_on in zip(card.days, dates, strict=False):
        event = Event()
        event.add("uid", f"{card.code}-day-{day.position}@{urlsplit(conf.BASE_URL).hostname or 'localhost'}")
        event.add("summary", _summary(card, day.position))
        event.add("dtstart", _moment(held_on, day.opens_at))
        event.add("dtend", _moment(held_on, day.closes_at))
        event.add("dtstamp", moves.at)
        event.add("last-modified", moves.at)
        event.add("sequence", moves.sequence)
        event.add("status", "CANCELLED" if card.is_stopped else "CONFIRMED")
        event.add("description", words)
        event.add("url", absolute(card.url))
        if card.venue:
            event.add("location", _(", ").join(filter(None, [card.venue, card.venue_address])))
        yield event


def _summary(card: CohortCard, position: int) -> str:
    words = {"title": card.title, "number": position, "state": card.state_label}
    if card.is_stopped:
        return _("[%(state)s] %(title)s, day %(number)d") % words
    return _("%(title)s, day %(number)d") % words if len(card.days) > 1 else card.title


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=TOKYO)
