"""Which lessons somebody may read. The only place that answers it: pages, materials, search and lists all ask here."""

from datetime import date, datetime
from typing import Protocol

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet

from cohorts.models import Cohort, CohortDay, Enrollment
from cohorts.study_window import Window
from courses.models import ForSeats, Lesson
from lms.kernel.calendar import jst_date

User = AbstractBaseUser | AnonymousUser


class HasWindow(Protocol):
    """A lesson, or the columns of one."""

    @property
    def opens_days_before(self) -> int | None: ...

    @property
    def closes_days_after(self) -> int | None: ...


#: Who writes lessons, and who answers for the courses, reads all of them.
READ_ALL = ("lms_courses.change_lesson", "lms_cohorts.work_as_secretariat")
#: A seat that was paid for keeps its lessons, also where sessions were missed and are made up later.
STUDYING = (Enrollment.Status.CONFIRMED, Enrollment.Status.COMPLETED, Enrollment.Status.INCOMPLETE)


def readable_lessons(user: User, *, now: datetime) -> QuerySet[Lesson]:
    """Published lessons this account may read now: as a participant, as staff of a cohort, or all of them.

    Participants read what their seat, their cohort's edition of the curriculum and the lesson's window allow; trainers
    and evaluators the lessons of their cohorts' editions; editors and the secretariat every one. Two queries at most
    besides the one returned.
    """
    if user.pk is None or not user.is_active:
        return Lesson.objects.none()
    if reads_everything(user):
        return Lesson.objects.live()
    as_trainee = [_through(enrollment, now=now) for enrollment in studying().filter(person__user_id=user.pk)]
    taught = Q(editions__cohorts__staff__user_id=user.pk)
    found = Q(pk__in=Lesson.objects.filter(taught).values("pk"))
    for reason in as_trainee:
        found |= Q(pk__in=Lesson.objects.filter(reason).values("pk"))
    return Lesson.objects.live().filter(found)


def lessons_of(enrollment: Enrollment, *, now: datetime) -> QuerySet[Lesson]:
    """Published lessons that this one enrollment (of `studying`) opens now, in the order in which they are studied."""
    if not is_studying(enrollment):
        return Lesson.objects.none()
    return Lesson.objects.live().filter(_through(enrollment, now=now)).order_by("position", "pk")


def lessons_of_seat(enrollment: Enrollment) -> QuerySet[Lesson]:
    """Every published lesson of the enrollment's seat and edition in its order; what is not open is never named."""
    lessons = Lesson.objects.live().of_edition(enrollment.cohort.curriculum_id).for_seat(enrollment.kind)
    return lessons.order_by("position", "pk")


def is_open(lesson: HasWindow, enrollment: Enrollment, *, now: datetime) -> bool:
    """What `lessons_of` answers in the database, of one of `lessons_of_seat` that was read already."""
    first, last = days_of(enrollment)
    return is_studying(enrollment) and window_of(lesson).is_open(first_day=first, last_day=last, today=jst_date(now))


def studying() -> QuerySet[Enrollment]:
    """Enrollments that open lessons, with the days of their cohort that windows are counted from."""
    enrollments = Enrollment.objects.filter(status__in=STUDYING).exclude(cohort__status=Cohort.Status.CANCELED)
    undecided = CohortDay.objects.filter(cohort=OuterRef("cohort_id"), held_on=None)
    return enrollments.select_related("cohort").annotate(
        first_day=Min("cohort__days__held_on"),
        final_day=Max("cohort__days__held_on"),
        has_open_day=Exists(undecided),
    )


def is_studying(enrollment: Enrollment) -> bool:
    return enrollment.status in STUDYING and enrollment.cohort.status != Cohort.Status.CANCELED


def days_of(enrollment: Enrollment) -> tuple[date | None, date | None]:
    """First and last day of the cohort of a row of `studying`; the last is unknown while any day is 未定."""
    first: date | None = enrollment.first_day  # type: ignore[attr-defined]
    last: date | None = enrollment.final_day  # type: ignore[attr-defined]
    return first, None if enrollment.has_open_day else last  # type: ignore[attr-defined]


def window_of(lesson: HasWindow) -> Window:
    return Window(lesson.opens_days_before, lesson.closes_days_after)


def reads_everything(user: User) -> bool:
    return isinstance(user, AbstractBaseUser) and any(user.has_perm(right) for right in READ_ALL)  # type: ignore[attr-defined]


def _through(enrollment: Enrollment, *, now: datetime) -> Q:
    """`Window.is_open` as a condition on lessons: both days are known here, so that the database only compares."""
    today = jst_date(now)
    first, last = days_of(enrollment)
    has_begun, is_not_over = Q(opens_days_before=None), Q()
    if first is not None:
        has_begun |= Q(opens_days_before__gte=(first - today).days)
    if last is not None:
        is_not_over = Q(closes_days_after=None) | Q(closes_days_after__gte=(today - last).days)
    return (
        Q(editions=enrollment.cohort.curriculum_id, for_seats__in=ForSeats.of(enrollment.kind))
        & has_begun
        & is_not_over
    )
