from typing import Any

from django.db.models import FloatField, Func
from modelsearch.backends.database.sqlite import sqlite as library
from modelsearch.backends.database.sqlite.query import Lexeme, SearchQueryExpression

from lms.search.compilers import JapaneseQuery
from lms.search.indexing import PreparingIndex
from lms.search.query import Beginning, Word

#: How much a column counts, in the order of the table's columns: autocomplete, body, title.
WEIGHTS = "1.0, 1.0, 8.0"


class Rank(Func):
    """BM25 of the whole expression, smaller is better; a hit in the title counts more."""

    output_field = FloatField()

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, Any]:
        return f"bm25({library.SQLiteFTSIndexEntry._meta.db_table}, {WEIGHTS})", ()


class JapaneseSQLiteIndex(PreparingIndex, library.SQLiteIndex):
    pass


class WordQuery(JapaneseQuery):
    def build_search_query_content(self, query: Any, config: Any = None) -> Any:
        if isinstance(query, (Word, Beginning)):
            return SearchQueryExpression(Lexeme(query.query_string, prefix=isinstance(query, Beginning)), config=config)
        return super().build_search_query_content(query, config=config)  # type: ignore[misc]

    def _build_rank_expression(self, vectors: Any, config: Any) -> Rank:  # noqa: ARG002 - one rank covers all columns
        # The library multiplies the ranks of the parts, which are negative here: the order came out at random.
        return Rank()


class JapaneseSQLiteQueryCompiler(WordQuery, library.SQLiteSearchQueryCompiler):
    pass


class JapaneseSQLiteAutocompleteQueryCompiler(WordQuery, library.SQLiteAutocompleteQueryCompiler):
    pass


class JapaneseSQLiteSearchBackend(library.SQLiteSearchBackend):
    index_class = JapaneseSQLiteIndex
    query_compiler_class = JapaneseSQLiteQueryCompiler
    autocomplete_query_compiler_class = JapaneseSQLiteAutocompleteQueryCompiler
