"""Seats and offers under contention: real processes, on both databases."""

import json
import subprocess
import sys

from tests.bench.manage import ROOT


def race(environment, story, contenders):
    done = subprocess.run(
        [sys.executable, "-m", "tests.cohorts.race_on_the_waitlist", story, str(contenders)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_freed_seat_goes_to_the_waitlist_however_many_come_at_that_moment(process_environment):
    assert race(process_environment, "newcomers", 12) == {
        "said": {"offered 1": 1, "CohortFull": 11},
        "statuses": {"offered": 1, "waitlisted": 1},
        "taken": 1,
        "waiting": 1,
    }


def test_sweeps_beside_each_other_offer_a_seat_once(process_environment):
    after = race(process_environment, "sweeps", 8)
    assert after.pop("said") == {"offered 1": 1, "offered 0": 7}
    assert after == {"statuses": {"offered": 1, "waitlisted": 1}, "taken": 1, "waiting": 1}


def test_taking_an_offer_and_its_end_at_the_same_moment_have_one_outcome(process_environment):
    after = race(process_environment, "edge", 6)
    if after["said"].get("accepted"):
        assert after["said"] == {"accepted": 1, "lapsed False": 5}
        assert after["statuses"] == {"held": 1, "waitlisted": 1}
        assert after["taken"] == 1
    else:
        assert after["said"] == {"OfferOver": 1, "lapsed True": 1, "lapsed False": 4}
        assert after["statuses"] == {"lapsed": 1, "waitlisted": 1}
        assert after["taken"] == 0
    assert after["waiting"] == 1
