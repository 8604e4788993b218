"""Numbers of exam candidates, as people really type them."""

import unicodedata

HYPHENS = "-‐‑‒–—―−ーｰ_"


def number_key(text: str) -> str:
    """A form for comparing: width, case, spaces and every kind of hyphen no longer matter."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in normal if not character.isspace() and character not in HYPHENS)
