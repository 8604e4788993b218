"""Names as Japanese banks write them: half-width kana in capitals, legal forms in a letter or two. Pure."""

import re

from lms.kernel.names import fold

SMALL_TO_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
MARKS = re.compile(r"[ー\-−‐―–.,/'’\"「」:;*＊]")

#: What the banks' clearing (全銀システム) shortens a legal form to, and its readings in full, folded.
LEGAL_FORMS: dict[str, tuple[str, ...]] = {
    "カ": ("カブシキガイシヤ", "カブシキカイシヤ", "株式会社", "株"),
    "ユ": ("ユウゲンガイシヤ", "ユウゲンカイシヤ", "有限会社", "有"),
    "ド": ("ゴウドウガイシヤ", "ゴウドウカイシヤ", "合同会社", "同"),
    "メ": ("ゴウメイガイシヤ", "合名会社", "名"),
    "シ": ("ゴウシガイシヤ", "合資会社", "資"),
    "シヤ": (
        "イツパンシヤダンホウジン", "コウエキシヤダンホウジン", "シヤダンホウジン",
        "一般社団法人", "公益社団法人", "社団法人", "社",
    ),
    "ザイ": (
        "イツパンザイダンホウジン", "コウエキザイダンホウジン", "ザイダンホウジン",
        "一般財団法人", "公益財団法人", "財団法人", "財",
    ),
    "イ": ("イリヨウホウジンシヤダン", "イリヨウホウジン", "医療法人社団", "医療法人"),
    "ガク": ("ガツコウホウジン", "学校法人", "学"),
    "フク": ("シヤカイフクシホウジン", "社会福祉法人"),
    "シユウ": ("シユウキヨウホウジン", "宗教法人", "宗"),
    "トクヒ": ("トクテイヒエイリカツドウホウジン", "エヌピオホウジン", "特定非営利活動法人", "npo法人"),
    "ドク": ("ドクリツギヨウセイホウジン", "独立行政法人"),
    "ダイ": ("コクリツダイガクホウジン", "国立大学法人"),
    "ロウ": ("ロウドウクミアイ", "労働組合"),
}  # fmt: skip
_SHORT = "|".join(
    sorted([*LEGAL_FORMS, *("株", "有", "同", "名", "資", "社", "財", "学", "宗")], key=len, reverse=True)
)
_FULL = "|".join(
    sorted((name for names in LEGAL_FORMS.values() for name in names if len(name) > 2), key=len, reverse=True)
)
#: In front 「カ)ヤマダ」, behind 「ヤマダ(カ」, within 「ヤマダ(カ)トウキヨウ」, and the same in full.
SHORTENED = re.compile(rf"^\(?(?:{_SHORT})\)|\((?:{_SHORT})\)?$|\((?:{_SHORT})\)")
IN_FULL = re.compile(rf"^(?:{_FULL})|(?:{_FULL})$")
#: What some banks put before the payer in the same column.
TRANSFER = re.compile(r"^(?:振込入金|電信振込|お?振込|フリコミ|ﾌﾘｺﾐ)\d*(?:[\s　＊*:：・]+|(?=[ｦ-ﾟァ-ヴA-ZＡ-Ｚ(（])|$)")

SHORTEST = 4


def payer_of(text: str) -> str:
    """The payer within a bank's text, as the bank writes it; spaces in a row become one."""
    return " ".join(TRANSFER.sub("", text.strip()).split())


def payer_key(name: str) -> str:
    """A name for comparing: width, small kana, long marks, spaces and legal forms no longer matter."""
    key = fold(name).translate(SMALL_TO_LARGE)
    key = SHORTENED.sub("", MARKS.sub("", key))
    return re.sub(r"[()]", "", IN_FULL.sub("", key))


def same_payer(one: str, other: str) -> bool:
    """Whether two keys name the same; banks cut long names off, so one may be the beginning of the other."""
    shorter, longer = sorted((one, other), key=len)
    return one == other if len(shorter) < 2 * SHORTEST else longer.startswith(shorter)


def names_payer(text_key: str, name_key: str) -> bool:
    """Whether a name stands somewhere in a bank's text, beside a number or a second name."""
    return len(name_key) >= SHORTEST and name_key in text_key
