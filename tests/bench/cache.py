"""Things too slow to make for every run: a migrated SQLite file, a migrated PostgreSQL cluster."""

import fcntl
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps

KEPT_PER_KIND = 12


def cache_dir() -> Path:
    """A folder of this user alone, so that nobody else can plant a database for us to trust."""
    folder = Path(tempfile.gettempdir()) / f"lms-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o077:
        message = f"{folder} is not a private folder of this user; remove it and run again."
        raise RuntimeError(message)
    return folder


def migrations_key() -> str:
    """Changes whenever any migration of any installed app does."""
    digest = hashlib.sha256(sys.version.encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        folder = Path(config.path) / "migrations"
        for file in sorted(folder.glob("*.py")):
            digest.update(f"{config.label}/{file.name}\0".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time makes what several workers wait for."""
    with (cache_dir() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def forget_old(pattern: str) -> None:
    """Keep the templates used last; branches come and go."""
    found = sorted(cache_dir().glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in found[KEPT_PER_KIND:]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
