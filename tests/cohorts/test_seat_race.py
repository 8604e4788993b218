"""Many people press the button at the same moment: real processes, on both databases."""

import json
import subprocess
import sys

from tests.bench.manage import ROOT
from tests.bench.race import race

BUYERS, SEATS = 24, 10


def test_exactly_the_seats_there_are_get_sold(process_environment):
    done = subprocess.run(
        [sys.executable, "-m", "tests.cohorts.race_for_a_seat", str(BUYERS), str(SEATS)],
        cwd=ROOT,
        env=process_environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "said": {"held": SEATS, "full": BUYERS - SEATS},
        "statuses": {"held": SEATS, "draft": BUYERS - SEATS},
        "taken": SEATS,
        "mails": SEATS,
    }


def test_holds_companies_and_the_office_in_one_moment_sell_no_seat_twice(process_environment):
    """Two tabs of the company that draws, others that buy, the office that gives back, lowers and holds anew."""
    room = "tests.cohorts.race_for_held_seats"
    race(process_environment, f"{room}:prepare", processes=1)
    said = race(process_environment, f"{room}:contend", processes=10)
    (after,) = race(process_environment, f"{room}:rows", processes=1)
    assert after["taken"] == after["occupied"] + after["held"] <= after["capacity"], said
    assert after["drawn"] + after["given_back"] + after["held"] == after["reserved"], said
    assert set(said) <= {"ordered", "held", "done", "SeatsShort", "TooFewFree", "HoldOver", "DoesNotExist"}, said
