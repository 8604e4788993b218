"""Files of the assignment go when their time is over; what was handed in stays on file."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.actions.decision import decide_case
from cohorts.actions.license import issue_license
from cohorts.actions.submission_retention import outdated_files, purge_files
from cohorts.models import CertificationDecision, Enrollment, LicenseEvent, Submission
from cohorts.retention import FileFacts, kept_until
from cohorts.tasks import purge_files as purge_task
from lms.kernel.actor import Actor
from tests.factories.certification import (
    GOOD,
    NOW,
    OFFICE,
    certified,
    evaluated,
    marked,
    passed_specialist,
    released,
    room,
)
from tests.factories.submissions import handed_in

NIGHT = Actor.process("night")
CAME = date(2027, 3, 1)
BASE = {
    "handed_in_on": CAME, "license_until": None, "decided_on": None, "over_on": date(2027, 2, 19), "is_seated": True,
    "waits_months": 24,
}  # fmt: skip


@pytest.mark.parametrize(
    "facts, until",
    [
        ({"license_until": date(2030, 4, 1)}, date(2036, 4, 1)),
        ({"license_until": date(2028, 2, 29)}, date(2034, 2, 28)),
        ({"license_until": date(2030, 4, 1), "decided_on": date(2027, 3, 20)}, date(2036, 4, 1)),
        ({"decided_on": date(2027, 3, 20)}, date(2028, 3, 20)),
        ({}, date(2030, 2, 19)),
        ({"waits_months": 0}, date(2028, 3, 1)),
        ({"is_seated": False}, date(2028, 3, 1)),
        ({"is_seated": False, "over_on": date(2027, 4, 1)}, date(2028, 4, 1)),
        ({"over_on": None}, None),
        ({"over_on": None, "decided_on": date(2027, 3, 20)}, date(2028, 3, 20)),
        ({"handed_in_on": date(2030, 1, 1)}, date(2031, 1, 1)),
    ],
)
def test_until_when_a_file_is_kept(facts, until):
    assert kept_until(FileFacts(**{**BASE, **facts}), license_years=6, months=12) == until


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.LMS_PRIVATE_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def world(db, at):
    at(NOW.isoformat())
    return room()


def stored(files):
    return [path.name for path in (files / "assignments").rglob("*") if path.is_file()]


def first_day(submission, *around):
    return [submission in list(outdated_files(today=day)) for day in around]


def test_with_a_license_a_file_belongs_to_the_file_of_the_certification(world):
    one = handed_in(world.enrollment)
    license_ = issue_license(certified(world), by=OFFICE, now=NOW)
    ends = license_.valid_until.replace(year=license_.valid_until.year + 6)
    assert first_day(one, ends - timedelta(days=1), ends) == [False, True]
    LicenseEvent.objects.create(
        license=license_, kind="renewed", effective_on=license_.valid_until, recorded_at=NOW,
        valid_until=license_.valid_until.replace(year=license_.valid_until.year + 3),
    )  # fmt: skip
    renewed = ends.replace(year=ends.year + 3)
    assert first_day(one, ends, renewed - timedelta(days=1), renewed) == [False, False, True]


def test_without_a_license_a_year_after_the_decision(world):
    one = handed_in(world.enrollment)
    passed_specialist(world), evaluated(world, GOOD, GOOD), marked(world), released(world)
    outcome = CertificationDecision.Outcome.NOT_CERTIFIED
    decide_case(world.case, outcome=outcome, reasons="基準外", by=Actor.person(world.decider), now=NOW)
    assert first_day(one, date(2028, 2, 28), date(2028, 3, 1)) == [False, True]


def test_while_a_result_can_still_lead_to_a_license_nothing_goes(world):
    one = handed_in(world.enrollment)
    assert first_day(one, date(2030, 2, 18), date(2030, 2, 19)) == [False, True]


def test_a_seat_that_was_given_up_is_over_on_that_day(world):
    one = handed_in(world.enrollment)
    gone = {"status": Enrollment.Status.CANCELED, "canceled_at": datetime.fromisoformat("2027-05-10T00:30:00+09:00")}
    Enrollment.objects.filter(pk=world.enrollment.pk).update(**gone)
    assert first_day(one, date(2028, 5, 9), date(2028, 5, 10)) == [False, True]


def test_the_file_goes_and_what_was_handed_in_stays(world, files):
    one = handed_in(world.enrollment)
    assert len(stored(files)) == 1
    assert purge_files(today=date(2030, 2, 18), by=NIGHT) == 0
    assert purge_files(today=date(2030, 2, 19), by=NIGHT) == 1
    assert purge_files(today=date(2030, 2, 19), by=NIGHT) == 0
    after = Submission.objects.get()
    assert (after.file.name, stored(files)) == ("", [])
    assert (after.filename, after.sha256, after.size, after.handed_in_at) == (
        one.filename, one.sha256, one.size, one.handed_in_at,
    )  # fmt: skip
    (line,) = ModelLogEntry.objects.filter(action="lms_cohorts.erase_submission_file")
    assert (line.data["sha256"], line.data["by"]) == (one.sha256, "night")


def test_a_file_that_is_missing_already_does_not_stop_the_others(world, files):
    one = handed_in(world.enrollment)
    one.file.storage.delete(one.file.name)
    assert purge_files(today=date(2030, 2, 19), by=NIGHT) == 1
    assert Submission.objects.get().file.name == ""


def test_a_dry_run_lists_and_erases_nothing(world, files, at):
    handed_in(world.enrollment)
    at("2030-02-19T10:00:00+09:00")
    said = StringIO()
    call_command("purge_files", dry_run=True, stdout=said)
    assert [world.enrollment.number in said.getvalue(), "1 files would be erased" in said.getvalue()] == [True, True]
    assert len(stored(files)) == 1
    call_command("purge_files", stdout=said)
    assert ("1 files erased" in said.getvalue(), stored(files)) == (True, [])


def test_the_night_does_it(world, files, at):
    handed_in(world.enrollment)
    at("2030-02-19T00:30:00+09:00")
    purge_task()
    assert stored(files) == []


def test_pages_say_that_the_file_is_deleted_and_its_address_is_no_longer_one(client, world, secretariat, at):
    one = handed_in(world.enrollment)
    purge_files(today=date(2030, 2, 19), by=OFFICE)
    client.force_login(world.trainee)
    names = [world.enrollment.public_id]
    assert "ファイルは削除済みです" in client.get(reverse("lms_portal:my_assignment", args=names)).text
    assert client.get(reverse("lms_portal:my_assignment_file", args=[*names, one.number])).status_code == 404
    client.force_login(world.trainer)
    assert client.get(reverse("lms_portal:evaluate_assignment_file", args=[*names, one.number])).status_code == 404
    client.force_login(secretariat)
    assert client.get(reverse("lms_desk:submission_file", args=[one.pk])).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_looking_costs_the_same_however_many(world, people, django_assert_num_queries):
    for _each in range(people):
        handed_in(world.enrollment, content=b"%PDF-1.7\n%" + str(_each).encode())
    with django_assert_num_queries(1):
        list(outdated_files(today=date(2030, 2, 19)))
