"""Small worlds for studying: a scheduled cohort with its edition of the curriculum, and one person who studies."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from cohorts.lessons import studying
from cohorts.models import Cohort, Enrollment, SeatKind
from courses.models import Curriculum
from lms.standalone.models import User
from tests.factories.cohorts import (
    CohortDayFactory,
    CohortFactory,
    ConfirmedEnrollmentFactory,
    PersonFactory,
    SeatPoolFactory,
)
from tests.factories.courses import CurriculumFactory
from tests.factories.standalone import UserFactory

FIRST_DAY = date(2027, 2, 18)
LAST_DAY = date(2027, 2, 19)
NOW = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)  # 12:00 in Japan, 29 days before the first day


@dataclass
class Study:
    cohort: Cohort
    curriculum: Curriculum
    enrollment: Enrollment
    user: User


def study(*, kind: str = SeatKind.CERTIFICATION, status: str = Enrollment.Status.CONFIRMED, **cohort: object) -> Study:
    """Two days in February 2027 and one participant."""
    curriculum = CurriculumFactory()
    made = CohortFactory(course=curriculum.course, curriculum=curriculum, **cohort)
    for position, day in enumerate((FIRST_DAY, LAST_DAY), 1):
        CohortDayFactory(cohort=made, position=position, held_on=day)
    return enrolled(made, kind=kind, status=status)


def enrolled(cohort: Cohort, *, kind: str = SeatKind.CERTIFICATION, status: str = Enrollment.Status.CONFIRMED) -> Study:
    """One more participant of the cohort."""
    pool = cohort.pools.filter(kind=kind).first() or SeatPoolFactory(cohort=cohort, kind=kind, capacity=40)
    user = UserFactory()
    enrollment = ConfirmedEnrollmentFactory(pool=pool, status=status, person=PersonFactory(user=user))
    return Study(cohort, cohort.curriculum, reread(enrollment), user)


def reread(enrollment: Enrollment) -> Enrollment:
    """With the days of the cohort, as pages load it; the row itself while it opens nothing."""
    return studying().filter(pk=enrollment.pk).first() or enrollment
