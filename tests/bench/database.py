"""The database of a test run: migrated once, copied for every run and every worker, restored after a flush.

SQLite in memory, unless LMS_TEST_DATABASE_URL names a PostgreSQL
(`python -m tests.tools.with_postgres pytest -m both_databases` starts one).
"""

from collections.abc import Iterator

import pytest

from tests.bench.postgres_database import PostgresDatabase
from tests.bench.sqlite import MemoryDatabase

_open_database = pytest.StashKey[MemoryDatabase | PostgresDatabase]()


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's own: no migration per run or worker."""
    from django.db import connection

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    with django_db_blocker.unblock():
        database = MemoryDatabase() if connection.vendor == "sqlite" else PostgresDatabase(worker)
        database.open()
    request.config.stash[_open_database] = database
    request.config.stash[_blocker] = django_db_blocker
    yield
    with django_db_blocker.unblock():
        database.close()


_blocker = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A flush empties what migrations wrote, such as the root page; the next test finds it again."""
    result = yield
    if _open_database in item.config.stash and _is_transactional(item):
        with item.config.stash[_blocker].unblock():
            item.config.stash[_open_database].restore()
    return result


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    if marker and (marker.kwargs.get("transaction") or any(marker.args)):
        return True
    return bool(
        {"transactional_db", "live_server", "django_db_reset_sequences"} & set(getattr(item, "fixturenames", ()))
    )
