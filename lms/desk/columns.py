"""How facts stand in the lists of the desk: dates in full, money in yen, what is undecided as 未定."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn

from lms.templatetags.lms import long_date, long_datetime, yen


class DecidedColumn(Column):
    """A fact that may still be undecided; subclasses say how it is written once it is known."""

    cell_template_name = "lms_desk/cells/decided.html"

    def written(self, value: Any) -> str:
        return str(value)

    def get_cell_context_data(self, instance: Model, parent_context: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        raw = context["raw_value"]
        return {**context, "is_decided": raw is not None, "value": "" if raw is None else self.written(raw)}


class DayColumn(DecidedColumn):
    def written(self, value: date) -> str:
        return long_date(value)


class YenColumn(DecidedColumn):
    def written(self, value: int) -> str:
        return yen(value)


class MomentColumn(Column):
    """A moment in Japan; empty where it has not come."""

    def get_value(self, instance: Model) -> str:
        moment: datetime | None = super().get_value(instance)
        return long_datetime(moment) if moment else ""


class NameColumn(Column):
    """A person: the name as typed, its reading small beneath."""

    def get_value(self, instance: Model) -> SafeString | str:
        person = super().get_value(instance)
        if person is None:
            return ""
        return format_html('{}<span class="desk-kana">{}</span>', person.full_name, person.kana)


class LeadingNameColumn(NameColumn, TitleColumn):
    """The person a row is about: the name leads to the page."""


def status_column(field: str, label: Any, *, urgent: Callable[[Any], bool], sort_key: str | None = "") -> Column:
    """A status in words, marked where somebody has to do something."""
    return StatusTagColumn(
        field,
        label=label,
        accessor=f"get_{field}_display",
        sort_key=field if sort_key == "" else sort_key,
        primary=urgent,
    )
