"""Real processes that start the same thing at the same moment.

    outcomes = race(process_environment, "tests.cohorts.racers:take_seat", processes=24, pool_id=pool.pk)
    assert outcomes.count("held") == 10

The function gets its number as first argument and returns something JSON can carry; an exception comes back as the
name of its class. All are forks of one process that has loaded Django and opened no connection, so two dozen start in
seconds.
"""

import importlib
import json
import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

import django

from tests.bench.manage import ROOT


def race(environment: Mapping[str, str], function: str, *, processes: int, **arguments: Any) -> list[Any]:
    """What each process came back with, in order of its number."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.race", function, str(processes), json.dumps(arguments)],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    if done.returncode:
        message = f"The race of {function} did not finish:\n{done.stderr}"
        raise RuntimeError(message)
    return json.loads(done.stdout.splitlines()[-1])


def _contend(
    function: Callable[..., Any], number: int, arguments: dict[str, Any], start: Barrier, end: Connection
) -> None:
    start.wait(60)
    try:
        outcome = function(number, **arguments)
    except Exception as error:  # noqa: BLE001 - losing is an outcome
        outcome = type(error).__name__
    end.send(json.dumps(outcome))


def _main(function: str, count: int, arguments: dict[str, Any]) -> None:
    django.setup()
    module, _, name = function.partition(":")
    contender = getattr(importlib.import_module(module), name)
    context = multiprocessing.get_context("fork")
    start = context.Barrier(count)
    ends = [context.Pipe(duplex=False) for _number in range(count)]
    runners = [
        context.Process(target=_contend, args=(contender, number, arguments, start, end[1]), daemon=True)
        for number, end in enumerate(ends)
    ]
    for runner in runners:
        runner.start()
    print(json.dumps([json.loads(receiver.recv()) for receiver, _sender in ends]))
    for runner in runners:
        runner.join(10)


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3]))
