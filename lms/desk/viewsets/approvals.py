"""What two people decide about money, waiting and answered."""

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from lms.desk.columns import MomentColumn, YenColumn
from lms.desk.filters.approvals import ApprovalFilterSet
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.act import row_of
from lms.desk.views.approvals import ApprovalView
from payments.models import Approval


def state_of(approval: Approval) -> str:
    if approval.answered_at is None:
        return gettext("waits for another person")
    return gettext("approved") if approval.is_approved else gettext("refused")


class ApprovalIndexView(DeskIndexView):
    related = ("order", "asked_by", "answered_by")


class ApprovalViewSet(DeskViewSet):
    model = Approval
    folder = "approvals"
    icon = "check"
    menu_label = _("Approvals")
    index_view_class = ApprovalIndexView
    inspect_view_class = ApprovalView
    filterset_class = ApprovalFilterSet
    search_fields = ["order__number", "order__buyer_name", "reason"]
    list_display: ClassVar[list[Any]] = [
        TitleColumn(
            "kind",
            label=_("Kind"),
            accessor="get_kind_display",
            sort_key="kind",
            get_url=lambda approval: row_of("approval", approval.pk),
        ),
        YenColumn("amount_jpy", label=_("Amount"), sort_key="amount_jpy", classname="desk-amount"),
        Column("order", label=_("Order"), sort_key="order__number"),
        Column("state", label=_("Status"), accessor=state_of),
        Column("asked_by", label=_("Asked by")),
        MomentColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
        Column("answered_by", label=_("Answered by")),
        MomentColumn("answered_at", label=_("Answer"), sort_key="answered_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "get_kind_display", "amount_jpy", "order.number", "reason", "asked_by", "asked_at", "is_approved",
        "answered_by",
        "answered_at", "answer",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {"get_kind_display": _("Kind"), "order.number": _("Order")}
    export_filename = "approvals"
