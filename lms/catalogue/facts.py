"""The facts of a cohort as its page lists them; None is 未定."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Venue
from lms.catalogue.rows import dates_words
from lms.checkout.card import CohortCard
from lms.templatetags.lms import hour, long_date, long_datetime, undecided_words


def facts_of(card: CohortCard, venue: Venue | None) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for day in card.days:
        hours = f"{hour(day.opens_at)}–{hour(day.closes_at)}"
        label = _("Day %(number)d") % {"number": day.position}
        rows.append((label, f"{long_date(day.date)} {hours}" if day.date else _undecided_day(hours)))
    if not card.days:
        rows.append((_("Dates"), None))
    rows.append((_("Venue"), _venue(card, venue)))
    if card.is_stopped:
        return rows
    if card.is_upcoming or (card.is_undecided and card.opens_at):
        rows.append((_("Applications open"), long_datetime(card.opens_at)))
    if card.first_at:
        rows.append(
            (_("For those who had asked for news"), _("from %(moment)s") % {"moment": long_datetime(card.first_at)})
        )
    rows.append((_("Application deadline"), long_datetime(card.deadline) if card.deadline else None))
    if not card.seats:
        rows.append((_("Course fee"), None))
    return rows


def description_of(card: CohortCard) -> str:
    """For lists of results: state, dates, venue."""
    parts = [card.state_label, dates_words(card.dates) if card.dates else _("Dates to be decided"), card.venue or ""]
    return _(", ").join([card.title, *filter(None, parts)])


def _undecided_day(hours: str) -> SafeString:
    return format_html('<span class="undecided">{}</span> {}', undecided_words(), hours)


def _venue(card: CohortCard, venue: Venue | None) -> Any:
    if venue is None:
        return None
    name = _(", ").join(filter(None, [card.venue, card.venue_address]))
    if not venue.map_url:
        return name
    return format_html('{} <a href="{}" rel="noopener">{}</a>', name, venue.map_url, _("Map"))
