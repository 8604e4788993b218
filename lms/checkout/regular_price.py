"""Whether the regular price that offers are compared with is really charged. Pure.

A struck-through price is misleading unless it is a price people pay (景品表示法5条2号; guidelines of the Consumer
Affairs Agency on double pricing). Two ways to show that it is one:

* past: before the offer it was charged for more than half of the last eight weeks (of the time on sale, where that is
  shorter) and for two weeks in all;
* future: an early price for a later date, where the regular price really follows and is charged for two weeks.

Offers that follow one another without a gap, or overlap, are one offer in the eyes of a buyer and are judged as one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LOOK_BACK = timedelta(weeks=8)
AT_LEAST = timedelta(weeks=2)


class Verdict(StrEnum):
    REAL = "real"
    FICTITIOUS = "fictitious"
    UNKNOWN = "unknown"  # while the period of sale is undecided


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From a moment to an exclusive end."""

    starts_at: datetime
    ends_at: datetime

    def within(self, other: "Span") -> "Span | None":
        starts_at, ends_at = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Span(starts_at, ends_at) if starts_at < ends_at else None

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


def judge(on_sale: Span | None, offers: Iterable[Span]) -> Verdict:
    """Whether the regular price is real for every offer made while something is on sale."""
    spans = sorted(offers)
    if not spans:
        return Verdict.REAL
    if on_sale is None:
        return Verdict.UNKNOWN
    blocks = merged([cut for span in spans if (cut := span.within(on_sale))])
    is_real = all(_charged_before(block, on_sale, blocks) or _charged_after(block, on_sale, blocks) for block in blocks)
    return Verdict.REAL if is_real else Verdict.FICTITIOUS


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans that overlap or touch, as one."""
    blocks: list[Span] = []
    for span in sorted(spans):
        if blocks and span.starts_at <= blocks[-1].ends_at:
            blocks[-1] = Span(blocks[-1].starts_at, max(blocks[-1].ends_at, span.ends_at))
        else:
            blocks.append(span)
    return blocks


def _charged_before(block: Span, on_sale: Span, blocks: Sequence[Span]) -> bool:
    looked_at = Span(block.starts_at - LOOK_BACK, block.starts_at).within(on_sale)
    if looked_at is None:
        return False
    regular = _regular(looked_at, blocks)
    return regular * 2 > looked_at.length and regular >= AT_LEAST


def _charged_after(block: Span, on_sale: Span, blocks: Sequence[Span]) -> bool:
    """Up to the next offer or the end of the sale."""
    following = [other.starts_at for other in blocks if other.starts_at >= block.ends_at]
    return min([*following, on_sale.ends_at]) - block.ends_at >= AT_LEAST


def _regular(span: Span, blocks: Sequence[Span]) -> timedelta:
    reduced = [cut.length for block in blocks if (cut := block.within(span))]
    return span.length - sum(reduced, timedelta())
