"""Words and tones of states that the pages of the desk show as chips."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.viewsets import viewsets

from cohorts.ledger import Standing
from courses import exam_words
from courses.grading.verdicts import Verdict
from lms.desk.finding_words import reason_in_words
from lms.desk.listing import DeskViewSet
from lms.desk.wording import (
    MAIL_TONES,
    STANDING_TONES,
    STATUS_TONES,
    VERDICT_TONES,
    VERDICTS,
    method_label,
    standing_label,
)
from payments.offers import last_moment_shown

register = template.Library()


@register.filter
def status_tone(status: str) -> str:
    """Of an enrollment or an order: what went well, what waits, what failed."""
    return STATUS_TONES.get(status, "")


@register.filter
def last_moment(ends_at: datetime) -> datetime:
    """The last second before an exclusive end."""
    return last_moment_shown(ends_at)


@register.filter
def method_words(method: str) -> str:
    return method_label(method)


@register.filter
def reason_words(reason: str) -> str:
    return reason_in_words(reason)


@register.filter
def mail_tone(status: str) -> str:
    return MAIL_TONES.get(status, "")


@register.filter
def standing_words(standing: Standing) -> str:
    return standing_label(standing)


@register.filter
def standing_tone(standing: Standing) -> str:
    return STANDING_TONES.get(standing, "")


@register.filter
def verdict_words(verdict: str) -> str:
    return str(VERDICTS[Verdict(verdict)])


@register.filter
def verdict_tone(verdict: str) -> str:
    return VERDICT_TONES.get(Verdict(verdict), "")


@register.filter
def points(number: Decimal) -> str:
    return exam_words.points(number)


@register.simple_tag
def desk_page(name: str) -> SafeString:
    """A link to a list or a page of the desk, under the name that the menu or the page itself bears."""
    address = reverse(name)
    lists = {each.url_namespace: each.menu_label for each in viewsets.viewsets if isinstance(each, DeskViewSet)}
    view: Any = resolve(address).func
    label = lists.get(name.partition(":")[0]) or view.view_class.page_title
    return format_html('<a href="{}">{}</a>', address, label)
