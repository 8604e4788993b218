"""The hours of sessions, entered at the desk where the curriculum had none: what can be, and what is stated by them."""

from datetime import time

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.models import AttendanceStatement, ClassSession
from cohorts.session_hours import Hours, Misfit, misfit_of
from tests.factories.cohorts import ClassSessionFactory, CohortDayFactory, OpenCohortFactory

NINE, TEN, NOON, ONE, FIVE = time(9), time(10), time(12), time(13), time(17)


@pytest.mark.parametrize(
    "hours,found",
    [
        ([(TEN, NOON), (ONE, FIVE)], None),
        ([(TEN, NOON), (NOON, FIVE)], None),
        ([(None, None), (ONE, FIVE)], None),
        ([], None),
        ([(TEN, None)], (0, Misfit.HALF)),
        ([(None, NOON)], (0, Misfit.HALF)),
        ([(TEN, NOON), (FIVE, ONE)], (1, Misfit.REVERSED)),
        ([(TEN, TEN)], (0, Misfit.REVERSED)),
        ([(NINE, NOON)], (0, Misfit.OUTSIDE)),
        ([(TEN, NOON), (ONE, time(17, 1))], (1, Misfit.OUTSIDE)),
        ([(TEN, ONE), (NOON, FIVE)], (1, Misfit.OVERLAPS)),
        ([(ONE, FIVE), (TEN, NOON)], (1, Misfit.OVERLAPS)),
    ],
)
def test_hours_lie_inside_the_day_and_one_after_the_other(hours, found):
    given = [Hours(*each) for each in hours]
    assert misfit_of(given, opens_at=TEN, closes_at=FIVE) == found


@pytest.fixture
def cohort(db):
    cohort = OpenCohortFactory()
    day = CohortDayFactory(cohort=cohort, position=1, opens_at=TEN, closes_at=FIVE)
    for position, title in ((1, "経営戦略としてのCS理論"), (2, "CSマネジメントの実務")):
        ClassSessionFactory(cohort=cohort, day=day, position=position, title=title, starts_at=None, ends_at=None)
    return cohort


def enter(client, cohort, **hours):
    return client.post(reverse("lms_desk:cohort_hours", args=[cohort.pk]), hours)


def stored(cohort):
    return list(ClassSession.objects.filter(cohort=cohort).values_list("starts_at", "ends_at"))


def test_the_office_enters_and_corrects_hours_and_the_history_says_what_stood_before(client, secretariat, cohort):
    client.force_login(secretariat)
    assert "10:00" in client.get(reverse("lms_desk:cohort_hours", args=[cohort.pk])).content.decode()
    enter(client, cohort, starts_1="10:00", ends_1="12:00", starts_2="13:00", ends_2="17:00")
    enter(client, cohort, starts_1="10:00", ends_1="12:00", starts_2="13:15", ends_2="17:00")
    assert stored(cohort) == [(TEN, NOON), (time(13, 15), FIVE)]
    log = ModelLogEntry.objects.filter(action="lms_cohorts.decide_session_hours").order_by("pk").last()
    assert log.data["sessions"] == {"2": ["13:00-17:00", "13:15-17:00"]}


def test_hours_that_cannot_be_change_nothing_and_stay_in_the_form(client, secretariat, cohort):
    client.force_login(secretariat)
    answer = enter(client, cohort, starts_1="10:00", ends_1="12:30", starts_2="12:00", ends_2="17:00")
    page = answer.content.decode()
    assert "「CSマネジメントの実務」：前の時限が終わる前に始まっています。" in page
    assert 'value="12:30"' in page
    assert stored(cohort) == [(None, None)] * 2


def test_j7_11_hours_entered_after_the_course_are_what_is_stated(client, secretariat, cohort):
    from cohorts.actions.statement import SessionHoursMissing, issue_statement
    from lms.kernel import clock
    from tests.factories.cohorts import AttendanceFactory, ConfirmedEnrollmentFactory, SeatPoolFactory
    from tests.world import OFFICE

    enrollment = ConfirmedEnrollmentFactory(pool=SeatPoolFactory(cohort=cohort), status="completed")
    for session in cohort.sessions.all():
        AttendanceFactory(enrollment=enrollment, session=session, status="present")
    hours = AttendanceStatement.Kind.HOURS
    with pytest.raises(SessionHoursMissing):
        issue_statement(enrollment, hours, by=OFFICE, now=clock.now())
    client.force_login(secretariat)
    enter(client, cohort, starts_1="10:00", ends_1="12:00", starts_2="13:00", ends_2="17:00")
    assert "6時間" in str(issue_statement(enrollment, hours, by=OFFICE, now=clock.now()).facts)
