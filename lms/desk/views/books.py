"""The books: what came and went, what is owed, what it brought; to read and to hand on, and nothing is changed here."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.checkout.books import advances, journal
from lms.checkout.revenue import Revenue, revenue
from lms.desk.forms.books import DayBookForm, DayForm, FiscalYearForm, PeriodForm, years_since
from lms.desk.permissions import SECRETARIAT
from lms.desk.sheets import FILES, Sheet
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.calendar import jst_date
from payments.accounts import account_name, entry_text, tax_category
from payments.day_book import COLUMNS, DayBook, agreement, day_book
from payments.journal import Entry, History
from payments.models import Order
from payments.receivables import Receivable, by_age, by_counterparty, receivables

PAGES = (
    ("books_days", _("Money by day")),
    ("books_journal", _("Journal")),
    ("books_receivables", _("Receivables")),
    ("books_advances", _("Advances received")),
    ("books_revenue", _("Revenue")),
)
SHOWN = 200


class BookView(WagtailAdminTemplateMixin, TemplateView, ABC):
    """A form that asks for a day or a period, a table, and the same table as a sheet of these columns and widths."""

    header_icon = "table"
    name: ClassVar[str]
    form_class: ClassVar[Any]
    sheet_name: ClassVar[str]
    columns: ClassVar[Sequence[tuple[str | Promise, int]]]

    @abstractmethod
    def facts(self) -> dict[str, Any]:
        """What the template shows for a valid form."""

    @abstractmethod
    def rows(self) -> Iterable[Sequence[object]]:
        """The lines of the sheet."""

    def get_sheet_name(self) -> str:
        return self.sheet_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {}

    @cached_property
    def form(self) -> Any:
        """Filled in with what was asked for, else with what is shown before anybody has chosen."""
        chosen = {name: value for name, value in self.request.GET.items() if value}
        return self.form_class({**self.form_class.at_first(clock.today()), **chosen}, **self.get_form_kwargs())

    def sheet(self) -> Sheet:
        return Sheet(
            name=self.get_sheet_name(),
            title=str(self.page_title),
            headings=[str(label) for label, _width in self.columns],
            widths=[width for _label, width in self.columns],
            rows=self.rows(),
        )

    def get(  # type: ignore[override]  # a sheet is streamed
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        answer = FILES.get(request.GET.get("export", ""))
        if answer is None or not self.form.is_valid():
            return super().get(request, *args, **kwargs)
        return answer(self.sheet())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = {
            **super().get_context_data(**kwargs),
            "form": self.form,
            "pages": [(reverse(f"lms_desk:{name}"), label, name == self.name) for name, label in PAGES],
        }
        if not self.form.is_valid():
            return context
        return {**context, "is_drawn": True, "query": urlencode(self.form.cleaned_data), **self.facts()}


@staff_only(SECRETARIAT)
class DayBookView(BookView):
    template_name = "lms_desk/books/days.html"
    page_title = _("Money by day")
    name = "books_days"
    form_class = DayBookForm
    sheet_name = "money-by-day"
    columns = (
        (_("Date"), 14),
        (_("Movements"), 10),
        *((column.label, 16) for column in COLUMNS),
        (_("Together"), 16),
    )

    @property
    def is_by_month(self) -> bool:
        return bool(self.form.cleaned_data["by"] == "month")

    @cached_property
    def book(self) -> DayBook:
        return day_book(*self.form.period, by_month=self.is_by_month)

    def facts(self) -> dict[str, Any]:
        return {
            "book": self.book,
            "columns": COLUMNS,
            "by_month": self.is_by_month,
            "agreement": agreement(now=clock.now()),
            "findings": f"{reverse('lms_desk_finding:index')}?kind=balance_differs&resolved=no",
        }

    def rows(self) -> Iterator[list[object]]:
        for row in self.book.rows:
            yield [row.on, row.entries, *row.sums, row.total_jpy]
        yield [gettext("Sum"), self.book.entries, *self.book.total, self.book.total_jpy]


@staff_only(SECRETARIAT)
class JournalView(BookView):
    template_name = "lms_desk/books/journal.html"
    page_title = _("Journal")
    name = "books_journal"
    form_class = PeriodForm
    sheet_name = "journal"
    columns = (
        (_("Date"), 12),
        (_("Debit"), 24),
        (_("Debit (yen)"), 14),
        (_("Credit"), 24),
        (_("Credit (yen)"), 14),
        (_("Tax category"), 18),
        (_("Description"), 48),
        (_("Order"), 18),
        (_("Counterparty"), 28),
    )

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        return [_line(entry) for entry in journal(*self.form.period, today=clock.today())]

    def facts(self) -> dict[str, Any]:
        return {
            "lines": self.lines[:SHOWN],
            "count": len(self.lines),
            "hidden": max(len(self.lines) - SHOWN, 0),
            "total_jpy": sum(line["entry"].amount_jpy for line in self.lines),
        }

    def rows(self) -> Iterator[list[object]]:
        return map(_cells, self.lines)


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry,
        "debit": account_name(entry.debit),
        "credit": account_name(entry.credit),
        "tax": tax_category(entry),
        "text": entry_text(entry),
    }


def _cells(line: dict[str, Any]) -> list[object]:
    entry: Entry = line["entry"]
    return [
        entry.on,
        line["debit"],
        entry.amount_jpy,
        line["credit"],
        entry.amount_jpy,
        line["tax"],
        line["text"],
        entry.history.number,
        entry.history.counterparty,
    ]


@staff_only(SECRETARIAT)
class ReceivablesView(BookView):
    template_name = "lms_desk/books/receivables.html"
    page_title = _("Receivables")
    name = "books_receivables"
    form_class = DayForm
    sheet_name = "receivables"
    columns = (
        (_("Order"), 18),
        (_("Counterparty"), 32),
        (_("Placed"), 14),
        (_("Due on"), 14),
        (_("Total (tax included)"), 16),
        (_("Arrived"), 14),
        (_("Still missing"), 14),
        (_("Age"), 20),
    )

    @cached_property
    def owed(self) -> list[Receivable]:
        on: date = self.form.cleaned_data["on"]
        return receivables(on)

    def facts(self) -> dict[str, Any]:
        return {
            "owed": self.owed,
            "ages": [(age.label, amount) for age, amount in by_age(self.owed).items()],
            "counterparties": list(by_counterparty(self.owed).items()),
            "total_jpy": sum(each.missing_jpy for each in self.owed),
            "on": self.form.cleaned_data["on"],
        }

    def rows(self) -> Iterator[list[object]]:
        for each in self.owed:
            yield [
                each.number,
                each.counterparty,
                each.placed_on,
                each.due_on,
                each.total_jpy,
                each.arrived_jpy,
                each.missing_jpy,
                str(each.age.label),
            ]


@staff_only(SECRETARIAT)
class AdvancesView(BookView):
    template_name = "lms_desk/books/advances.html"
    page_title = _("Advances received")
    name = "books_advances"
    form_class = DayForm
    sheet_name = "advances-received"
    columns = ((_("Order"), 18), (_("Counterparty"), 36), (_("Advance (yen)"), 18))

    @cached_property
    def held(self) -> list[tuple[History, int]]:
        on: date = self.form.cleaned_data["on"]
        return advances(on, today=clock.today())

    def facts(self) -> dict[str, Any]:
        return {
            "held": self.held[:SHOWN],
            "count": len(self.held),
            "hidden": max(len(self.held) - SHOWN, 0),
            "total_jpy": sum(amount for _history, amount in self.held),
            "on": self.form.cleaned_data["on"],
        }

    def rows(self) -> Iterator[list[object]]:
        return ([history.number, history.counterparty, amount] for history, amount in self.held)


@staff_only(SECRETARIAT)
class RevenueView(BookView):
    template_name = "lms_desk/books/revenue.html"
    page_title = _("Revenue")
    name = "books_revenue"
    form_class = FiscalYearForm
    sheet_name = "revenue"
    columns = (
        (_("Product"), 44),
        (_("Seats"), 8),
        (_("At the regular price"), 18),
        (_("Discounts"), 18),
        (_("Sales (tax included)"), 18),
        (_("Returns and allowances"), 18),
        (_("Cancellation fees"), 18),
        (_("Together"), 18),
    )

    @cached_property
    def years(self) -> range:
        first = Order.objects.order_by("created_at").values_list("created_at", flat=True).first()
        return years_since(jst_date(first) if first else None, clock.today())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"years": self.years}

    def get_sheet_name(self) -> str:
        return f"{self.sheet_name}-{self.form.cleaned_data['year']}"

    @cached_property
    def revenue(self) -> Revenue:
        year: int = self.form.cleaned_data["year"]
        return revenue(year, today=clock.today())

    def facts(self) -> dict[str, Any]:
        return {
            "products": self.revenue.products,
            "total": self.revenue.total(),
            "taxes": self.revenue.taxes(),
            "offers": self.revenue.offers,
            "year": self.form.cleaned_data["year"],
            "is_going_on": self.form.cleaned_data["year"] == self.years[-1],
        }

    def rows(self) -> Iterator[list[object]]:
        for each in (*self.revenue.products, self.revenue.total()):
            yield [
                each.product or gettext("Sum"),
                each.seats,
                each.list_jpy,
                each.discounts_jpy,
                each.sales_jpy,
                each.allowances_jpy,
                each.fees_jpy,
                each.revenue_jpy,
            ]
