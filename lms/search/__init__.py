"""A search backend that finds Japanese words, on SQLite and PostgreSQL with the same answers.

    WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.search"}}

then `manage.py update_index` once. The stock backends see a run of Japanese as one long word, so that 講座 does not
find 養成講座. This one splits text before it is stored and queries before they are asked; everything else (pages,
snippets, choosers, filters, scores) stays the library's. It imports nothing else of ours, so any Wagtail site may use
it alone.
"""

from functools import cache
from typing import Any

from django.db import connection

__all__ = ["SearchBackend"]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name the library looks for
    """The backend for the database in use; on others than SQLite (with FTS5) and PostgreSQL the library's own."""
    # Inside, as in the library: these modules need the app registry, and only one of them fits the database.
    if connection.vendor == "postgresql":
        from lms.search.postgres import JapanesePostgresSearchBackend  # noqa: PLC0415

        return JapanesePostgresSearchBackend(params)
    if connection.vendor == "sqlite" and _has_full_text_table():
        from lms.search.sqlite import JapaneseSQLiteSearchBackend  # noqa: PLC0415

        return JapaneseSQLiteSearchBackend(params)
    from modelsearch.backends import database  # noqa: PLC0415

    return database.SearchBackend(params)


@cache
def _has_full_text_table() -> bool:
    """Asked once per process, as the library does: SQLite may have been built without FTS5."""
    from modelsearch.backends.database.sqlite.utils import fts5_available, fts_table_exists  # noqa: PLC0415

    return bool(fts5_available() and fts_table_exists())
