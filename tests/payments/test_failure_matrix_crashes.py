"""Processes that are killed in the middle of a purchase, or meet in it. Each test is one row, under its number.

The site with the sandbox is one process, the dying part another; the line between them is held at the moment of death.
"""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest
import requests

from tests.bench import processes
from tests.bench.manage import ROOT
from tests.journeys.line import Hold, Line

SOON, AFTERWARDS = "2027-01-10T10:02:00+09:00", "2027-01-10T10:05:00+09:00"
SESSIONS, REFUNDS = "POST /sandbox/stripe/v1/checkout/sessions", "POST /sandbox/stripe/v1/refunds"


class Stage:
    """A running site, a line to its sandbox that can be held, and parts that run beside it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.line = Line()
        port = processes.free_port()
        self.site = self.line.far_end = f"http://127.0.0.1:{port}"
        self._server = processes.start(
            [sys.executable, "-m", "tests.payments.mortal", "serve", self.line.url, self.site],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        processes.wait_until(self._answers, within=60, what="the site's first answer")

    def close(self) -> None:
        processes.stop(self._server)
        self.line.shutdown()
        self.line.server_close()

    def run(self, part: str, *moment: str) -> dict:
        """Let a part play to its end; what is true then."""
        done = self._start(part, *moment)
        output, errors = done.communicate(timeout=90)
        assert done.returncode == 0, errors
        return json.loads(output.splitlines()[-1])

    def kill_while(self, part: str, hold: Hold) -> None:
        """Let a part play until its request is held on the line, and kill it there."""
        playing = self._start(part)
        try:
            processes.wait_until(hold.arrived.is_set, within=60, what=f"the request of {part}")
        finally:
            playing.kill()
            playing.communicate()
        hold.cut()

    def dies(self, part: str, *moment: str) -> None:
        """Let a part play that kills itself."""
        dying = self._start(part, *moment)
        dying.communicate(timeout=90)
        assert dying.returncode == -9

    def _start(self, part: str, *moment: str) -> subprocess.Popen:
        return processes.start(
            [sys.executable, "-m", "tests.payments.mortal", part, self.line.url, self.site, *moment],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.site}/sandbox/stripe/pay/nothing/", timeout=5).status_code == 404
        except requests.RequestException:
            return False


@pytest.fixture
def stage(process_environment) -> Iterator[Stage]:
    stage = Stage(process_environment)
    yield stage
    stage.close()


def test_row_03_a_crash_after_the_commit_and_before_the_call_leads_to_one_session(stage: Stage):
    stage.kill_while("buy", stage.line.hold(SESSIONS))
    after = stage.run("work", AFTERWARDS)
    assert (after["orders"], after["attempts"], after["sessions"]) == (["awaiting_payment"], ["open"], ["open"])


def test_row_04_a_crash_after_stripe_created_and_before_we_knew_leads_to_one_session(stage: Stage):
    stage.kill_while("buy", stage.line.hold(SESSIONS, after_answer=True))
    after = stage.run("work", AFTERWARDS)
    assert (after["orders"], after["attempts"], after["sessions"]) == (["awaiting_payment"], ["open"], ["open"])


def test_row_12_webhook_and_return_page_at_once_come_to_the_same_result_once(stage: Stage):
    stage.run("buy")
    after = stage.run("hear_and_come_back_at_once", SOON)
    assert (after["orders"], after["attempts"], after["events"]) == (["paid"], ["paid"], ["done"])
    assert (after["ledger"], after["times_paid"]) == ([["charge", 88_000]], 1)


def test_row_18_a_worker_that_dies_in_mid_apply_leaves_no_half_effect(stage: Stage):
    stage.run("buy")
    stage.run("pay")
    stage.dies("die_at_work", SOON)
    between = stage.run("now")
    assert (between["orders"], between["attempts"]) == (["awaiting_payment"], ["open"])
    assert (between["ledger"], between["events"], between["times_paid"]) == ([], ["received"], 0)
    after = stage.run("work", AFTERWARDS)
    assert (after["orders"], after["attempts"], after["events"]) == (["paid"], ["paid"], ["done"])
    assert (after["ledger"], after["times_paid"]) == ([["charge", 88_000]], 1)


def test_row_30_a_crash_after_stripe_refunded_and_before_we_knew_refunds_once(stage: Stage):
    stage.run("buy")
    stage.run("pay")
    stage.run("work", SOON)
    stage.kill_while("refund", stage.line.hold(REFUNDS, after_answer=True))
    after = stage.run("work", AFTERWARDS)
    assert (after["orders"], after["refunds_at_stripe"]) == (["refunded"], 1)
    assert after["ledger"] == [["charge", 88_000], ["refund", -88_000]]


def test_row_37_calling_everything_off_is_resumed_after_a_crash_and_sends_nothing_twice(stage: Stage):
    stage.run("place_three")
    stage.kill_while("give_everything_back", stage.line.hold(f"{SESSIONS}/"))
    stage.run("give_everything_back", AFTERWARDS)
    after = stage.run("give_everything_back", AFTERWARDS)
    assert after["orders"] == ["refunded", "canceled", "canceled"]
    assert (after["sessions"], after["refunds_at_stripe"]) == (["complete", "expired"], 1)
    assert after["ledger"] == [["charge", 88_000], ["refund", -88_000]]
