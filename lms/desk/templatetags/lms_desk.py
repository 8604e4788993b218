"""Words and tones of states that the pages of the desk show as chips."""

from datetime import datetime
from decimal import Decimal

from django import template

from cohorts.ledger import Standing
from courses import exam_words
from courses.grading.verdicts import Verdict
from lms.desk.finding_words import reason_in_words
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
