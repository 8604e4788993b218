"""The process that carries out a change is killed in the middle; another one finishes it, and nothing happens twice."""

import json
import signal
import subprocess
import sys

import pytest

from tests.bench.manage import ROOT


def play(environment, *part):
    done = subprocess.run(
        [sys.executable, "-m", "tests.checkout.mortal_change", *part],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if part[0] == "die":
        assert done.returncode == -signal.SIGKILL, done.stderr
        return None
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("where", ["BEFORE", "INSIDE"])
def test_row_37_a_killed_process_leaves_a_change_that_another_finishes(process_environment, where):
    assert play(process_environment, "prepare")["taken"] == 3
    decided = play(process_environment, "decide")
    assert (decided["change"], decided["refunds"]) == ("under_way", 0)
    play(process_environment, "die", where)
    ended = {
        "change": "done",
        "enrollments": ["canceled"] * 3,
        "notices": ["ended"] * 3,
        "refunds": 3,
        "cancellations": 3,
        "mails": 3,
        "taken": 0,
    }
    for _again in range(2):
        assert play(process_environment, "finish") == ended
