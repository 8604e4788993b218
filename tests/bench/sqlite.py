import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.bench.cache import cache_dir, forget_old, locked, migrations_key
from tests.bench.manage import environment, manage


def template() -> Path:
    """A migrated SQLite file, made once per state of the migrations."""
    key = migrations_key()
    path = cache_dir() / f"template-{key}.sqlite3"
    with locked(f"sqlite-{key}"):
        if not path.exists():
            _migrate(path)
            forget_old("template-*.sqlite3")
    path.touch()
    return path


def _migrate(path: Path) -> None:
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    manage("migrate", "--verbosity=0", env=environment(LMS_SQLITE=str(unfinished)))
    with closing(sqlite3.connect(unfinished)) as database:
        # Back to a single file, which can be copied without its companions.
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("PRAGMA journal_mode=DELETE")
    unfinished.rename(path)


def fresh_file(folder: Path) -> Path:
    """A migrated database file of its own, for tests whose processes share it."""
    return Path(shutil.copyfile(template(), folder / "lms.sqlite3"))


class MemoryDatabase:
    """The default connection of an ordinary run: a copy of the template in memory."""

    def open(self) -> None:
        connection.close()
        connection.settings_dict["NAME"] = f"file:lms_{os.getpid()}?mode=memory&cache=shared"
        connection.ensure_connection()
        self.restore()

    def restore(self) -> None:
        """As freshly migrated again, root page and default site included."""
        connection.ensure_connection()
        with closing(sqlite3.connect(template())) as source:
            source.backup(connection.connection)

    def close(self) -> None:
        # Django keeps in-memory databases open; the run is over now.
        BaseDatabaseWrapper.close(connection)
