"""How often and until when a part is repeated: the limits of the standard hold, and what goes beyond them has a reason."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.actions.evaluation import assign_evaluator, open_evaluation, void_sheet
from cohorts.actions.forgetting import forget_person
from cohorts.actions.reevaluation import (
    DayOver,
    GroundMissing,
    ReevaluationsUsedUp,
    ReevaluationTooLate,
    grant_reevaluation,
)
from cohorts.actions.submission import accept_late
from cohorts.handing_in import Phase, phase_of
from cohorts.models import Enrollment, FurtherReevaluation
from cohorts.reevaluation import Reevaluation, reevaluation
from tests.factories.certification import NOW, OFFICE, evaluated, marked, released, room, submitted
from tests.factories.submissions import handed_in
from tests.portal.test_assignment import late

WEAK = "3233333"
FIRST, LAST = date(2027, 3, 1), date(2028, 3, 1)
APPEAL = {"ground": "appeal", "reason": "異議申立て 2027-4 の決定による", "by": OFFICE}
#: A minute before the first result is twelve months old to the day, in Japan, and a minute after that day.
IN_TIME, TOO_LATE = (datetime.fromisoformat(f"2028-03-{day}+09:00") for day in ("01T23:59:00", "02T00:01:00"))


@pytest.mark.parametrize(
    "attempts, first_on, today, granted, granted_until, expected",
    [
        (1, None, FIRST, 0, None, Reevaluation(2, None, is_open=True)),
        (3, None, FIRST, 0, None, Reevaluation(0, None, is_open=False)),
        (1, FIRST, LAST, 0, None, Reevaluation(2, LAST, is_open=True)),
        (1, FIRST, LAST + timedelta(1), 0, None, Reevaluation(2, LAST, is_open=False)),
        (3, FIRST, FIRST, 0, None, Reevaluation(0, LAST, is_open=False)),
        (3, FIRST, FIRST, 1, date(2027, 4, 1), Reevaluation(1, LAST, is_open=True)),
        (4, FIRST, FIRST, 1, date(2027, 4, 1), Reevaluation(0, LAST, is_open=False)),
        (3, FIRST, date(2028, 5, 1), 1, date(2028, 5, 1), Reevaluation(1, date(2028, 5, 1), is_open=True)),
        (3, FIRST, date(2028, 5, 2), 1, date(2028, 5, 1), Reevaluation(1, date(2028, 5, 1), is_open=False)),
    ],
)
def test_what_is_left(attempts, first_on, today, granted, granted_until, expected):
    found = reevaluation(
        attempts=attempts,
        first_on=first_on,
        limit=2,
        months=12,
        today=today,
        granted=granted,
        granted_until=granted_until,
    )
    assert found == expected


@pytest.mark.parametrize("left, is_open, is_over", [(1, False, True), (0, False, False), (1, True, False)])
def test_whether_the_months_are_over_or_the_times(left, is_open, is_over):
    assert Reevaluation(left, LAST, is_open=is_open).is_over is is_over


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.LMS_PRIVATE_ROOT = tmp_path


@pytest.fixture
def world(db, at):
    """Not reached at first, and told."""
    at(NOW.isoformat())
    world = room()
    evaluated(world, WEAK, WEAK)
    marked(world, "30")
    released(world)
    return world


def fresh(world):
    return Enrollment.objects.get(pk=world.enrollment.pk)


def again(world, now=NOW):
    """A further attempt, scored by two of whom one is new."""
    evaluation = open_evaluation(world.enrollment, by=OFFICE, now=now)
    pair = [world.evaluators[evaluation.attempt % 3], world.evaluators[(evaluation.attempt + 1) % 3]]
    sheets = [assign_evaluator(evaluation, evaluator=user, by=OFFICE, now=now) for user in pair]
    for sheet in sheets:
        submitted(sheet, WEAK, now=now)
    return evaluation


def test_j3_06_after_the_second_the_route_is_closed(world):
    again(world), again(world)
    with pytest.raises(ReevaluationsUsedUp) as refused:
        open_evaluation(world.enrollment, by=OFFICE, now=NOW)
    assert "（2回）" in str(refused.value)
    assert world.enrollment.lesson_model_evaluations.count() == 3


def test_j3_03_within_the_months_of_the_standard(world):
    with pytest.raises(ReevaluationTooLate) as refused:
        open_evaluation(world.enrollment, by=OFFICE, now=TOO_LATE)
    assert "2028年3月1日" in str(refused.value)
    assert open_evaluation(world.enrollment, by=OFFICE, now=IN_TIME).attempt == 2


def test_an_attempt_without_sheets_is_none_and_an_absence_uses_one_up(world):
    open_evaluation(world.enrollment, by=OFFICE, now=NOW)
    for _absence in range(2):
        evaluation = open_evaluation(world.enrollment, by=OFFICE, now=NOW)
        sheet = assign_evaluator(evaluation, evaluator=world.evaluators[2], by=OFFICE, now=NOW)
        void_sheet(sheet, reason="本人欠席", by=OFFICE, now=NOW)
    with pytest.raises(ReevaluationsUsedUp):
        open_evaluation(world.enrollment, by=OFFICE, now=NOW)


def test_j3_10_an_appeal_leads_beyond_the_limit_once(world):
    again(world), again(world)
    granted = grant_reevaluation(world.enrollment, **APPEAL, last_day=date(2027, 6, 30), now=NOW)
    assert (granted.last_day, granted.get_ground_display()) == (date(2027, 6, 30), "異議申立ての決定")
    again(world)
    with pytest.raises(ReevaluationsUsedUp):
        open_evaluation(world.enrollment, by=OFFICE, now=NOW)


def test_j3_07_an_excused_absence_moves_the_last_day(world):
    ends = date(2028, 4, 30)
    excused = {"ground": "excused", "reason": "診断書を確認", "by": OFFICE}
    grant_reevaluation(world.enrollment, **excused, last_day=ends, now=TOO_LATE)
    assert open_evaluation(world.enrollment, by=OFFICE, now=TOO_LATE).attempt == 2


@pytest.mark.parametrize(
    "wrong, obstacle", [({"reason": " "}, GroundMissing), ({"last_day": date(2026, 1, 1)}, DayOver)]
)
def test_what_goes_beyond_the_limit_has_a_reason_and_a_day(world, wrong, obstacle):
    with pytest.raises(obstacle):
        grant_reevaluation(world.enrollment, **{**APPEAL, "last_day": LAST, "now": NOW, **wrong})
    assert not FurtherReevaluation.objects.exists()


# The assignment


@pytest.fixture
def handed(db, at):
    """A file that was marked as not reached, and told."""
    at(NOW.isoformat())
    world = room()
    handed_in(world.enrollment)
    marked(world, "30")
    released(world)
    return world


def next_file(world, number):
    accept_late(late(world, now=NOW, content=b"%PDF-1.7\n%" + str(number).encode()), by=OFFICE, now=NOW)
    marked(world, "30")
    released(world)


def test_a_file_is_sent_again_as_often_as_the_standard_allows(handed):
    next_file(handed, 1), next_file(handed, 2)
    assert phase_of(fresh(handed), now=NOW) is Phase.ENDED
    with pytest.raises(ReevaluationsUsedUp):
        late(handed, now=NOW, content=b"%PDF-1.7\n%3")
    grant_reevaluation(handed.enrollment, **APPEAL, last_day=LAST, now=NOW)
    next_file(handed, 3)
    assert handed.enrollment.submissions.count() == 4


def test_a_further_mark_of_the_same_file_is_no_reevaluation(handed):
    for score in ("31", "32", "33"):
        marked(handed, score)
    released_again = handed.enrollment.releases.latest("version")
    assert released_again.version == 1
    assert phase_of(fresh(handed), now=NOW) is Phase.CLOSED  # a correction waits to be told


def test_a_file_sent_in_time_is_accepted_after_the_last_day(handed):
    waits = late(handed, now=IN_TIME, content=b"%PDF-1.7\n%1")
    assert phase_of(fresh(handed), now=TOO_LATE) is Phase.ENDED
    assert accept_late(waits, by=OFFICE, now=TOO_LATE).counts


def test_too_late_the_page_says_so_in_place_of_the_form(client, handed, at):
    at(TOO_LATE.isoformat())
    client.force_login(handed.trainee)
    page = client.get(reverse("lms_portal:my_assignment", args=[handed.enrollment.public_id]))
    assert (page.context["form"], "再評価はこれ以上受けられません" in page.text) == (None, True)
    result = client.get(reverse("lms_portal:my_result", args=[handed.enrollment.public_id]))
    assert next(one for one in result.context["options"] if one.title == "再評価").url == ""


# At the desk


def test_the_office_reads_the_limit_and_goes_beyond_it_with_a_reason(client, secretariat, world, at):
    client.force_login(secretariat)
    again(world), again(world)
    home = reverse("lms_desk_enrollment:inspect", args=[world.enrollment.pk])
    opening = client.post(reverse("lms_desk:open_evaluation", args=[world.enrollment.pk]), {"topic": ""})
    assert "再評価（2回）はすべて終わりました" in opening.text
    address = reverse("lms_desk:grant_reevaluation", args=[world.enrollment.pk])
    assert address in client.get(home).text
    answer = client.post(address, {"ground": "appeal", "reason": "異議申立ての決定", "last_day": "2027-06-30"})
    assert answer["Location"] == home
    file = client.get(home).text
    assert ["追加の再評価" in file, "2027年6月30日" in file] == [True, True]
    assert open_evaluation(world.enrollment, by=OFFICE, now=NOW).attempt == 4


def test_whoever_is_forgotten_leaves_no_reason_behind(world):
    grant_reevaluation(world.enrollment, **APPEAL, last_day=LAST, now=NOW)
    Enrollment.objects.filter(pk=world.enrollment.pk).update(status=Enrollment.Status.CANCELED)
    forget_person(world.enrollment.person, by=OFFICE, now=NOW)
    assert "2027-4" not in FurtherReevaluation.objects.get().reason
