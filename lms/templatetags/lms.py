"""The vocabulary of our templates: how money, days and the unknown are written, and the shared page elements.

Filters answer None with the words for 未定; the `undecided` tag draws it as a designed state.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from lms import elements, icons
from lms.kernel import calendar, clock

register = template.Library()

JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
ENGLISH_DATE = "l, F j, Y"
ENGLISH_SHORT_DATE = "D, M j"


def in_japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def undecided_words() -> str:
    return gettext("To be decided")


# Money ----------------------------------------------------------------------------------------------------------


@register.filter
def yen(amount: int | None) -> str:
    """「88,000円」; yen are whole."""
    if amount is None:
        return undecided_words()
    return gettext("¥%(amount)s") % {"amount": f"{amount:,}"}


@register.filter
def yen_tax_included(amount: int | None) -> str:
    """「88,000円（税込）」: prices shown to consumers name the total (消費税法63条)."""
    if amount is None:
        return undecided_words()
    return gettext("¥%(amount)s (tax included)") % {"amount": f"{amount:,}"}


@register.inclusion_tag("lms/elements/price.html")
def price(price: elements.Priced) -> dict[str, Any]:
    """The fee of a seat; while an offer runs also what it replaces, until when, and how many days are left."""
    left = elements.offer_days_left(price, today=clock.today())
    return {
        "price": price,
        "reduced": left is not None,
        "amount": price.list_jpy if left is None else price.unit_jpy,
        "days_words": "" if left is None else days_words(left),
    }


def days_words(left: int) -> str:
    """A countdown only in days."""
    if left == 0:
        return gettext("last day today")
    return ngettext("%(count)d day left", "%(count)d days left", left) % {"count": left}


# Days and hours --------------------------------------------------------------------------------------------------


@register.filter
def native(text: Any) -> Any:
    """Words the office wrote in Japanese, marked on a page in another language so that they are read out rightly."""
    words = str(text)
    if in_japanese() or not JAPANESE.search(words):
        return text
    return format_html('<span lang="ja">{}</span>', words)


@register.filter
def long_date(day: date | None) -> str:
    """「2027年2月18日（木）」; a moment is taken as its day in Japan."""
    if day is None:
        return undecided_words()
    if isinstance(day, datetime):
        day = calendar.jst_date(day)
    return calendar.long_date(day) if in_japanese() else date_format(day, ENGLISH_DATE, use_l10n=False)


@register.filter
def short_date(day: date | None) -> str:
    """「2月18日（木）」, where the year is plain from what stands beside it."""
    if day is None:
        return undecided_words()
    if in_japanese():
        return f"{day.month}月{day.day}日（{calendar.WEEKDAYS[day.weekday()]}）"
    return date_format(day, ENGLISH_SHORT_DATE, use_l10n=False)


@register.simple_tag
def term(first: date | None, end: date | None) -> str:
    """From one day to another, whose `end` is not part of it; empty where neither is known."""
    if first is None and end is None:
        return ""
    days = {"first": long_date(first) if first else "", "last": long_date(end - calendar.ONE_DAY) if end else ""}
    return gettext("%(first)s to %(last)s") % days


@register.filter
def long_datetime(moment: datetime | None) -> str:
    """「2027年2月18日（木）10:00」, always in Japan's time."""
    if moment is None:
        return undecided_words()
    there = moment.astimezone(clock.JST)
    if in_japanese():
        return f"{calendar.long_date(there.date())}{there:%H:%M}"
    return f"{date_format(there.date(), ENGLISH_DATE, use_l10n=False)}, {there:%H:%M} (JST)"


@register.filter
def era_date(day: date | None) -> str:
    """「令和9年2月18日」; readers of other languages get the ordinary date."""
    if day is None:
        return undecided_words()
    return calendar.era_date(day) if in_japanese() else long_date(day)


@register.filter
def hour(moment: time | None) -> str:
    """「9:00」."""
    return undecided_words() if moment is None else f"{moment.hour}:{moment.minute:02}"


@register.filter
def iso_moment(moment: datetime) -> str:
    """For the datetime attribute: with the offset of Japan."""
    return moment.astimezone(clock.JST).isoformat(timespec="minutes")


# Small marks -----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.icon(name)


@register.inclusion_tag("lms/elements/undecided.html")
def undecided(*, note: bool = False) -> dict[str, Any]:
    """未定, with `note=True` also that we will announce it."""
    return {"note": note}


@register.simple_tag
def chip(label: str, tone: str = "") -> str:
    """A status in a word. Tones: info, success, warning, error, format; none is neutral.

    A long list draws the chips of its rows once: {% chip … as studied %}.
    """
    return get_template("lms/elements/chip.html").render({"label": label, "tone": tone})


NOTICE_ICONS = {"info": "info", "success": "check", "warning": "warning", "error": "warning"}


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """{% notice "warning" title=… %}…{% endnotice %}: something the reader should know before going on."""
    heading = format_html('<p class="notice__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice notice--{}">{}<div class="notice__body">{}{}</div></div>',
        tone,
        icons.icon(NOTICE_ICONS[tone]),
        heading,
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """{% empty_state title=… %}what to do next{% endempty_state %}: what stands where a list has nothing to show."""
    return format_html('<div class="empty"><p class="empty__title">{}</p>{}</div>', title, content)


# Elements --------------------------------------------------------------------------------------------------------


@register.inclusion_tag("lms/elements/timetable.html")
def timetable(days: Iterable[Any], variant: str = "full", *, level: int = 3, dated: bool = False) -> dict[str, Any]:
    """The days side by side as ribbons on one clock. `level` is the heading level of a day; sessions are one deeper.

    Variants: "full" with themes, formats and outcomes; "compact" with titles and formats. `dated` shows a day without
    a date as 未定: for a cohort, not for a curriculum, whose days have no dates at all.
    """
    listed = list(days)
    return {
        "days": list(zip(listed, elements.hang(listed), strict=True)),
        "variant": variant,
        "is_full": variant == "full",
        "dated": dated,
        "day_tag": f"h{level}",
        "session_tag": f"h{level + 1}",
    }


@register.inclusion_tag("lms/elements/checklist.html")
def checklist(items: Iterable[elements.Requirement]) -> dict[str, Any]:
    """Progress to the license: each requirement with its state in words, its day, and what is missing by when."""
    return {"items": list(items)}


CHECKLIST_ICONS = {"met": "check", "pending": "dots", "waiting": "clock", "not_met": "cross"}


@register.filter
def state_icon(state: str) -> SafeString:
    return icons.icon(CHECKLIST_ICONS[state])


@register.inclusion_tag("lms/elements/steps.html")
def steps(labels: Sequence[str], current: int) -> dict[str, Any]:
    """Where the reader is in a sequence of screens; `current` counts from 1."""
    return {"labels": labels, "current": current, "count": len(labels)}


@register.inclusion_tag("lms/elements/facts.html")
def facts(rows: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A list of terms and values; a value of None is 未定."""
    return {"rows": list(rows)}


@register.inclusion_tag("lms/elements/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> dict[str, Any]:
    """Earlier and later pages of a django.core.paginator.Page, keeping the other query parameters."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return {"page": page, "query": f"{query.urlencode()}&" if query else ""}


# Forms -----------------------------------------------------------------------------------------------------------


@register.inclusion_tag("lms/elements/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One question: label, whether it must be answered, hint, widget, errors. Django ties hint and errors to it."""
    widget = bound.field.widget
    if widget.attrs.get("placeholder") == bound.label:  # says nothing that the label above does not
        del widget.attrs["placeholder"]
    return {
        "bound": bound,
        "is_group": bound.use_fieldset,
        "is_single_choice": isinstance(widget, CheckboxInput),
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
    }


@register.inclusion_tag("lms/elements/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form in order, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("lms/elements/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is wrong, on top of the form, each line a link to its field. Nothing for a form without errors.

    A field whose label says too little by itself, such as one of several names, has a `long_label`.
    """
    questions = [form[name] for name in form.fields]
    links = [(error_target(each), _short_label(each), message) for each in questions for message in each.errors]
    return {"form": form, "general": form.non_field_errors() if form.is_bound else [], "links": links}


def _short_label(bound: BoundField) -> str:
    """A label before a colon: a sentence that is agreed to loses its full stop."""
    return str(getattr(bound.field, "long_label", bound.label)).rstrip(".。")


def error_target(bound: BoundField) -> str:
    """The id that takes the focus: of a group of choices the first."""
    return bound.id_for_label or f"{bound.auto_id}_0"
