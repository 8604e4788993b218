"""Names as Japanese banks write them: half-width kana in capitals, legal forms in a letter or two. Pure."""

import re

from lms.kernel.company_names import company_key

#: What some banks put before the payer in the same column.
TRANSFER = re.compile(r"^(?:振込入金|電信振込|お?振込|フリコミ|ﾌﾘｺﾐ)\d*(?:[\s　＊*:：・]+|(?=[ｦ-ﾟァ-ヴA-ZＡ-Ｚ(（])|$)")

SHORTEST = 4


def payer_of(text: str) -> str:
    """The payer within a bank's text, as the bank writes it; spaces in a row become one."""
    return " ".join(TRANSFER.sub("", text.strip()).split())


def payer_key(name: str) -> str:
    """A name for comparing: width, small kana, long marks, spaces and legal forms no longer matter."""
    return company_key(name)


def same_payer(one: str, other: str) -> bool:
    """Whether two keys name the same; banks cut long names off, so one may be the beginning of the other."""
    shorter, longer = sorted((one, other), key=len)
    return one == other if len(shorter) < 2 * SHORTEST else longer.startswith(shorter)


def names_payer(text_key: str, name_key: str) -> bool:
    """Whether a name stands somewhere in a bank's text, beside a number or a second name."""
    return len(name_key) >= SHORTEST and name_key in text_key
