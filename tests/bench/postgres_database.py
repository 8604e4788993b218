import os

import psycopg
from django.db import connection
from psycopg import sql

from tests.bench.cache import migrations_key
from tests.bench.manage import environment, manage


def database_at(server_url: str, name: str) -> str:
    """The address of one database on a server: `postgres://user@host:port/postgres` becomes `…/name`."""
    return f"{server_url.rsplit('/', 1)[0]}/{name}"


def execute(server_url: str, statement: str, *names: str) -> None:
    """Run one statement outside any transaction, as CREATE DATABASE demands."""
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def ensure_template(server_url: str) -> str:
    """The name of a migrated database on this server, made by whoever comes first."""
    name = f"template_{migrations_key()}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(7301)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            unfinished = f"{name}_unfinished"
            execute(server_url, "DROP DATABASE IF EXISTS {}", unfinished)
            execute(server_url, "CREATE DATABASE {}", unfinished)
            manage(
                "migrate", "--verbosity=0", env=environment(LMS_TEST_DATABASE_URL=database_at(server_url, unfinished))
            )
            execute(server_url, "ALTER DATABASE {} RENAME TO {}", unfinished, name)
    return name


def create_copy(server_url: str, name: str) -> str:
    """A fresh migrated database (about 60 ms); returns its address."""
    template = ensure_template(server_url)
    execute(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    execute(server_url, "CREATE DATABASE {} TEMPLATE {}", name, template)
    return database_at(server_url, name)


def drop(server_url: str, name: str) -> None:
    execute(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


class PostgresDatabase:
    """The default connection of a run on PostgreSQL: a copy of the template, one per worker."""

    def __init__(self, worker: str) -> None:
        self.server_url = os.environ["LMS_TEST_DATABASE_URL"]
        self.name = f"test_{worker}_{os.getpid()}"

    def open(self) -> None:
        self.restore()
        connection.settings_dict["NAME"] = self.name

    def restore(self) -> None:
        connection.close()
        create_copy(self.server_url, self.name)

    def close(self) -> None:
        connection.close()
        drop(self.server_url, self.name)
