"""What one page shows of the rows, read once however often the page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from wagtail import blocks

from courses.models import ExamLevel
from courses.timetable import TimetableDay, current_timetables
from lms.checkout.card import CohortCard, SeatOffer
from lms.checkout.offering import offerings_by_course
from lms.kernel import clock
from lms.pages.examples import Example, example_cards


@dataclass(frozen=True, slots=True)
class RunningOffer:
    """A seat whose fee an offer lowers at this moment."""

    card: CohortCard
    seat: SeatOffer


class LiveRows:
    """Cohorts and timetables of the given courses; each kind is read at its first use, for all of them together.

    With an `example`, cohorts are not read but shown as they would look: what an editor previews.
    """

    def __init__(
        self, course_ids: Iterable[int], *, level_ids: Iterable[int] = (), example: Example | None = None
    ) -> None:
        self.course_ids = frozenset(course_ids)
        self.level_ids = frozenset(level_ids)
        self.example = example
        self._known_days: dict[int, tuple[TimetableDay, ...]] = {}

    @classmethod
    def of(cls, page: object, *streams: blocks.StreamValue, request: HttpRequest | None) -> "LiveRows":
        """For a page that may have a course of its own, and streams that may name others."""
        from lms.pages.blocks import courses_in, levels_in  # noqa: PLC0415 - the blocks read through this class

        own: int | None = getattr(page, "course_id", None)
        named = [course_id for stream in streams for course_id in courses_in(stream)]
        levels = [level_id for stream in streams for level_id in levels_in(stream)]
        example = getattr(request, "lms_example", None)
        return cls(named if own is None else [own, *named], level_ids=levels, example=example)

    @cached_property
    def _cards(self) -> dict[int, list[CohortCard]]:
        return offerings_by_course(self.course_ids, now=clock.now())

    @cached_property
    def _days(self) -> dict[int, tuple[TimetableDay, ...]]:
        unknown = self.course_ids - self._known_days.keys()
        return {**(current_timetables(unknown) if unknown else {}), **self._known_days}

    def know_days(self, course_id: int, days: tuple[TimetableDay, ...]) -> None:
        """A timetable that the page has read already."""
        self._known_days[course_id] = days

    def cards(self, course_id: int | None) -> list[CohortCard]:
        """The cohorts that lie ahead or are under way, dated ones first."""
        if course_id is None:
            return []
        if self.example is not None:
            return example_cards(self.example, self.days(course_id), now=clock.now())
        return self._cards.get(course_id, [])

    def next_card(self, course_id: int | None) -> CohortCard | None:
        """An open cohort before one that is only announced or undecided."""
        cards = self.cards(course_id)
        return next((card for card in cards if card.is_open), cards[0] if cards else None)

    def running_offers(self, course_id: int | None) -> list[RunningOffer]:
        """An offer whose fee nobody can pay any more is none."""
        return [
            RunningOffer(card, seat)
            for card in self.cards(course_id)
            if card.is_open or card.is_upcoming
            for seat in card.seats
            if seat.price.offer_last_moment is not None
        ]

    def days(self, course_id: int | None) -> tuple[TimetableDay, ...]:
        return self._days.get(course_id, ()) if course_id is not None else ()

    @cached_property
    def _levels(self) -> dict[int, ExamLevel]:
        return {
            level.pk: level for level in ExamLevel.objects.with_standards(clock.today()).filter(pk__in=self.level_ids)
        }

    def level(self, level_id: int) -> ExamLevel | None:
        """An exam level with its parts and, in `rules_in_force`, the rule of today."""
        return self._levels.get(level_id)
