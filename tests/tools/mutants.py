"""Break the handling of money on purpose and see the property test notice: `python -m tests.tools.mutants [NAME …]`.

Each mutant is one line of ours, changed in a copy of the project; the till (tests/checkout/till.py) then lives through
stories until one of them shows the damage. A mutant that survives is an assurance we only believed we had. One that
keeps the test from running at all is neither killed nor alive: the same stories are told unchanged first, and only a
test that failed counts.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tests.tools.packages import ROOT

PACKAGES = ("lms", "courses", "cohorts", "payments", "tests")
HUNT = "tests/checkout/test_till_property.py"
STORIES = os.environ.get("LMS_TILL_STORIES", "150")


class Ending(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`changes` are (file, text that stands there exactly once, what stands there instead)."""

    name: str
    changes: tuple[tuple[str, str, str], ...]
    survives: bool = False


MUTANTS = (
    Mutant("no capacity check", (("cohorts/seats.py", 'pk=pool_pk, taken__lt=F("capacity"), ', "pk=pool_pk, "),)),
    Mutant(
        "another key for every try",
        (("payments/actions/requests.py", "create_session(request.params, key=request.key)",
          'create_session(request.params, key=f"{request.key}:{request.attempts}")'),),
    ),
    Mutant(
        "old news are applied",
        (("payments/actions/settlement.py", "if Payment.RANK[target] > Payment.RANK[Status(payment.status)]:",
          "if target != payment.status and target in Payment.NEXT[Status(payment.status)] | {Status.OPEN}:"),
         ("payments/actions/state.py", "if status not in known:", "if not known and not status:")),
    ),
    Mutant(
        "complete is taken for paid",
        (("payments/actions/settlement.py", 'if truth.payment_status in {"paid", "no_payment_required"}:',
          'if truth.status == "complete":'),),
    ),
    Mutant(
        "refunds without a key of their own",
        (("payments/actions/requests.py", "create_refund(request.params, key=request.key)",
          'create_refund(request.params, key=f"{request.key}:{request.attempts}")'),),
    ),
    Mutant(
        "no answer is taken for a no",
        (("payments/actions/requests.py", "return _unclear(request, error, now=now)",
          "_refused(request, DefiniteNo(error), now=now)"),),
    ),
    Mutant(
        "our clock releases seats",
        (("payments/actions/checkout.py", "    payment = end_attempt(payment, now=now)\n    _report",
          ('    with transaction.atomic():\n        payment.order = lock_order(payment.order_id)\n'
          '        change_state(payment, "expired", cause="", by=Actor.process("x"), now=now)\n'
          "        close_order_without_attempts(payment, now=now)\n    _report")),),
    ),
    Mutant(
        "no reconciliation",
        (("payments/actions/reconcile.py", "in _chunks(gateway.list_sessions(created_since=run.since)):",
          "in _chunks(iter(())):"),
         ("payments/actions/reconcile.py", "in gateway.list_refunds(created_since=run.since):", "in ():"),
         ("payments/actions/reconcile.py", "in gateway.list_events(types=TYPES, created_since=since):", "in ():")),
    ),
    Mutant(
        "a dashboard refund is applied to a payment not heard of",
        (("payments/actions/settlement.py", "    truth = gateway.session_of_intent(intent_id)\n", "    return payment\n"),
         ("payments/actions/refund.py", "        if payment.status != Payment.Status.PAID:\n            return None\n", "")),
    ),
    Mutant(
        "disputed money is refunded",
        (("payments/actions/refund.py", "if payment.disputes.open().exists() or payment.disputes.holding_money().exists():",
          "if False:"),
         ("payments/actions/refund.py", "    _reserve(payment, amount_jpy)\n    refund = ", "    refund = ")),
    ),
    Mutant(
        "a failed refund keeps its reservation",
        (("payments/actions/refund.py", 'F("refund_reserved_jpy") - refund.amount_jpy', 'F("refund_reserved_jpy")'),),
    ),
    # Processing an event again must change nothing, so this one has to survive: it is I10.
    Mutant(
        "events are processed again",
        (("payments/models/webhook_event.py", "status=WebhookEvent.Status.RECEIVED)",
          'status__in=["received", "done"])'),),
        survives=True,
    ),
)  # fmt: skip


def main(names: list[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    if not _is_as_expected(Mutant("nothing changed", (), survives=True)):
        print("The stories do not run as they are, so no mutant proves anything.", flush=True)
        return 1
    wrong = [mutant.name for mutant in chosen if not _is_as_expected(mutant)]
    print(f"{len(chosen) - len(wrong)} of {len(chosen)} mutants ended as they should.", flush=True)
    return 1 if wrong else 0


def ending_of(returncode: int, output: str) -> Ending:
    """Killed by a test that failed. One that could not be collected, set up or found tells nothing of the mutant."""
    last = ([line for line in output.splitlines() if line.strip()] or [""])[-1]
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", last)}
    if returncode == 1 and counted.get("failed") and not counted.get("error"):
        return Ending.KILLED
    if returncode == 0 and counted.get("passed"):
        return Ending.SURVIVED
    return Ending.NOT_RUN


def _is_as_expected(mutant: Mutant) -> bool:
    with tempfile.TemporaryDirectory(prefix="lms-mutant-") as folder:
        copy = _copy(Path(folder))
        for file, old, new in mutant.changes:
            _change(copy / file, old, new)
        begun = time.monotonic()
        output = _hunt(copy)
    ending = ending_of(output.returncode, output.stdout)
    shown = "no story showed it" if ending is Ending.SURVIVED else _what_showed_it(output.stdout + output.stderr)
    print(f"{mutant.name:58s} {ending:9s} {time.monotonic() - begun:5.0f} s  {shown}", flush=True)
    return ending is (Ending.SURVIVED if mutant.survives else Ending.KILLED)


def _copy(folder: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "manage.py"):
        shutil.copy(ROOT / file, folder / file)
    return folder


def _change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    if text.count(old) != 1:
        message = f"{path.name} has {text.count(old)} places for the mutant, not one: {old!r}"
        raise SystemExit(message)
    path.write_text(text.replace(old, new))


def _hunt(copy: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=short", HUNT]
    environment = {**os.environ, "LMS_TILL_STORIES": STORIES, "PYTHONPATH": str(copy)}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)


def _what_showed_it(output: str) -> str:
    lines = [line.strip("E |").strip() for line in output.splitlines() if line.lstrip("| ").startswith("E ")]
    telling = [line for line in lines if "Error" in line or "I1" in line or "I" in line[:1]]
    return (telling or lines or ["?"])[0][:100]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
