"""What the library reads from an object when it stores it, in the words of `lms.search.text`."""

from copy import copy
from typing import Any

from modelsearch.index import RelatedFields

from lms.search.text import stored_words


class Prepared:
    """Stands in for an object while it is stored: the same key, and fields whose values are already split.

    The library's index asks an object for nothing else, so that its own code need be neither copied nor replaced.
    """

    def __init__(self, instance: Any) -> None:
        self.pk = instance.pk
        self._instance = instance

    def get_search_fields(self) -> list[Any]:
        return [_splitting(field, self._instance) for field in self._instance.get_search_fields()]


def _splitting(field: Any, instance: Any) -> Any:
    """A copy of a search field that answers with stored words, whichever object it is asked about."""
    twin = copy(field)
    if isinstance(field, RelatedFields):
        twin.fields = [_splitting(each, None) for each in field.fields]
        if instance is not None:
            twin.get_value = lambda _prepared: field.get_value(instance)
    elif instance is None:
        twin.get_value = lambda related: stored_words(plain(field.get_value(related)))
    else:
        twin.get_value = lambda _prepared: stored_words(plain(field.get_value(instance)))
    return twin


def plain(value: Any) -> str:
    """The text of a field value, of every item of a list (a StreamField's) and of every value of a dict."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return " ".join(plain(each) for each in value.values())
    if isinstance(value, (list, tuple)):
        return " ".join(plain(each) for each in value)
    return str(value)


class PreparingIndex:
    """Mixed into an index of the library."""

    def add_items(self, model: Any, objs: Any) -> None:
        super().add_items(model, [Prepared(each) for each in objs])  # type: ignore[misc]
