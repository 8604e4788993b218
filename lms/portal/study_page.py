"""What a participant's course page and lesson pages show, loaded in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as Reader
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.actions.study import answers_of
from cohorts.lessons import days_of, is_open, is_studying, lessons_of, lessons_of_seat, studying, window_of
from cohorts.models import ClassSession, Enrollment, SelfTestAttempt, StudyProgress, TextbookDelivery
from courses.lesson_pieces import Piece, pieces_of
from courses.models import ForSeats, Half, Lesson, StudyMaterial, Textbook
from courses.self_test import mark
from lms.kernel.calendar import jst_date
from lms.templatetags.lms import long_date

KINDS = (Lesson.Kind.PREPARATORY, Lesson.Kind.COURSE, Lesson.Kind.AFTER)


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One lesson on the course page. `due_on` is the day it prepares; None where there is none, or while undecided."""

    title: str
    url: str
    minutes: int | None
    is_opened: bool
    is_done: bool
    prepares: str
    due_on: date | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Lessons of one kind, in the order in which they are studied."""

    kind: Lesson.Kind
    rows: tuple[LessonRow, ...]

    @property
    def is_preparation(self) -> bool:
        return self.kind == Lesson.Kind.PREPARATORY

    @property
    def done(self) -> int:
        return sum(row.is_done for row in self.rows)


@dataclass(frozen=True, slots=True)
class BookRow:
    """A textbook of the seat, and how the participant got it; `delivery` is None until then."""

    textbook: Textbook
    delivery: TextbookDelivery | None


# Ways in ----------------------------------------------------------------------------------------------------------


def with_study(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Adds whether there is anything to study or to receive at all; costs no query of its own."""
    lessons = Lesson.objects.live().filter(editions=OuterRef("cohort__curriculum_id"))
    books = Textbook.objects.filter(course=OuterRef("cohort__course_id"), is_current=True)
    return enrollments.annotate(has_study=Q(Exists(lessons)) | Q(Exists(books)))


def study_url_of(enrollment: Any) -> str:
    """The way to the course page from a row of `with_study`; "" while it shows nothing."""
    if not enrollment.has_study or not is_studying(enrollment):
        return ""
    return reverse("lms_portal:my_enrollment_study", args=[enrollment.public_id])


def studies_of(reader: Reader) -> QuerySet[Enrollment]:
    """The reader's own enrollments that open lessons."""
    return studying().filter(person__user_id=reader.pk).select_related("cohort__course")


# The course page --------------------------------------------------------------------------------------------------


def course_of(enrollment: Enrollment, *, now: datetime) -> dict[str, Any]:
    """What to prepare by when, how far one is, what comes next, which textbooks have arrived."""
    today = jst_date(now)
    of_seat = list(_columns_of(lessons_of_seat(enrollment), enrollment))
    lessons = [lesson for lesson in of_seat if is_open(lesson, enrollment, now=now)]
    sessions = list(ClassSession.objects.filter(cohort=enrollment.cohort_id).select_related("day"))
    rows = {lesson: _row(lesson, enrollment, sessions, today) for lesson in lessons}
    return {
        "enrollment": enrollment,
        "groups": [
            Group(kind, tuple(row for lesson, row in rows.items() if lesson.kind == kind))
            for kind in KINDS
            if any(lesson.kind == kind for lesson in lessons)
        ],
        "next": next((row for row in _in_order(rows) if not row.is_done), None),
        "done": sum(row.is_done for row in rows.values()),
        "count": len(rows),
        "minutes_left": sum(row.minutes or 0 for row in rows.values() if not row.is_done),
        "ahead": _ahead(of_seat, enrollment, today),
        "books": _books(enrollment),
    }


READ = ("pk", "kind", "title", "minutes", "day", "half", "opens_days_before", "closes_days_after")


def _columns_of(lessons: QuerySet[Lesson], enrollment: Enrollment) -> Iterable[Any]:
    """What the page shows of each, with when the participant `opened_at` and was `done_at`."""
    mine = FilteredRelation("progress", condition=Q(progress__enrollment=enrollment.pk))
    progress: Any = {"mine": mine, "opened_at": F("mine__opened_at"), "done_at": F("mine__done_at")}
    columns: Iterable[Any] = lessons.annotate(**progress).values_list(*READ, "opened_at", "done_at", named=True)
    return columns


def _in_order(rows: dict[Any, LessonRow]) -> Iterable[LessonRow]:
    return (row for kind in KINDS for lesson, row in rows.items() if lesson.kind == kind)


def _row(lesson: Any, enrollment: Enrollment, sessions: Sequence[ClassSession], today: date) -> LessonRow:
    due_on = _due_on(lesson, enrollment, sessions)
    is_done = lesson.done_at is not None
    return LessonRow(
        title=lesson.title,
        url=lesson_url(enrollment, lesson),
        minutes=lesson.minutes,
        is_opened=lesson.opened_at is not None,
        is_done=is_done,
        prepares=_prepares(lesson, sessions),
        due_on=due_on,
        is_late=due_on is not None and due_on <= today and not is_done,
    )


def lesson_url(enrollment: Enrollment, lesson: Lesson) -> str:
    return reverse("lms_portal:my_lesson", args=[enrollment.public_id, lesson.pk])


def _due_on(lesson: Lesson, enrollment: Enrollment, sessions: Sequence[ClassSession]) -> date | None:
    """Preparation is done before the day it prepares, or before the first one."""
    if lesson.kind != Lesson.Kind.PREPARATORY:
        return None
    if lesson.day is None:
        return days_of(enrollment)[0]
    return next((session.day.held_on for session in sessions if session.day.position == lesson.day), None)


def _prepares(lesson: Lesson, sessions: Sequence[ClassSession]) -> str:
    """「1日目 午前「経営戦略としてのCS理論」」; nothing for a lesson that belongs to the whole course."""
    if lesson.day is None:
        return ""
    day = _("Day %(number)s") % {"number": lesson.day}
    if not lesson.half:
        return day
    half = str(Half(lesson.half).label)
    title = next((one.title for one in sessions if one.day.position == lesson.day and one.half == lesson.half), "")
    if not title:
        return f"{day} {half}"
    return _("%(day)s, %(half)s: “%(title)s”") % {"day": day, "half": half, "title": title}


def _ahead(of_seat: Sequence[Any], enrollment: Enrollment, today: date) -> str:
    """How many lessons open later and when the next of them does; their titles are not told."""
    windows = [window_of(lesson) for lesson in of_seat if lesson.opens_days_before is not None]
    first, _last = days_of(enrollment)
    if first is None:
        return _("More opens once the dates are decided.") if windows else ""
    later = sorted(day for window in windows if (day := window.opens_on(first)) is not None and day > today)
    if not later:
        return ""
    facts = {"count": len(later), "day": long_date(later[0])}
    if len(later) == 1:
        return _("One more lesson opens on %(day)s.") % facts
    return _("%(count)d more lessons open later, the next on %(day)s.") % facts


def _books(enrollment: Enrollment) -> list[BookRow]:
    """What the seat includes now, and whatever was delivered besides."""
    current = enrollment.textbook_deliveries.current().select_related("textbook")
    known = {row.textbook_id: row for row in current if row.kind != TextbookDelivery.Kind.NOT_DELIVERED}
    included = Textbook.objects.filter(
        Q(course=enrollment.cohort.course_id, is_current=True, for_seats__in=ForSeats.of(enrollment.kind))
        | Q(pk__in=known)
    )
    return [BookRow(book, known.get(book.pk)) for book in included.order_by("position", "pk")]


# One lesson -------------------------------------------------------------------------------------------------------


def page_of_lesson(
    enrollment: Enrollment, lesson: Lesson, progress: StudyProgress, *, now: datetime, problem: Piece | None = None
) -> dict[str, Any]:
    """The lesson with what the participant did to it; `problem` stands in for the self-test that was not accepted."""
    order = list(lessons_of(enrollment, now=now).listed())  # type: ignore[attr-defined]
    order.sort(key=lambda one: KINDS.index(Lesson.Kind(one.kind)))
    place = next(number for number, one in enumerate(order) if one.pk == lesson.pk)
    pieces = _pieces(enrollment, lesson, progress)
    if problem is not None:
        pieces = [problem if piece.key == problem.key else piece for piece in pieces]
    return {
        "enrollment": enrollment,
        "lesson": lesson,
        "progress": progress,
        "pieces": pieces,
        "has_video": any(piece.kind == "video" for piece in pieces),
        "previous": _neighbor(enrollment, order[place - 1]) if place else None,
        "following": _neighbor(enrollment, order[place + 1]) if place + 1 < len(order) else None,
        "place": place + 1,
        "count": len(order),
    }


def page_for_reading(lesson: Lesson) -> dict[str, Any]:
    """The lesson as staff read it: nothing can be filled in."""
    pieces = pieces_of(lesson, address_of=_address_in(lesson))
    return {"lesson": lesson, "pieces": pieces, "has_video": any(piece.kind == "video" for piece in pieces)}


def _neighbor(enrollment: Enrollment, lesson: Lesson) -> tuple[str, str]:
    return lesson.title, lesson_url(enrollment, lesson)


def _address_in(lesson: Lesson) -> Any:
    def address_of(material: StudyMaterial) -> str:
        return reverse("lms_portal:lesson_material", args=[lesson.pk, material.public_id])

    return address_of


def _pieces(enrollment: Enrollment, lesson: Lesson, progress: StudyProgress) -> list[Piece]:
    by_test = {
        test: list(attempts) for test, attempts in groupby(progress.attempts.all(), key=lambda attempt: attempt.test)
    }
    return [
        _filled(piece, enrollment, lesson, progress, by_test.get(piece.key, []))
        for piece in pieces_of(lesson, address_of=_address_in(lesson))
    ]


def _filled(
    piece: Piece,
    enrollment: Enrollment,
    lesson: Lesson,
    progress: StudyProgress,
    attempts: Sequence[SelfTestAttempt],
) -> Piece:
    where = [enrollment.public_id, lesson.pk, piece.key]
    if piece.kind == "checklist":
        points = tuple(replace(point, is_ticked=point.key in progress.ticks) for point in piece.points)
        return replace(piece, points=points, action=reverse("lms_portal:my_lesson_ticks", args=where))
    if piece.kind == "self_test":
        blank = replace(piece, action=reverse("lms_portal:my_lesson_test", args=where))
        return with_attempt(blank, attempts) if attempts else blank
    return piece


def with_attempt(piece: Piece, attempts: Sequence[SelfTestAttempt]) -> Piece:
    """The latest answers, marked, with their feedback."""
    latest = attempts[-1]
    questions = mark([one.question for one in piece.questions], answers_of(latest))
    return replace(
        piece,
        questions=questions,
        attempts=len(attempts),
        score=latest.right,
        total=latest.total,
        is_answered=True,
    )
