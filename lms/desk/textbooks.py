"""Which participant of a cohort has which textbook, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.models import Cohort, Enrollment, TextbookDelivery
from courses.models import ForSeats, Textbook
from lms.desk.permissions import User
from lms.desk.study import participants_of


@dataclass(frozen=True, slots=True)
class BookCell:
    """`is_included`: whether the seat includes the book; `delivery`: what holds now, if anything was recorded."""

    is_included: bool
    delivery: TextbookDelivery | None

    @property
    def is_missing(self) -> bool:
        has_it = self.delivery is not None and self.delivery.kind != TextbookDelivery.Kind.NOT_DELIVERED
        return self.is_included and not has_it


@dataclass(frozen=True, slots=True)
class BookLine:
    enrollment: Enrollment
    cells: tuple[BookCell, ...]

    @property
    def is_missing_any(self) -> bool:
        return any(cell.is_missing for cell in self.cells)


def books_of(cohort: Cohort) -> list[Textbook]:
    """What is given out now, and what was in this cohort."""
    current = Textbook.objects.filter(course=cohort.course_id, is_current=True)
    given = Textbook.objects.filter(deliveries__enrollment__cohort=cohort)
    return list((current | given).distinct().order_by("position", "pk"))


def book_lines_of(cohort: Cohort, books: Sequence[Textbook], *, reader: User) -> list[BookLine]:
    found = TextbookDelivery.objects.current().filter(enrollment__cohort=cohort)
    known = {(row.enrollment_id, row.textbook_id): row for row in found}
    return [
        BookLine(
            enrollment,
            tuple(
                BookCell(book.for_seats in ForSeats.of(enrollment.kind), known.get((enrollment.pk, book.pk)))
                for book in books
            ),
        )
        for enrollment in participants_of(cohort, reader=reader)
    ]
