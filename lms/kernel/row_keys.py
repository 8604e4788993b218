"""Keys of rows as they arrive in addresses and forms, from people and from whoever tries things. Pure."""

import re
from collections.abc import Iterable

#: What a database keeps as a key; a longer number is no row of ours, and would be an error to ask for.
KEY = re.compile(r"[0-9]{1,18}")


def row_keys(typed: Iterable[str]) -> list[int]:
    """The keys among these texts, in their order; anything else is nobody's key."""
    return [int(text) for text in typed if KEY.fullmatch(text)]
