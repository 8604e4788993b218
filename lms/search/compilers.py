from typing import Any

from lms.search.query import japanese_query


class JapaneseQuery:
    """Mixed into a query compiler of the library: asks in stored words.

    `fields=["title"]` looks at titles alone; any other choice of fields looks at everything that is stored, because
    the database keeps titles and all the rest apart and nothing finer.
    """

    LAST_TERM_IS_PREFIX: bool
    fields: Any
    query: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = japanese_query(self.query, last_is_beginning=self.LAST_TERM_IS_PREFIX)

    def check(self) -> None:
        super().check()  # type: ignore[misc]
        titles_alone = list(self.fields or []) == ["title"] and not self.LAST_TERM_IS_PREFIX
        self.fields = ["title"] if titles_alone else None
