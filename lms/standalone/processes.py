"""Web server and worker as one: started together, stopped together, and never left behind."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

WEB = "-m gunicorn lms.standalone.wsgi:application --worker-class gthread --workers 1 --threads 8 --log-level warning"
WORKER = (
    "-m celery --quiet -A lms.standalone worker -B -P threads -c 2 --loglevel error"
    " --without-gossip --without-mingle --without-heartbeat"
)
GRACE_SECONDS = 12
PR_SET_PDEATHSIG = 1


class ProcessEnded(Exception):
    """One of the two ended by itself; the other has been stopped."""


class _Stop(Exception):
    pass


def serve(port: int, *, var: Path) -> None:
    """Run both until SIGINT or SIGTERM. Raises ProcessEnded if one of them ends before."""
    environment = {**os.environ, "LMS_BASE_URL": f"http://127.0.0.1:{port}"}
    running: dict[str, subprocess.Popen[bytes]] = {}
    with _stopped_by_signals(), suppress(_Stop):
        try:
            running["web server"] = _start(f"{WEB} --bind 127.0.0.1:{port}", environment)
            running["worker"] = _start(f"{WORKER} --schedule {var / 'beat'}", environment)
            _watch(running)
        finally:
            _stop(running)


def _start(arguments: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A process in a group of its own, which the kernel ends should this one die, even by SIGKILL."""
    parent = os.getpid()

    def tie_to_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the tie was made
            os._exit(1)

    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *arguments.split()],
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=tie_to_parent,  # noqa: PLW1509 - no threads run here
    )


def _watch(running: "dict[str, subprocess.Popen[bytes]]") -> None:
    while True:
        for name, process in running.items():
            if (code := process.poll()) is not None:
                others = " and ".join(other for other in running if other != name)
                raise ProcessEnded(f"The {name} ended by itself (code {code}); the {others} was stopped, too.")
        time.sleep(0.2)


def _stop(running: "dict[str, subprocess.Popen[bytes]]") -> None:
    for process in running.values():
        _signal_group(process, signal.SIGTERM, only_leader=True)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running.values():
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(deadline - time.monotonic(), 0.1))
        # Whatever a killed leader left behind.
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: "subprocess.Popen[bytes]", by: signal.Signals, *, only_leader: bool = False) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if only_leader:
            process.send_signal(by)
        else:
            os.killpg(process.pid, by)


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        # A second signal does not interrupt the stopping.
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise _Stop

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
