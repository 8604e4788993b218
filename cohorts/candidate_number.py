"""Numbers of exam candidates, as people really type them."""

import unicodedata

HYPHENS = "-‐‑‒–—―−ーｰ_"


def number_key(text: str) -> str:
    """A form for comparing: width, case, spaces, hyphens of any kind and what cannot be seen no longer matter."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        character
        for character in normal
        if character.isprintable() and not character.isspace() and character not in HYPHENS
    )
