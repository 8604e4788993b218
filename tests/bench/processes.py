"""Processes that never outlive the run."""

import ctypes
import os
import signal
import socket
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def start(command: list[str], *, dies_by: signal.Signals = signal.SIGTERM, **options: Any) -> subprocess.Popen[Any]:
    """Start a process that the kernel ends with `dies_by` when this one dies, even by SIGKILL."""

    def tie_to_parent() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, dies_by)

    with warnings.catch_warnings():
        # Newer Pythons warn about any code between fork and exec; this is one system call.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(command, preexec_fn=tie_to_parent, **options)  # noqa: PLW1509 - see above


def stop(process: subprocess.Popen[Any], *, by: signal.Signals = signal.SIGTERM, within: float = 15) -> int:
    """End it politely, then firmly; returns its exit code."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        return process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started_at(pid: int) -> str | None:
    """The kernel's own mark of when a process began, or None where there is none: a pid alone may have been reused."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except FileNotFoundError:
        return None


def signature() -> str:
    """Names this very process."""
    return f"{os.getpid()} {started_at(os.getpid())}"


def is_alive(written: str) -> bool:
    """Is the process that wrote this `signature` still there?"""
    pid, _, moment = written.partition(" ")
    return pid.isdigit() and started_at(int(pid)) == moment


def wait_until(condition: Any, *, within: float, what: str) -> None:
    """Poll until `condition()` is true; TimeoutError says what never came."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            message = f"{what} did not happen within {within} s"
            raise TimeoutError(message)
        time.sleep(0.05)


def minutes_ago(minutes: float) -> float:
    return time.time() - minutes * 60
