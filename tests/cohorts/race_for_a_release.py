"""Workers find the same planned release, while somebody cancels it; `tests.bench.race` runs each in a process."""


def prepare(number: int) -> None:
    """A result is settled, and its release was planned for an hour ago."""
    del number
    from datetime import timedelta

    from cohorts.actions.planned_release import plan_results
    from cohorts.actions.release import digest_of, plan_release
    from cohorts.models import PlannedRelease
    from lms.kernel import clock
    from tests.factories.certification import GOOD, OFFICE, evaluated, room

    world, now = room(), clock.now()
    evaluated(world, GOOD, GOOD, now=now)
    seen = digest_of(plan_release(world.cohort))
    plan_results(world.cohort, seen=seen, due_at=now + timedelta(hours=1), by=OFFICE, now=now)
    PlannedRelease.objects.update(planned_at=now - timedelta(hours=2), due_at=now - timedelta(hours=1))


def contend(number: int, *, cancels: bool) -> str:
    from cohorts.actions.planned_release import NoPlanStands, cancel_plan
    from cohorts.models import PlannedRelease
    from cohorts.tasks import release_planned_results
    from lms.kernel import clock
    from tests.factories.certification import OFFICE

    if cancels and number == 0:
        try:
            cancel_plan(PlannedRelease.objects.get(), by=OFFICE, now=clock.now())
        except NoPlanStands:
            return "too late"
        return "canceled"
    release_planned_results()
    return "swept"


def rows(number: int) -> dict[str, object]:
    del number
    from cohorts.models import PlannedRelease, ResultRelease
    from lms.kernel.models import Message

    return {
        "status": PlannedRelease.objects.get().status,
        "releases": ResultRelease.objects.count(),
        "mails": Message.objects.filter(kind="cohorts.email.results_released").count(),
    }
