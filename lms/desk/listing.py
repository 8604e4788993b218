"""What every list of the desk has in common: names found in any spelling, sheets that open in Excel."""

import re
from collections.abc import Iterable
from io import BytesIO
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, IntegerField, Model, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.model import ModelViewSet

from lms.desk.permissions import BROWSE
from lms.desk.sheets import Sheet, csv_of, workbook_of
from lms.kernel import names
from lms.kernel.dependents import refuse_deletion

PER_PAGE = 25
READ_AT_ONCE = 2000  # rows of an export
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
WIDTH = 18  # characters of a column of an export, a moment among them


def value_at(row: Model, path: str) -> Any:
    """`person.employer.name` of a row; empty where the path ends early."""
    value: Any = row
    for name in path.split("."):
        try:
            value = getattr(value, name, None)
        except ObjectDoesNotExist:
            return None
        if callable(value):
            value = value()
    return value


class CountedPaginator(WagtailPaginator):
    """A paginator that is told how many rows there are, so that they are not counted again."""

    def __init__(self, rows: Any, per_page: int = PER_PAGE, *, count: int) -> None:
        super().__init__(rows, per_page)
        self._known = count

    @cached_property
    def count(self) -> int:
        return self._known


class PageAndCountPaginator(WagtailPaginator):
    """A paginator that reads a page and how many rows there are in one statement.

    A page after the last has no row that could tell; there, and where rows are grouped, they are counted first.
    """

    def get_page(self, number: Any) -> Any:
        wanted = int(number or 1) if PAGE_NUMBER.fullmatch(str(number or 1)) else 0
        if wanted and not self.orphans and can_be_counted(self.object_list):
            told = self.object_list.annotate(row_count=counted(self.object_list))
            rows = told[(wanted - 1) * self.per_page : wanted * self.per_page]
            if rows:
                self.count = rows[0].row_count
                return self._get_page(rows, wanted, self)
        return super().get_page(number)


def can_be_counted(rows: QuerySet[Any]) -> bool:
    """Whether `counted` counts these as the list shows them."""
    return not (rows.query.distinct or rows.query.group_by or rows.query.combinator)


def counted(rows: QuerySet[Any]) -> Coalesce:
    """How many there are, as a column of another statement."""
    count = rows.order_by().values(one=Value(1)).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(count), Value(0), output_field=IntegerField())


class SheetExport(SpreadsheetExportMixin):
    """Wagtail's two downloads of a list, written like every other sheet of the desk."""

    def rows_to_export(self, queryset: Any) -> Iterable[dict[str, Any]]:
        """What stands in the columns of `list_export`, row by row."""
        return map(self.to_row_dict, queryset)

    def stream_csv(self, queryset: Any) -> Iterable[bytes]:
        return csv_of(self._sheet(queryset))

    def write_xlsx(self, queryset: Any, output: BytesIO) -> None:
        workbook_of(self._sheet(queryset)).save(output)

    def _sheet(self, queryset: Any) -> Sheet:
        headings = [self.get_heading(queryset, path) for path in self.list_export]
        return Sheet(
            name=self.get_filename(),
            title=self.get_filename(),
            headings=headings,
            widths=[max(WIDTH, 2 * len(heading)) for heading in headings],
            rows=([row[path] for path in self.list_export] for row in self.rows_to_export(queryset)),
        )


class DeskIndexView(SheetExport, generic.IndexView):
    """`related` is fetched with the rows; `folded` are search keys that hold names in their folded form."""

    any_permission_required = [BROWSE]
    search_backend_name = None
    paginator_class = PageAndCountPaginator
    related: ClassVar[tuple[str, ...]] = ()
    folded: ClassVar[tuple[str, ...]] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A sheet is read while it is written; the page would have read all of its rows before."""
        if self.is_export:
            sheet: HttpResponseBase = self.as_spreadsheet(self.get_queryset(), request.GET["export"])
            return sheet
        page: HttpResponseBase = super().get(request, *args, **kwargs)
        return page

    def rows_to_export(self, queryset: Any) -> Iterable[dict[str, Any]]:
        """A list that grows long answers with columns instead of rows."""
        return super().rows_to_export(queryset.iterator(chunk_size=READ_AT_ONCE))

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related(*self.related)

    @cached_property
    def columns(self) -> list[Column]:
        """Named for the style sheet: numbers, which are read as a whole, and the list, which a telephone can move."""
        columns: list[Column] = super().columns
        for column in columns:
            if column.name.endswith("number"):
                column.classname = f"{column.classname or ''} desk-number".lstrip()
        columns[0].classname = f"{columns[0].classname or ''} desk-lead".lstrip()
        return columns

    def order_queryset(self, queryset: Any) -> Any:
        """With the primary key last, so that equal rows keep their page."""
        ordered = super().order_queryset(queryset)
        return ordered.order_by(*(ordered.query.order_by or ordered.model._meta.ordering), "pk")

    def search_queryset(self, queryset: Any) -> Any:
        if not self.is_searching:
            return queryset
        wanted = Q(pk__in=[])
        for field in self.search_fields or ():
            wanted |= Q(**{f"{field}__icontains": self.search_query})
        forms = names.search_forms(self.search_query)
        for key in self.folded:
            for form in forms:
                wanted |= Q(**{f"{key}__contains": form})
        return queryset.filter(wanted)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """An optional relation that is not there leaves its cells empty."""
        return {path: value_at(item, path) for path in self.list_export}

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        """The name leads to the row; a menu beside it would say the same twice."""
        del instance
        return []


class DeskRowView(generic.InspectView):
    """The fields of a row; what is not there is shown as a dash, where Wagtail would write None."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return "–" if value in (None, "") else value


class DeskDeleteView(generic.DeleteView):
    """Refuses, with the names of what depends on it, a row that records need; asks before any other."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.user_has_permission(self.permission_required) and refuse_deletion(request, self.object):
            return redirect(self.get_success_url())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class DeskViewSet(ModelViewSet):
    """A list and its rows. What may be written is the policy's business; without `form_fields` there is no form."""

    list_per_page = PER_PAGE
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = DeskIndexView
    inspect_view_class = DeskRowView
    delete_view_class = DeskDeleteView
    form_fields: ClassVar[list[str]] = []
    search_backend_name = None
    folder: ClassVar[str] = ""

    @property
    def url_prefix(self) -> str:
        return f"desk/{self.folder}"

    @property
    def url_namespace(self) -> str:
        return f"lms_desk_{self.model_name}"
