"""How far the participants of a cohort are with its lessons, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from cohorts.lessons import STUDYING
from cohorts.models import Cohort, Enrollment, SelfTestAttempt, StudyProgress
from courses.models import ForSeats, Lesson
from lms.desk.permissions import User


@dataclass(frozen=True, slots=True)
class Cell:
    """One participant and one lesson. `is_theirs`: whether their seat includes the lesson at all."""

    is_theirs: bool
    opened_at: datetime | None
    done_at: datetime | None

    @property
    def words(self) -> str:
        if not self.is_theirs:
            return ""
        if self.done_at:
            return _("studied")
        return _("being studied") if self.opened_at else _("not opened")


@dataclass(frozen=True, slots=True)
class Line:
    """`right` of `total`: the best attempt at each self-test, added up; `total` is 0 before the first attempt."""

    enrollment: Enrollment
    cells: tuple[Cell, ...]
    right: int
    total: int

    @property
    def done(self) -> int:
        return sum(cell.done_at is not None for cell in self.cells)

    @property
    def count(self) -> int:
        return sum(cell.is_theirs for cell in self.cells)

    @property
    def last_at(self) -> datetime | None:
        moments = [moment for cell in self.cells for moment in (cell.opened_at, cell.done_at) if moment]
        return max(moments, default=None)


def participants_of(cohort: Cohort, *, reader: User) -> QuerySet[Enrollment]:
    """Everybody who studies there, in the order of their names; nobody's own row."""
    return (
        cohort.enrollments.filter(status__in=STUDYING)
        .exclude(person__user_id=reader.pk or 0)
        .select_related("person")
        .order_by("person__family_kana", "person__given_kana", "pk")
    )


def lessons_of_cohort(cohort: Cohort) -> list[Lesson]:
    """In the order in which they are studied."""
    order = [Lesson.Kind.PREPARATORY, Lesson.Kind.COURSE, Lesson.Kind.AFTER]
    lessons = Lesson.objects.live().of_edition(cohort.curriculum_id).defer("body")
    return sorted(lessons, key=lambda lesson: (order.index(Lesson.Kind(lesson.kind)), lesson.position, lesson.pk))


def lines_of(cohort: Cohort, lessons: Sequence[Lesson], *, reader: User) -> list[Line]:
    progress = {
        (row.enrollment_id, row.lesson_id): row
        for row in StudyProgress.objects.filter(enrollment__cohort=cohort).defer("ticks")
    }
    scores = _scores(cohort)
    return [
        Line(
            enrollment,
            tuple(_cell(enrollment, lesson, progress.get((enrollment.pk, lesson.pk))) for lesson in lessons),
            *scores.get(enrollment.pk, (0, 0)),
        )
        for enrollment in participants_of(cohort, reader=reader)
    ]


def _cell(enrollment: Enrollment, lesson: Lesson, progress: StudyProgress | None) -> Cell:
    is_theirs = lesson.for_seats in ForSeats.of(enrollment.kind)
    if progress is None:
        return Cell(is_theirs, None, None)
    return Cell(is_theirs, progress.opened_at, progress.done_at)


def _scores(cohort: Cohort) -> dict[int, tuple[int, int]]:
    best = (
        SelfTestAttempt.objects.filter(progress__enrollment__cohort=cohort)
        .order_by()
        .values_list("progress__enrollment", "progress__lesson", "test")
        .annotate(right=Max("right"), total=Max("total"))
    )
    found: dict[int, tuple[int, int]] = {}
    for enrollment, _lesson, _test, right, total in best:
        before = found.get(enrollment, (0, 0))
        found[enrollment] = (before[0] + right, before[1] + total)
    return found
