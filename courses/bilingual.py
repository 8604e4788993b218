"""Texts that staff write in Japanese and, where they can, in English."""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Said:
    """A text for the reader; `lang` names its language where it is not the language of the page."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def said(japanese: str, english: str) -> Said:
    """English for readers of English where it exists, Japanese for everyone else."""
    if (get_language() or "ja").startswith("ja"):
        return Said(japanese)
    return Said(english) if english else Said(japanese, "ja" if japanese else "")
