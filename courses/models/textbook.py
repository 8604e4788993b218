from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.isbn import is_isbn
from courses.models.course import Course
from courses.models.fields import ForSeats


def check_isbn(written: str) -> None:
    if not is_isbn(written):
        raise ValidationError(_("This is not an ISBN: its check digit does not fit."), code="isbn")


@dataclass(frozen=True, slots=True)
class Shelf:
    """The textbooks that the fee of a seat includes now."""

    books: tuple["Textbook", ...]

    def count_for(self, kind: str) -> int:
        return sum(book.for_seats in ForSeats.of(kind) for book in self.books)

    @property
    def for_certification(self) -> int:
        return self.count_for(ForSeats.CERTIFICATION)

    @property
    def for_audit(self) -> int:
        return self.count_for(ForSeats.AUDIT)


class TextbookQuerySet(models.QuerySet["Textbook"]):
    def shelf_of(self, course_id: int) -> Shelf:
        """What this course gives out now; one query."""
        return Shelf(tuple(self.filter(course_id=course_id, is_current=True)))


class Textbook(models.Model):
    """A book that the fee of a seat includes. One that is no longer given out stays for the records."""

    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="textbook_items", verbose_name=_("course")
    )
    title = models.CharField(_("title"), max_length=200)
    author = models.CharField(_("author"), max_length=200, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True, validators=[check_isbn])
    for_seats = models.CharField(_("included for"), max_length=20, choices=ForSeats.choices, default=ForSeats.BOTH)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_current = models.BooleanField(
        _("given out now"), default=True, help_text=_("Untick a book that a new edition has replaced.")
    )

    objects = TextbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("textbook")
        verbose_name_plural = _("textbooks")
        ordering = ["course", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "title"],
                name="lms_courses_textbook_title_unique",
                violation_error_message=_("This course already has a textbook of that title."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def byline(self) -> str:
        """Author and publisher, as far as they are known."""
        return _(", ").join(part for part in (self.author, self.publisher) if part)
