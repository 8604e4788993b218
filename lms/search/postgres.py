from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F
from modelsearch.backends.database.postgres import postgres as library
from modelsearch.backends.database.postgres.query import Lexeme
from modelsearch.query import Phrase

from lms.search.compilers import JapaneseQuery
from lms.search.indexing import PreparingIndex
from lms.search.query import Beginning, Word


class JapanesePostgresIndex(PreparingIndex, library.PostgresIndex):
    pass


class WordQuery(JapaneseQuery):
    def build_tsquery_content(self, query: Any, config: Any = None, *, invert: bool = False) -> Any:
        if isinstance(query, (Word, Beginning)):
            lexeme = Lexeme(query.query_string, invert=invert, prefix=isinstance(query, Beginning))
            return SearchQuery(lexeme, search_type="raw", config=config)
        if isinstance(query, Phrase):  # the library forgets to negate one
            phrase = SearchQuery(query.query_string, search_type="phrase", config=config)
            return ~phrase if invert else phrase
        return super().build_tsquery_content(query, config=config, invert=invert)  # type: ignore[misc]

    def get_search_vectors(self, search_query: Any) -> list[tuple[F, Any]]:
        """Always what is stored: a column of the table itself has not been split into words."""
        vectors: list[tuple[F, Any]] = self.get_index_vectors(search_query)  # type: ignore[attr-defined]
        return vectors[:1] if self.fields else vectors


class JapanesePostgresQueryCompiler(WordQuery, library.PostgresSearchQueryCompiler):
    pass


class JapanesePostgresAutocompleteQueryCompiler(WordQuery, library.PostgresAutocompleteQueryCompiler):
    pass


class JapanesePostgresSearchBackend(library.PostgresSearchBackend):
    index_class = JapanesePostgresIndex
    query_compiler_class = JapanesePostgresQueryCompiler
    autocomplete_query_compiler_class = JapanesePostgresAutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        # A dictionary of one language would stem and drop words on this database only.
        super().__init__({"SEARCH_CONFIG": "simple", **params})
