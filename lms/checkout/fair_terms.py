"""Sentences that a text towards consumers cannot say, found before anybody accepts it.

The Consumer Contract Act makes a clause void that excuses a business from all liability, or from liability for intent
or gross negligence (article 8), and a fee that keeps everything whatever the day of withdrawal may be void as well
(articles 9 and 10). A void clause protects nobody, so a text bounds what it excludes: "except where we acted with
intent or gross negligence".
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _


class Reach(StrEnum):
    LIABILITY = "liability"
    REFUND = "refund"


_OBJECTIONS = {
    Reach.LIABILITY: _(
        "“%(words)s” excludes all liability, which is void towards consumers. Bound it, for example by “except where "
        "we acted with intent or gross negligence”."
    ),
    Reach.REFUND: _(
        "“%(words)s” excludes every refund, which may be void towards consumers. Name the cases in which money is "
        "given back, or point to the cancellation terms and say “except as they provide”."
    ),
}


@dataclass(frozen=True, slots=True)
class Unbounded:
    """A sentence that leaves nothing over, as it stands in the text."""

    sentence: str
    reach: Reach


_WHATEVER = (
    r"(?:一切|いっさい|いかなる|何ら|なんら|全て|すべて"
    r"|(?:理由|事由)の(?:如何|いかん))"
)
_NOT_OURS = re.compile(
    rf"{_WHATEVER}[^。]*(?:責任?|補償|賠償)"
    r"(?:[^。]*(?:負(?:わ|い(?:ません|かね))|免れ|免責|問われ)"
    r"|[^、。]*(?:しない|しません|(?:いた|致)しません|しかね))"
)
_NOTHING_BACK = re.compile(rf"{_WHATEVER}[^。]*(?:返金|返還|払い?戻)[^、。]*(?:ない|ません|かね)")
_BOUND = re.compile(
    r"故意|重過失|重大な過失|責め?に帰すべき|法令|除き|除く|限り"
    r"|もので(?:は|も)(?:ありません|ない)"
)
_END_OF_SENTENCE = re.compile(r"(?<=。)|\n+")


def find_unbounded(html: str) -> list[Unbounded]:
    """Every sentence of a rich text that excludes all liability or every refund and names no bound, in its order."""
    text = unescape(strip_tags(html.replace("</", "\n</").replace("<br", "\n<br")))
    found = []
    for sentence in filter(None, (piece.strip() for piece in _END_OF_SENTENCE.split(text))):
        if _BOUND.search(sentence):
            continue
        if _NOT_OURS.search(sentence):
            found.append(Unbounded(sentence, Reach.LIABILITY))
        elif _NOTHING_BACK.search(sentence):
            found.append(Unbounded(sentence, Reach.REFUND))
    return found


def objections(html: str) -> list[ValidationError]:
    """The same as sentences for the field of a form, each with what would help."""
    return [ValidationError(_OBJECTIONS[one.reach], params={"words": one.sentence}) for one in find_unbounded(html)]
