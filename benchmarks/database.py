"""The database of a run, the same way for our site and for the floor: connections are kept, as in production."""

from typing import Any

import environ

#: As lms.standalone.settings.embedded sets SQLite up.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
}


def database_of_the_run(env: environ.Env) -> dict[str, Any]:
    found = {**env.db_url("LMS_TEST_DATABASE_URL"), "CONN_MAX_AGE": 600}
    return {**found, "OPTIONS": SQLITE_OPTIONS} if "sqlite" in found["ENGINE"] else found
