"""Lists accepted by many at once, and by a process that is killed in the middle."""

import subprocess
import sys
import time

from tests.bench import processes
from tests.bench.manage import ROOT
from tests.bench.race import race

RACE = "tests.cohorts.race_for_a_list"


def test_of_many_uploads_and_clicks_one_counts(process_environment):
    uploads = race(process_environment, f"{RACE}:upload", processes=4, rows=50)
    ((pk, digest),) = {(pk, digest) for pk, digest in uploads}
    outcomes = race(process_environment, f"{RACE}:accept", processes=6, pk=pk, digest=digest)
    assert sorted(map(str, outcomes)) == ["50", *["AcceptedAlready"] * 5]


def test_a_process_that_dies_accepts_all_or_nothing(process_environment):
    """Killed while it compares and while it writes; whoever comes next finds a list that is whole."""
    ((pk, digest),) = race(process_environment, f"{RACE}:upload", processes=1, rows=3_000)
    for seconds in (0.1, 0.5):
        command = [sys.executable, "-m", RACE, str(pk), digest]
        mortal = processes.start(command, cwd=ROOT, env=process_environment, stdout=subprocess.PIPE)
        assert mortal.stdout.readline() == b"ready\n"
        time.sleep(seconds)
        mortal.kill()
        mortal.communicate()
    (story,) = race(process_environment, f"{RACE}:count_and_accept", processes=1, pk=pk, digest=digest)
    assert story == [[0, 0], 3_000, [3_000, 3_000]]
