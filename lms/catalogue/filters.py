"""What a visitor narrows the schedule to, from the address of the page; anything unknown is simply not a filter."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cohorts.catalogue import CatalogueState
from cohorts.models import SeatKind
from lms.checkout.card import CohortCard

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
KINDS = frozenset(SeatKind.values)
PLACES = frozenset({"venue", "online"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty values do not narrow. `past` shows what was held instead of what lies ahead."""

    course: str = ""
    kind: str = ""
    month: str = ""
    place: str = ""
    open: str = ""
    past: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        month, kind, place = asked.get("month", ""), asked.get("kind", ""), asked.get("place", "")
        return cls(
            course=asked.get("course", "")[:50],
            kind=kind if kind in KINDS else "",
            month=month if MONTH.fullmatch(month) else "",
            place=place if place in PLACES else "",
            open="1" if asked.get("open") == "1" else "",
            past="1" if asked.get("past") == "1" else "",
        )

    def narrow(self, cards: Iterable[CohortCard]) -> list[CohortCard]:
        rules = self._rules()
        return [card for card in cards if is_past(card) == bool(self.past) and all(rule(card) for rule in rules)]

    def narrow_whenever(self, cards: Iterable[CohortCard]) -> list[CohortCard]:
        """Held or still to come: for a calendar, whose months say it themselves."""
        rules = self._rules()
        return [card for card in cards if all(rule(card) for rule in rules)]

    def _rules(self) -> list[Callable[[CohortCard], bool]]:
        rules: list[Callable[[CohortCard], bool]] = []
        if self.course:
            rules.append(lambda card: card.course_code == self.course)
        if self.kind:
            rules.append(lambda card: any(seat.kind == self.kind for seat in card.seats))
        if self.month:
            rules.append(lambda card: self.month in months_of(card))
        if self.place:
            rules.append(lambda card: card.venue is not None and card.is_online == (self.place == "online"))
        if self.open:
            rules.append(lambda card: card.is_open)
        return rules

    @property
    def is_narrowed(self) -> bool:
        return any((self.course, self.kind, self.month, self.place, self.open))

    def query(self, **changes: str) -> str:
        kept = {name: getattr(replace(self, **changes), name) for name in self.__slots__}
        return urlencode({name: value for name, value in kept.items() if value})


def is_past(card: CohortCard) -> bool:
    return card.state is CatalogueState.FINISHED


def months_of(card: CohortCard) -> list[str]:
    """「2027-02」, of every decided day."""
    return sorted({f"{day.date:%Y-%m}" for day in card.days if day.date})


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a filter, with how many cohorts it would leave."""

    label: str
    query: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    label: str
    choices: list[Choice]


def choice_groups(cards: Sequence[CohortCard], filters: Filters) -> list[ChoiceGroup]:
    """Every filter that would tell two cohorts apart; each count keeps the other filters."""
    courses = {card.course_code: card.course_title for card in cards}
    months = sorted({month for card in cards if is_past(card) == bool(filters.past) for month in months_of(card)})
    offered = {
        "course": (_("Course"), list(courses.items()) if len(courses) > 1 else []),
        "kind": (_("Kind of seat"), [(kind.value, str(kind.label)) for kind in SeatKind]),
        "place": (_("Place"), [("venue", _("At a venue")), ("online", _("Online"))]),
        "month": (_("Month"), [(month, month_words(month)) for month in months]),
        "open": (_("Applications"), [("1", _("Open now"))]),
    }
    return [
        ChoiceGroup(label, [_all(cards, filters, name), *(_choice(cards, filters, name, *each) for each in values)])
        for name, (label, values) in offered.items()
        if values
    ]


def _all(cards: Sequence[CohortCard], filters: Filters, name: str) -> Choice:
    return _choice(cards, filters, name, "", _("All"))


def _choice(cards: Sequence[CohortCard], filters: Filters, name: str, value: str, label: str) -> Choice:
    changed = replace(filters, **{name: value})
    chosen = getattr(filters, name) == value
    return Choice(label, filters.query(**{name: value}), len(changed.narrow(cards)), is_chosen=chosen)


def month_words(month: str) -> str:
    year, number = month.split("-")
    return _("%(month)s/%(year)s") % {"year": year, "month": int(number)}
