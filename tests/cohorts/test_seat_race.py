"""Many people press the button at the same moment: real processes, on both databases."""

import json
import subprocess
import sys

from tests.bench.manage import ROOT

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
