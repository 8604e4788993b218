"""Warns an editor where prose repeats what rows already say. It never keeps anybody from saving or publishing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.rich_text import RichText

from cohorts.models import Cohort, CohortDay
from lms.checkout.models import Listing
from lms.kernel import calendar
from lms.pages.typed_facts import Kind, KnownFacts, find_typed_facts
from payments.money import yen
from payments.offers import last_moment_shown

NOT_PROSE = {"slug"}
INSTEAD = {
    Kind.FEE: _("Fees change. Use the block “Fee of a seat” instead."),
    Kind.DATE: _("Dates move. Use the block “Next cohort” or “Schedule of a course” instead."),
    Kind.DISCOUNT: _("Offers end. Use the block “Running discount offer” instead."),
}


@dataclass(frozen=True, slots=True)
class TypedFact:
    """A fact typed as text, where it stands and what to use instead."""

    place: str
    words: str
    kind: Kind

    def __str__(self) -> str:
        sentence = gettext("%(place)s says “%(words)s”. %(instead)s")
        return sentence % {"place": self.place, "words": self.words, "instead": INSTEAD[self.kind]}


def check_page(page: Page) -> list[TypedFact]:
    """Every fee, date and discount typed into the page, in the order of its fields."""
    known = known_facts()
    return [
        TypedFact(place, find.words, find.kind)
        for place, text in _passages(page)
        for find in find_typed_facts(text, known)
    ]


def known_facts() -> KnownFacts:
    """What the cohorts that are not put away say now, in four queries."""
    cohorts = Cohort.objects.exclude(status=Cohort.Status.ARCHIVED)
    held = CohortDay.objects.filter(cohort__in=cohorts).values_list("held_on", flat=True)
    days = {day for day in held if day is not None}
    for opens_at, deadline_at in cohorts.values_list("applications_open_at", "application_deadline_at"):
        days |= {calendar.jst_date(opens_at)} if opens_at else set()
        days |= {calendar.jst_date(last_moment_shown(deadline_at))} if deadline_at else set()
    fees: set[int] = set()
    for listing in Listing.objects.filter(pool__cohort__in=cohorts, list_price_jpy__gt=0).with_offers():
        fee = yen(listing.list_price_jpy or 0)
        fees.add(fee)
        for offer in listing.offers.all():
            fees.add(offer.as_offer().unit_price(fee))
            days.add(calendar.jst_date(last_moment_shown(offer.ends_at)))
    return KnownFacts(fees=frozenset(fees), days=frozenset(days))


def _passages(page: Page) -> Iterator[tuple[str, str]]:
    """Where a text stands, in words, and the text."""
    for field in page._meta.get_fields():
        if not isinstance(field, models.CharField | models.TextField | StreamField) or field.name in NOT_PROSE:
            continue
        value, name = getattr(page, field.name), str(field.verbose_name)
        if isinstance(field, StreamField):
            for number, child in enumerate(value, start=1):
                place = gettext("“%(field)s”, block %(number)d (%(kind)s),")
                yield (
                    place % {"field": name, "number": number, "kind": child.block.label},
                    prose_of(child.block, child.value),
                )
        elif value and field.editable and not field.choices:
            yield gettext("“%(field)s”") % {"field": name}, value


def prose_of(block: blocks.Block, value: Any) -> str:
    """All words of a block, whatever it is built of, a line per piece; chosen rows and addresses are no words."""
    if isinstance(value, RichText):
        return unescape(strip_tags(value.source.replace("</", "\n</").replace("<br", "\n<br")))
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return str(value)
    if isinstance(value, blocks.StructValue):
        return _lines(value.bound_blocks.values())
    if isinstance(value, blocks.StreamValue):
        return _lines(value)
    if isinstance(value, blocks.list_block.ListValue):
        return _lines(value.bound_blocks)
    return ""


def _lines(pieces: Iterable[Any]) -> str:
    return "\n".join(prose_of(piece.block, piece.value) for piece in pieces)


class ContentCheckPanel(Panel):
    """On top of the editor while the stored text repeats facts; it is not there otherwise."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "lms_pages/admin/content_check.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.warnings = check_page(self.instance) if self.instance and self.instance.pk else []

        def is_shown(self) -> bool:
            return bool(self.warnings)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "warnings": self.warnings}
