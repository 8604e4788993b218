"""Names of persons: searched in a folded form, stored and printed exactly as typed."""

import unicodedata

import jaconv

# Variants that people type for one another. Normalisation does not unite them, and stored names must keep them apart.
VARIANTS = str.maketrans("髙﨑嵜𠮷邊邉齋齊斎濵濱德桒栁", "高崎崎吉辺辺斉斉斉浜浜徳桑柳")


def fold(text: str) -> str:
    """A form for searching: width, case, kana kind, spaces and common kanji variants no longer matter."""
    # Variants first: NFKC would turn U+FA11 into another kanji before it could be recognised.
    normal = unicodedata.normalize("NFKC", text.translate(VARIANTS)).translate(VARIANTS).casefold()
    return jaconv.hira2kata("".join(character for character in normal if not character.isspace() and character != "・"))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings may name the same person."""
    return fold(one) == fold(other)


def katakana(text: str) -> str:
    """Full-width katakana from hiragana or half-width katakana, inner spaces collapsed; anything else stays."""
    return " ".join(jaconv.hira2kata(jaconv.h2z(text, kana=True, ascii=False, digit=False)).split())


def is_katakana(text: str) -> bool:
    return bool(text) and all("ァ" <= character <= "ヺ" or character in "ー・ 　" for character in text)
