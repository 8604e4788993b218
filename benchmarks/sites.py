"""Our site and the floor side by side: two web servers with two workers each, on one PostgreSQL, asked in turn."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import processes
from tests.bench.postgres_database import create_copy, database_at, execute
from tests.bench.postgres_server import running_postgres
from tests.bench.sqlite import fresh_file

ROOT = Path(__file__).resolve().parents[1]
OURS, FLOOR = "benchmarks.our_settings", "benchmarks.bare_site.settings"
WSGI = {OURS: "lms.standalone.wsgi:application", FLOOR: "benchmarks.bare_site.wsgi:application"}
ROWS = {OURS: "benchmarks.our_rows", FLOOR: "benchmarks.floor_rows"}
TODAY = "2026-12-10T10:00:00+09:00"  # the cohort of tests/world.py takes applications
ASKING = 4  # requests under way at once
BATCH = 120  # requests of one round
ROUNDS = 5


@dataclass(frozen=True)
class Page:
    """A page to be measured: where it is, and as whom it is asked for."""

    site: "Site"
    path: str
    cookie: str = ""

    def ask(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        connection.request("GET", self.path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != 200:
            message = f"{self.path} answered {answer.status}"
            raise RuntimeError(message)


@dataclass(frozen=True)
class Site:
    settings: str
    environment: dict[str, str]
    port: int

    def do(self, work: str, **facts: Any) -> Any:
        """Make rows in a process of this site, by "module:function" or a function of its usual module.

        Returns what the function tells of them.
        """
        module, _colon, function = work.rpartition(":")
        module = f"benchmarks.{module}" if module else ROWS[self.settings]
        command = [sys.executable, "-m", "benchmarks.fill", module, function, json.dumps(facts)]
        return json.loads(_run(command, anew(self).environment))


def anew(site: Site) -> Site:
    """The same site on the same rows, with nothing kept for visitors."""
    environment = {**site.environment, "LMS_VISITOR_CACHE_SECONDS": "0"}
    return replace(site, environment=environment, port=processes.free_port())


@contextmanager
def side_by_side(prepare: Callable[[Site, Site], None]) -> Iterator[tuple[Site, Site, Site]]:
    """Ours as shipped, ours drawing every page anew, and the floor, with the rows that `prepare` makes, over HTTP."""
    with two_databases() as (ours, floor, folder):
        prepare(ours, floor)
        sites = (ours, anew(ours), floor)
        with serving(*sites, folder=folder):
            yield sites


@contextmanager
def two_databases() -> Iterator[tuple[Site, Site, Path]]:
    """Ours and the floor on one PostgreSQL, migrated and empty, with a folder for what they write; not served yet."""
    with running_postgres() as server, TemporaryDirectory() as folder:
        floor_url = database_at(server, "floor")
        execute(server, "CREATE DATABASE {}", "floor")
        ours = _site(OURS, create_copy(server, "ours"), folder)
        floor = _site(FLOOR, floor_url, folder)
        _run([sys.executable, "manage.py", "migrate", "--verbosity=0"], floor.environment)
        yield ours, floor, Path(folder)


@contextmanager
def two_files() -> Iterator[tuple[Site, Site, Path]]:
    """The same on two SQLite files."""
    with TemporaryDirectory() as folder:
        ours = _site(OURS, f"sqlite:///{fresh_file(Path(folder))}", folder)
        floor = _site(FLOOR, f"sqlite:///{folder}/floor.sqlite3", folder)
        _run([sys.executable, "manage.py", "migrate", "--verbosity=0"], floor.environment)
        yield ours, floor, Path(folder)


@contextmanager
def serving(*sites: Site, folder: Path) -> Iterator[None]:
    """Two workers for each of them, until the block ends."""
    running = [_serve(site, folder) for site in sites]
    try:
        for site in sites:
            processes.wait_until(lambda site=site: _listens(site), within=180, what=f"an answer of {site.settings}")
        yield
    finally:
        for process in running:
            processes.stop(process)


def rates(*pages: Page, batch: int = BATCH, rounds: int = ROUNDS) -> list[float]:
    """Requests a second of each page: medians of rounds taken in turn, so that a drifting machine hits all alike."""
    for page in pages:
        _batch(page, ASKING * 2)
    taken: list[list[float]] = [[] for _page in pages]
    for _round in range(rounds):
        for page, found in zip(pages, taken, strict=True):
            found.append(_batch(page, batch))
    return [statistics.median(found) for found in taken]


def _batch(page: Page, requests: int) -> float:
    failures: list[Exception] = []

    def visitor() -> None:
        try:
            for _request in range(requests // ASKING):
                page.ask()
        except Exception as error:  # noqa: BLE001 - raised again in the main thread
            failures.append(error)

    visitors = [threading.Thread(target=visitor) for _number in range(ASKING)]
    start = time.perf_counter()
    for each in visitors:
        each.start()
    for each in visitors:
        each.join()
    if failures:
        raise failures[0]
    return requests / (time.perf_counter() - start)


def _site(settings: str, database_url: str, folder: str) -> Site:
    port = processes.free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": settings,
        "LMS_TEST_DATABASE_URL": database_url,
        "LMS_VAR_DIR": folder,
        "LMS_CLOCK": TODAY,
        "LMS_CLOCK_SET_AT": str(time.time()),
        "LMS_BASE_URL": f"http://127.0.0.1:{port}",
    }
    return Site(settings, environment, port)


def _run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _serve(site: Site, folder: Path) -> "subprocess.Popen[bytes]":
    command = f"-m gunicorn {WSGI[site.settings]} --workers 2 --log-level warning --bind 127.0.0.1:{site.port}"
    with (folder / f"{site.settings}-{site.port}.log").open("ab") as log:
        return processes.start(
            [sys.executable, *command.split()], cwd=ROOT, env=site.environment, stdout=log, stderr=log
        )


def _listens(site: Site) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", site.port, timeout=20)
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    return True
