"""Blocks that show rows instead of repeating them: the next cohort, the schedule, a fee, an offer, the timetable.

An editor chooses a course, or nothing on a page that has one; dates, fees and what has ended follow the rows by
themselves. All blocks of a page read through one `LiveRows`, so their number costs no query.
"""

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cohorts.models import SeatKind
from courses.blocks import ProseBlock
from courses.exam_words import rule_words
from lms.pages.live import LiveRows

LIVE = _("Read from the records")


class _OfCourse(blocks.StructBlock):
    """A block about one course: the one chosen here, or else the one of the page."""

    course = SnippetChooserBlock(
        "lms_courses.Course",
        label=_("course"),
        required=False,
        help_text=_("Empty: the course of this page. Dates, venue, fee and seats are read from its cohorts."),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        chosen = value["course"]
        course_id = chosen.pk if chosen else getattr(context.get("page"), "course_id", None)
        return {**context, **self.shown(value, context["live"], course_id)}

    @abstractmethod
    def shown(self, value: Any, live: LiveRows, course_id: int | None) -> dict[str, Any]:
        """What the template of the block draws, of the course that was chosen or is the page's."""


class NextCohortBlock(_OfCourse):
    def shown(self, value: Any, live: LiveRows, course_id: int | None) -> dict[str, Any]:
        del value
        return {"card": live.next_card(course_id)}

    class Meta:
        icon = "date"
        group = LIVE
        label = _("Next cohort")
        description = _("A card with dates, venue, fee and the way to apply. An open cohort comes first.")
        template = "lms_pages/blocks/next_cohort.html"


class ScheduleBlock(_OfCourse):
    def shown(self, value: Any, live: LiveRows, course_id: int | None) -> dict[str, Any]:
        del value
        return {"cards": live.cards(course_id)}

    class Meta:
        icon = "calendar-alt"
        group = LIVE
        label = _("Schedule of a course")
        description = _("All cohorts that lie ahead, one line each.")
        template = "lms_pages/blocks/schedule.html"


class SeatPriceBlock(_OfCourse):
    kind = blocks.ChoiceBlock(label=_("kind of seat"), choices=SeatKind.choices, default=SeatKind.CERTIFICATION)

    def shown(self, value: Any, live: LiveRows, course_id: int | None) -> dict[str, Any]:
        card = live.next_card(course_id)
        seats = card.seats if card else ()
        return {"card": card, "seat": next((seat for seat in seats if seat.kind == value["kind"]), None)}

    class Meta:
        icon = "tag"
        group = LIVE
        label = _("Fee of a seat")
        description = _("What a seat of the next cohort costs today, with the offer that lowers it and its last day.")
        template = "lms_pages/blocks/seat_price.html"


class RunningOfferBlock(_OfCourse):
    text = blocks.RichTextBlock(
        label=_("sentence"),
        required=False,
        features=["bold", "italic", "link"],
        help_text=_("Shown above the offer, and gone with it. Leave percentage, amount and dates to the block."),
    )

    def shown(self, value: Any, live: LiveRows, course_id: int | None) -> dict[str, Any]:
        del value
        return {"offers": live.running_offers(course_id)}

    class Meta:
        icon = "tag"
        group = LIVE
        label = _("Running discount offer")
        description = _("The offer with both fees and its last moment. Nothing at all while none runs.")
        template = "lms_pages/blocks/running_offer.html"


class TimetableBlock(_OfCourse):
    variant = blocks.ChoiceBlock(
        label=_("how much is shown"),
        choices=[("compact", _("Titles and formats")), ("full", _("With themes and outcomes"))],
        default="compact",
    )

    def shown(self, value: Any, live: LiveRows, course_id: int | None) -> dict[str, Any]:
        del value
        return {"days": live.days(course_id)}

    class Meta:
        icon = "list-ol"
        group = LIVE
        label = _("Timetable of a course")
        description = _("The days and half days of the current curriculum, with their hours.")
        template = "lms_pages/blocks/timetable.html"


class ExamLevelBlock(blocks.StructBlock):
    """A level with the rule in force today, in words; a rule that changes is shown changed."""

    level = SnippetChooserBlock("lms_courses.ExamLevel", label=_("exam level"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        live: LiveRows = context["live"]
        level: Any = live.level(value["level"].pk) if value["level"] else None
        rules = level.rules_in_force if level else []
        rule = rule_words(level, rules[0]) if level and rules else None
        return {**context, "level": level, "rule": rule}

    class Meta:
        icon = "tick-inverse"
        group = LIVE
        label = _("Exam level with its pass rule")
        description = _("The title of the level and what has to be reached, by the rule in force today.")
        template = "lms_pages/blocks/exam_level.html"


class VerifyBlock(blocks.StaticBlock):
    class Meta:
        icon = "key"
        group = LIVE
        label = _("License verification")
        description = _("A box for the number on a certificate.")
        admin_text = _("Visitors enter the number of a certificate and see whether the license is valid today.")
        template = "lms_pages/blocks/verify.html"


class PageBodyBlock(ProseBlock):
    """Prose, and the rows it speaks of."""

    next_cohort = NextCohortBlock()
    schedule = ScheduleBlock()
    seat_price = SeatPriceBlock()
    running_offer = RunningOfferBlock()
    timetable = TimetableBlock()
    exam_level = ExamLevelBlock()
    verify = VerifyBlock()

    def render_basic(self, value: blocks.StreamValue, context: Any = None) -> SafeString:
        """With `live` in the context, also on pages that did not put it there."""
        known: dict[str, Any] = dict(context or {})
        if "live" not in known:
            known["live"] = LiveRows.of(known.get("page"), value, request=known.get("request"))
        rendered: SafeString = super().render_basic(value, context=known)
        return rendered


def courses_in(stream: blocks.StreamValue) -> Iterator[int]:
    """The courses chosen in the live blocks of a stream."""
    for child in stream:
        if isinstance(child.block, _OfCourse) and child.value["course"] is not None:
            yield child.value["course"].pk


def levels_in(stream: blocks.StreamValue) -> Iterator[int]:
    """The exam levels that a stream shows."""
    for child in stream:
        if isinstance(child.block, ExamLevelBlock) and child.value["level"] is not None:
            yield child.value["level"].pk
