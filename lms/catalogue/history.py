"""What was announced about a cohort over time, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from cohorts.models import Cohort, CohortChange
from lms.catalogue.rows import dates_words

Kind = CohortChange.Kind


@dataclass(frozen=True, slots=True)
class Announced:
    at: datetime
    label: str
    detail: str


def history_of(cohort: Cohort) -> list[Announced]:
    """The latest first."""
    changes = cohort.changes.order_by("-at", "-pk")
    return [Announced(change.at, change.get_kind_display(), _detail(change)) for change in changes]


def _detail(change: CohortChange) -> str:
    dates = tuple(date.fromisoformat(day) for day in change.dates)
    if change.kind == Kind.POSTPONED and dates:
        words = _("%(reason)s (announced before: %(dates)s)")
        return words % {"reason": change.reason, "dates": dates_words(dates)}
    return change.reason or (dates_words(dates) if dates else "")
