"""The same button pressed at the same moment: real processes, on both databases."""

import json
import subprocess
import sys

import pytest

from tests.bench.manage import ROOT

CLICKS = 6
ORDER = "O-2026-000001"
HELD = {
    "orders": ["awaiting_payment"],
    "attempts": 1,
    "taken": 1,
    "enrollments": ["held"],
    "mails": ["cohorts.email.application_received"],
    "charges": [],
    "unnamed": 0,
}


@pytest.mark.parametrize(
    "story,outcome",
    [
        # One seat is left: whoever comes second finds the order of the first, not a full cohort.
        ("same_form", {"said": [ORDER] * CLICKS, **HELD}),
        ("two_tabs", {"said": ["AlreadyApplied"] * (CLICKS - 1) + [ORDER], **HELD}),
    ],
)
def test_row_02_clicks_in_the_same_moment_place_one_order_with_one_hold(process_environment, story, outcome):
    done = subprocess.run(
        [sys.executable, "-m", "tests.checkout.race_for_an_order", story, str(CLICKS)],
        cwd=ROOT,
        env=process_environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == outcome
