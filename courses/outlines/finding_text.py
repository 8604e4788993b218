"""Finding words in an outline as people type them: any width, either kana, any dash, capital or not."""

import unicodedata

from courses.outlines.labels import DASHES

HIRAGANA = range(0x3041, 0x3097)
TO_KATAKANA = 0x60


def marks(text: str, wanted: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was wanted; one piece where nothing matches."""
    needle = "".join(map(fold, wanted.strip()))
    folded, places = [], []
    for place, character in enumerate(text):
        for each in fold(character):
            folded.append(each)
            places.append(place)
    haystack, pieces, done, start = "".join(folded), [], 0, 0
    while needle and (found := haystack.find(needle, start)) >= 0:
        begin, end = places[found], places[found + len(needle) - 1] + 1
        pieces += [(text[done:begin], False), (text[begin:end], True)]
        done, start = end, found + len(needle)
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]


def fold(character: str) -> str:
    """One character as it is compared; a few become several (㌔), none becomes nothing but a blank."""
    if character in DASHES and character not in "ーｰ":
        return "-"
    folded = unicodedata.normalize("NFKC", character).lower().strip()
    return "".join(chr(ord(each) + TO_KATAKANA) if ord(each) in HIRAGANA else each for each in folded)
