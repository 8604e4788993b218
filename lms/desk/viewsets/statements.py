"""Money at the bank: every line of every statement with what was decided about it, and the files they came in."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from lms.desk.columns import DayColumn, MomentColumn, YenColumn, status_column
from lms.desk.filters.statements import StatementLineFilterSet
from lms.desk.forms.statements import StatementForm
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.act import row_of
from lms.desk.views.statement_lines import LineView
from lms.desk.views.statements import StatementAddView, StatementView
from lms.kernel import clock
from payments.models import BankStatement, StatementLine


def age_of(line: StatementLine) -> str:
    """How long the money waits; empty once somebody has decided."""
    if line.status != StatementLine.Status.OPEN:
        return ""
    days = line.age_on(clock.today())
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


class StatementLineIndexView(DeskIndexView):
    related = ("account",)
    folded = ("payer_key",)

    @property
    def header_buttons(self) -> list[Any]:
        url = reverse("lms_desk_bankstatement:add")
        return [HeaderButton(_("Import a statement"), url=url, icon_name="upload")]


class StatementLineViewSet(DeskViewSet):
    model = StatementLine
    folder = "bank-lines"
    icon = "download"
    menu_label = _("Money at the bank")
    index_view_class = StatementLineIndexView
    inspect_view_class = LineView
    filterset_class = StatementLineFilterSet
    search_fields = ["payer", "text", "note"]
    list_display: ClassVar[list[Any]] = [
        DayColumn("booked_on", label=_("Booked on"), sort_key="booked_on"),
        TitleColumn(
            "payer",
            label=pgettext_lazy("bank statement", "Payer"),
            accessor=lambda line: line.payer or "–",
            sort_key="payer_key",
            get_url=lambda line: row_of("statementline", line.pk),
        ),
        YenColumn("amount_jpy", label=_("Amount"), sort_key="amount_jpy", classname="desk-amount"),
        Column("text", label=_("What else the bank says")),
        status_column("status", _("Status"), urgent=lambda line: line.status in {"open", "to_send_back"}),
        Column("age", label=pgettext_lazy("bank statement", "Waiting"), accessor=age_of, sort_key="booked_on"),
        Column("account", label=_("Bank account")),
    ]
    list_export: ClassVar[list[str]] = [
        "booked_on", "payer", "amount_jpy", "text", "balance_jpy", "get_status_display", "note", "sent_back_on",
        "account.name",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "get_status_display": _("Status"),
        "account.name": _("Bank account"),
    }
    export_filename = "bank-lines"


class StatementIndexView(DeskIndexView):
    related = ("account",)

    def get_base_queryset(self) -> QuerySet[BankStatement]:
        found: QuerySet[BankStatement] = super().get_base_queryset().defer("raw")
        return found

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class BankStatementViewSet(DeskViewSet):
    model = BankStatement
    folder = "bank-statements"
    icon = "upload"
    menu_label = _("Bank statements")
    index_view_class = StatementIndexView
    add_view_class = StatementAddView
    inspect_view_class = StatementView
    search_fields = ["file_name"]

    def get_form_class(self, for_update: bool = False) -> type[StatementForm]:  # noqa: FBT001, FBT002 - Wagtail's
        del for_update
        return StatementForm

    list_display: ClassVar[list[Any]] = [
        "file_name",
        Column("account", label=_("Bank account"), sort_key="account__name"),
        status_column("status", _("Status"), urgent=lambda one: one.status == BankStatement.Status.WAITING),
        DayColumn("first_on", label=pgettext_lazy("bank statement", "First day"), sort_key="first_on"),
        DayColumn("last_on", label=pgettext_lazy("bank statement", "Last day"), sort_key="last_on"),
        Column("new_count", label=_("New lines")),
        Column("known_count", label=_("There already")),
        MomentColumn("uploaded_at", label=_("Uploaded"), sort_key="uploaded_at"),
    ]
