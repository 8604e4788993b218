"""Names of companies and other bodies, compared: legal form, width, kana and kanji variants no longer matter. Pure.

Stored names are never touched by this.
"""

import re

from lms.kernel.names import fold

SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
MARKS = re.compile(r"[ー\-−‐―–.,/'’\"「」:;*＊]")

#: What the banks' clearing (全銀システム) shortens a legal form to, its readings in full, and what is put in brackets.
LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "カ": ("カブシキガイシヤ", "カブシキカイシヤ", "株式会社", "株"),
    "ユ": ("ユウゲンガイシヤ", "ユウゲンカイシヤ", "有限会社", "有"),
    "ド": ("ゴウドウガイシヤ", "ゴウドウカイシヤ", "合同会社", "同"),
    "メ": ("ゴウメイガイシヤ", "合名会社", "名"),
    "シ": ("ゴウシガイシヤ", "合資会社", "資"),
    "シヤ": (
        "イツパンシヤダンホウジン", "コウエキシヤダンホウジン", "シヤダンホウジン",
        "一般社団法人", "公益社団法人", "社団法人", "一社", "公社", "社",
    ),
    "ザイ": (
        "イツパンザイダンホウジン", "コウエキザイダンホウジン", "ザイダンホウジン",
        "一般財団法人", "公益財団法人", "財団法人", "一財", "公財", "財",
    ),
    "イ": ("イリヨウホウジンシヤダン", "イリヨウホウジン", "医療法人社団", "医療法人", "医"),
    "ガク": ("ガツコウホウジン", "学校法人", "学"),
    "フク": ("シヤカイフクシホウジン", "社会福祉法人", "社福", "福"),
    "シユウ": ("シユウキヨウホウジン", "宗教法人", "宗"),
    "トクヒ": ("トクテイヒエイリカツドウホウジン", "エヌピオホウジン", "特定非営利活動法人", "npo法人", "特非"),
    "ドク": ("ドクリツギヨウセイホウジン", "独立行政法人", "独"),
    "ダイ": ("コクリツダイガクホウジン", "国立大学法人"),
    "ロウ": ("ロウドウクミアイ", "労働組合"),
}  # fmt: skip
#: Forms that people shorten in one way only, as they stand in a name.
IN_BRACKETS = {"(株)": "株式会社", "(有)": "有限会社", "(同)": "合同会社", "(名)": "合名会社", "(資)": "合資会社"}
LONGEST_SHORT = 2


def _patterns(*keys: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """In front 「カ)ヤマダ」, behind 「ヤマダ(カ」, within 「ヤマダ(カ)トウキヨウ」, and the same in full."""
    names = [name for key in keys for name in LEGAL_FORMS[key]]
    short = _any_of([*keys, *(name for name in names if len(name) <= LONGEST_SHORT)])
    full = _any_of([name for name in names if len(name) > LONGEST_SHORT])
    return (
        re.compile(rf"^\(?(?:{short})\)|\((?:{short})\)?$|\((?:{short})\)"),
        re.compile(rf"^(?:{full})|(?:{full})$"),
    )


def _any_of(names: list[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


SHORTENED, IN_FULL = _patterns(*LEGAL_FORMS)
BY_FORM = {key: _patterns(key) for key in LEGAL_FORMS}


def company_key(name: str) -> str:
    """What is left of a name without its legal form, small kana, long marks and spaces."""
    return re.sub(r"[()]", "", IN_FULL.sub("", SHORTENED.sub("", _plain(name))))


def legal_form(name: str) -> str:
    """The legal form a name carries, in the letters of the banks' clearing; empty where it carries none."""
    plain = _plain(name)
    return next((key for key, patterns in BY_FORM.items() if any(each.search(plain) for each in patterns)), "")


def same_company(one: str, other: str) -> bool:
    """Whether two spellings may name one company without anybody being asked: 「㈱髙橋」 and 「株式会社 高橋」.

    「髙橋株式会社」 is another company than 「株式会社髙橋」: where the legal form stands belongs to a name.
    """
    return spelled_out(one) == spelled_out(other)


def spelled_out(name: str) -> str:
    """A form for comparing, folded, in which a shortened legal form stands in full at its place."""
    folded = fold(name)
    for short, full in IN_BRACKETS.items():
        folded = folded.replace(short, full)
    return folded


def _plain(name: str) -> str:
    return MARKS.sub("", fold(name).translate(SMALL_TO_LARGE))
