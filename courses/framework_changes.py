"""The lists behind the counts of a comparison, in the order and the words of the page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.framework_diff import Comparison, DomainChange, Pair
from courses.framework_edition import Item

DOMAIN_CHANGES: dict[DomainChange, Promise] = {
    DomainChange.RENAMED: _("renamed"),
    DomainChange.SPELLING_ONLY: _("spelling only"),
    DomainChange.MOVED: _("moved to another area"),
    DomainChange.DROPPED: _("dropped"),
    DomainChange.NEW: _("new"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list; None where an edition has no such competency."""

    old: Item | None
    new: Item | None


@dataclass(frozen=True, slots=True)
class ChangeList:
    """`in_old` and `in_new` say which edition's total the count belongs to."""

    anchor: str
    title: Promise
    explanation: Promise
    rows: tuple[Row, ...]
    in_old: bool = True
    in_new: bool = True

    @property
    def count(self) -> int:
        return len(self.rows)


def change_lists(comparison: Comparison) -> list[ChangeList]:
    """Every kind of change, also those that did not happen: a count of 0 is an answer."""
    return [
        ChangeList(
            "dropped",
            _("Dropped"),
            _("No competency of the later version has the same title."),
            tuple(Row(item, None) for item in comparison.dropped),
            in_new=False,
        ),
        ChangeList(
            "new",
            _("New"),
            _("No competency of the earlier version has the same title."),
            tuple(Row(None, item) for item in comparison.new),
            in_old=False,
        ),
        ChangeList(
            "moved-and-renamed",
            _("Moved and renamed"),
            _("The title goes on from the earlier one, under another code of the same domain."),
            _pairs(comparison.moved_and_renamed),
        ),
        ChangeList(
            "moved",
            _("Moved, same title"),
            _("The same competency has another code now."),
            _pairs(comparison.moved),
        ),
        ChangeList(
            "renamed",
            _("Renamed, same code"),
            _("The title goes on from the earlier one, under the same code."),
            _pairs(comparison.renamed),
        ),
        ChangeList(
            "spelling",
            _("Spelling only"),
            _("Code and title stayed; only spaces, width or middle dots of the print differ."),
            _pairs(comparison.respelled),
        ),
        ChangeList(
            "identical",
            _("Identical"),
            _("Code and title stayed."),
            tuple(Row(item, item) for item in comparison.identical),
        ),
    ]


def _pairs(pairs: tuple[Pair, ...]) -> tuple[Row, ...]:
    return tuple(Row(pair.old, pair.new) for pair in pairs)
