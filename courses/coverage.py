"""Which competencies of a framework version one edition of a curriculum teaches, where, and which nowhere."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from courses.framework_edition import Edition, Item
from courses.models import Curriculum, CurriculumSession, FrameworkVersion, Half


@dataclass(frozen=True, slots=True)
class Place:
    """A half day that teaches a competency; days count from 1. `outcomes` are those that say they serve it."""

    day: int
    half: str
    session: str
    outcomes: tuple[str, ...] = ()

    @property
    def half_label(self) -> str:
        return str(Half(self.half).label)


@dataclass(frozen=True, slots=True)
class CoveredItem:
    item: Item
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class CoveredDomain:
    area: str
    prefix: str
    title: str
    items: tuple[CoveredItem, ...]

    @property
    def total(self) -> int:
        return len(self.items)

    @property
    def taught(self) -> int:
        return sum(1 for each in self.items if each.places)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`of_other_versions` are competencies the sessions name that this version does not have as its own."""

    domains: tuple[CoveredDomain, ...]
    of_other_versions: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(domain.total for domain in self.domains)

    @property
    def taught(self) -> int:
        return sum(domain.taught for domain in self.domains)

    @property
    def nowhere(self) -> list[Item]:
        return [each.item for domain in self.domains for each in domain.items if not each.places]


def coverage_of(version: FrameworkVersion, curriculum: Curriculum) -> Coverage:
    """Load the version through `with_content()` and the curriculum through `with_timetable()`: then nothing is asked.

    A session teaches what it names and what one of its outcomes serves.
    """
    places: dict[str, list[Place]] = defaultdict(list)
    others: dict[str, None] = {}
    codes = {
        each.pk: each.code
        for area in version.areas.all()
        for domain in area.domains.all()
        for each in domain.competencies.all()
    }
    for number, day in enumerate(curriculum.days.all(), start=1):
        for session in day.sessions.all():
            for pk, outcomes in _taught_in(session).items():
                if pk in codes:
                    places[codes[pk]].append(Place(number, session.half, session.title, outcomes))
            others.update({str(each): None for each in session.competencies.all() if each.version_id != version.pk})
    return Coverage(tuple(_domains(version.as_edition(), places)), tuple(others))


def _taught_in(session: CurriculumSession) -> dict[int, tuple[str, ...]]:
    """Primary keys of the competencies, each with the outcomes that serve it."""
    taught: dict[int, tuple[str, ...]] = {each.pk: () for each in session.competencies.all()}
    for outcome in session.outcomes.all():
        if outcome.competency_id:
            taught[outcome.competency_id] = (*taught.get(outcome.competency_id, ()), outcome.text)
    return taught


def _domains(edition: Edition, places: dict[str, list[Place]]) -> Iterator[CoveredDomain]:
    for area in edition.areas:
        for domain in area.domains:
            items = tuple(CoveredItem(item, tuple(places.get(item.code, ()))) for item in domain.items)
            yield CoveredDomain(area.name, domain.prefix, domain.title, items)
