"""Results released at a chosen moment: once, as they were looked at, and cancelable until then."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from cohorts.actions.planned_release import (
    AlreadyPlanned,
    MomentIsOver,
    NoPlanStands,
    cancel_plan,
    carry_out_plan,
    plan_results,
)
from cohorts.actions.release import (
    NothingToRelease,
    PlanOutdated,
    ReleasePlanned,
    digest_of,
    plan_release,
    release_results,
)
from cohorts.models import PlannedRelease, ResultRelease
from cohorts.tasks import release_planned_results
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.bench.race import race
from tests.factories.certification import GOOD, NOW, OFFICE, evaluated, marked, room

DUE = datetime.fromisoformat("2027-03-05T10:00:00+09:00")
BEFORE, AFTER = DUE - timedelta(minutes=1), DUE + timedelta(minutes=1)


@pytest.fixture
def world(db, at):
    at(NOW.isoformat())
    world = room()
    evaluated(world, GOOD, GOOD)
    return world


def planned(world, *, by=OFFICE, due_at=DUE, now=NOW):
    seen = digest_of(plan_release(world.cohort))
    return plan_results(world.cohort, seen=seen, due_at=due_at, by=by, now=now)


def told():
    return Message.objects.filter(kind="cohorts.email.results_released").count()


def status(plan):
    return PlannedRelease.objects.get(pk=plan.pk).status


def test_until_the_moment_nothing_is_told_and_then_everything_once(world, at):
    plan = planned(world)
    at(BEFORE.isoformat())
    release_planned_results()
    assert (ResultRelease.objects.count(), told(), status(plan)) == (0, 0, "planned")
    at(AFTER.isoformat())
    release_planned_results(), release_planned_results()
    assert (ResultRelease.objects.count(), told(), status(plan)) == (1, 1, "released")
    release = ResultRelease.objects.get()
    assert (release.released_by, release.released_at >= DUE) == (None, True)


def test_until_the_moment_it_can_be_canceled(world):
    plan = planned(world)
    assert cancel_plan(plan, by=OFFICE, now=BEFORE).status == "canceled"
    assert carry_out_plan(plan, by=OFFICE, now=AFTER) == []
    with pytest.raises(NoPlanStands):
        cancel_plan(plan, by=OFFICE, now=BEFORE)
    assert ResultRelease.objects.count() == 0
    assert planned(world).status == "planned"


def test_what_was_released_cannot_be_canceled(world):
    plan = planned(world)
    assert len(carry_out_plan(plan, by=OFFICE, now=AFTER)) == 1
    with pytest.raises(NoPlanStands):
        cancel_plan(plan, by=OFFICE, now=AFTER)


def test_what_changed_since_it_was_looked_at_is_not_released_and_the_planner_is_told(world, secretariat):
    plan = planned(world, by=Actor.person(secretariat))
    marked(world)
    assert carry_out_plan(plan, by=OFFICE, now=AFTER) == []
    after = PlannedRelease.objects.get()
    assert (after.status, after.ended_at, ResultRelease.objects.count()) == ("stopped", AFTER, 0)
    mail = Message.objects.get(kind="cohorts.email.planned_release_stopped")
    assert (mail.to_email, "2027年3月5日（金）10:00" in mail.body, after.obstacle in mail.body) == (
        secretariat.email, True, True,
    )  # fmt: skip
    assert told() == 0


@pytest.mark.parametrize("due_at, obstacle", [(NOW, MomentIsOver), (NOW - timedelta(days=1), MomentIsOver)])
def test_a_moment_that_is_over_is_refused(world, due_at, obstacle):
    with pytest.raises(obstacle):
        planned(world, due_at=due_at)


def test_one_plan_stands_and_nothing_is_released_beside_it(world):
    planned(world)
    with pytest.raises(AlreadyPlanned):
        planned(world)
    with pytest.raises(ReleasePlanned):
        release_results(world.cohort, seen=digest_of(plan_release(world.cohort)), by=OFFICE, now=NOW)
    with pytest.raises(IntegrityError):
        PlannedRelease.objects.create(cohort=world.cohort, due_at=DUE, seen="x", planned_at=NOW)


def test_what_nobody_looked_at_or_what_is_empty_is_not_planned(world):
    with pytest.raises(PlanOutdated):
        plan_results(world.cohort, seen="x", due_at=DUE, by=OFFICE, now=NOW)
    empty = room().cohort
    with pytest.raises(NothingToRelease):
        plan_results(empty, seen=digest_of(plan_release(empty)), due_at=DUE, by=OFFICE, now=NOW)


# At the desk


def test_the_office_chooses_the_moment_sees_it_and_cancels_it(client, secretariat, world):
    client.force_login(secretariat)
    page = reverse("lms_desk:cohort_results", args=[world.cohort.pk])
    cancel = reverse("lms_desk:cancel_planned_release", args=[world.cohort.pk])
    seen = client.get(page).context["seen"]
    answer = client.post(page, {"seen": seen, "when": "later", "due_at": "2027-03-05 10:00"}, follow=True)
    assert answer.redirect_chain == [(page, 302)]
    for words in ("2027年3月5日（金）10:00", cancel):
        assert words in answer.text
    assert PlannedRelease.objects.get().due_at == DUE
    assert client.post(cancel)["Location"]
    assert [cancel in client.get(page).text, PlannedRelease.objects.get().status] == [False, "canceled"]


@pytest.mark.parametrize("due_at, words", [("", "通知する日時を指定"), ("2027-01-01 10:00", "この日時は過ぎています")])
def test_a_moment_that_is_missing_or_over_is_said_beside_what_was_typed(client, secretariat, world, due_at, words):
    client.force_login(secretariat)
    page = reverse("lms_desk:cohort_results", args=[world.cohort.pk])
    answer = client.post(page, {"seen": client.get(page).context["seen"], "when": "later", "due_at": due_at})
    assert (answer.status_code, words in answer.text, PlannedRelease.objects.count()) == (200, True, 0)


def test_at_once_is_at_once(client, secretariat, world):
    client.force_login(secretariat)
    page = reverse("lms_desk:cohort_results", args=[world.cohort.pk])
    client.post(page, {"seen": client.get(page).context["seen"], "when": "now", "due_at": "2027-03-05 10:00"})
    assert (ResultRelease.objects.count(), PlannedRelease.objects.count()) == (1, 0)


# With real processes

ROOM = "tests.cohorts.race_for_a_release"


@pytest.mark.parametrize("cancels", [False, True])
def test_many_workers_release_once_and_a_cancel_in_that_moment_counts_whole_or_not(process_environment, cancels):
    race(process_environment, f"{ROOM}:prepare", processes=1)
    said = race(process_environment, f"{ROOM}:contend", processes=5, cancels=cancels)
    (after,) = race(process_environment, f"{ROOM}:rows", processes=1)
    count = 0 if "canceled" in said else 1
    assert set(said) <= {"swept", "canceled", "too late"}, said
    assert after == {"status": "released" if count else "canceled", "releases": count, "mails": count}
