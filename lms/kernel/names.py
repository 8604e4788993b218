"""Names of persons: searched in a folded form, stored and printed exactly as typed."""

import re
import unicodedata

import jaconv

# Variants that people type for one another. Normalisation does not unite them, and stored names must keep them apart.
VARIANTS = str.maketrans("髙﨑嵜𠮷邊邉齋齊斎濵濱德桒栁", "高崎崎吉辺辺斉斉斉浜浜徳桑柳")

MIN_DIGITS = 4


def fold(text: str) -> str:
    """A form for searching: width, case, kana kind, spaces and common kanji variants no longer matter."""
    # Variants first: NFKC would turn U+FA11 into another kanji before it could be recognised.
    normal = unicodedata.normalize("NFKC", text.translate(VARIANTS)).translate(VARIANTS).casefold()
    return jaconv.hira2kata("".join(character for character in normal if not character.isspace() and character != "・"))


#: Ways of writing the same sound in Latin letters, in the order in which they are made one: Hepburn becomes Kunrei.
LATIN_SOUNDS = (
    (re.compile(r"tch"), "tty"),
    (re.compile(r"cch"), "tty"),
    (re.compile(r"(?:sh|ch|j)i"), lambda found: {"s": "si", "c": "ti", "j": "zi"}[found.group()[0]]),
    (re.compile(r"sh(?=[auoe])"), "sy"),
    (re.compile(r"ch(?=[auoe])"), "ty"),
    (re.compile(r"jy?(?=[auoe])"), "zy"),
    (re.compile(r"(?<!t)tsu"), "tu"),
    (re.compile(r"ttsu"), "ttu"),
    (re.compile(r"d[zj]?(?=[iu])|dz"), "z"),
    (re.compile(r"fu"), "hu"),
    (re.compile(r"wo"), "o"),
    (re.compile(r"m(?=[bpm])"), "n"),
    (re.compile(r"oh(?![aiueoy])"), "o"),
    (re.compile(r"o[ou]+"), "o"),
    (re.compile(r"u{2,}"), "u"),
    (re.compile(r"a{2,}"), "a"),
)


def latin(text: str) -> str:
    """The sound of kana or of Latin letters in one spelling: ō, ou, oo and oh, shi and si, tsu and tu become one.

    Anything but letters falls away. Empty for text that holds other characters than kana and Latin letters, such as
    kanji, whose sound nobody knows.
    """
    kana = jaconv.kata2hira(unicodedata.normalize("NFKC", text).casefold()).replace("ー", "")
    letters = unicodedata.normalize("NFKD", jaconv.kana2alphabet(kana))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = re.sub(r"[\s'’・,.-]", "", plain)
    if not re.fullmatch(r"[a-z]*", plain):
        return ""
    for sound, one in LATIN_SOUNDS:
        plain = sound.sub(one, plain)
    return plain


def person_key(*, families: list[str], givens: list[str], others: list[str]) -> str:
    """Every form under which a person may be looked for, folded, with spaces between.

    Args:
        families, givens: the name in kanji, kana and Latin letters, in the same order; an unknown one is empty.
        others: further spellings, addresses and numbers.
    """
    pairs = [(family, given) for family, given in zip(families, givens, strict=True) if family or given]
    both_orders = [f"{one}{other}" for pair in pairs for one, other in (pair, pair[::-1])]
    forms = [fold(each) for each in [*both_orders, *others]]
    forms += [latin(each) for each in both_orders]
    forms += [digits(each) for each in others]
    return " ".join(dict.fromkeys(form for form in forms if form))


def search_forms(typed: str) -> list[str]:
    """What to look for in a `person_key`: the folded text, its sound, and a number without its punctuation."""
    forms = [fold(typed), latin(typed)]
    number = digits(typed)
    if len(number) >= MIN_DIGITS and not re.search(r"[^\d\s()+ー−-]", unicodedata.normalize("NFKC", typed)):
        forms.append(number)
    return list(dict.fromkeys(form for form in forms if form))


def digits(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))


def same_name(one: str, other: str) -> bool:
    """Whether two spellings may name the same person."""
    return fold(one) == fold(other)


def katakana(text: str) -> str:
    """Full-width katakana from hiragana or half-width katakana, inner spaces collapsed; anything else stays."""
    return " ".join(jaconv.hira2kata(jaconv.h2z(text, kana=True, ascii=False, digit=False)).split())


def is_katakana(text: str) -> bool:
    return bool(text) and all("ァ" <= character <= "ヺ" or character in "ー・ 　" for character in text)
