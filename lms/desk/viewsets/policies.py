"""Cancellation terms and their versions."""

from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from lms.desk.columns import MomentColumn
from lms.desk.forms.policies import PolicyForm
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.policies import PolicyAddView, PolicyView
from payments.models import CancellationPolicy


class PolicyIndexView(DeskIndexView):
    def get_base_queryset(self) -> QuerySet[CancellationPolicy]:
        found: QuerySet[CancellationPolicy] = super().get_base_queryset().annotate(sold_under=Count("listings"))
        return found

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class PolicyViewSet(DeskViewSet):
    model = CancellationPolicy
    folder = "cancellation-policies"
    icon = "calendar-check"
    menu_label = _("Cancellation policies")
    index_view_class = PolicyIndexView
    add_view_class = PolicyAddView
    inspect_view_class = PolicyView
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> type[PolicyForm]:  # noqa: FBT001, FBT002 - Wagtail's
        del for_update
        return PolicyForm

    list_display: ClassVar[list[Any]] = [
        "name",
        Column("version", label=_("Version"), sort_key="version"),
        Column("sold_under", label=_("Fees under it"), sort_key="sold_under"),
        MomentColumn("created_at", label=_("Published at"), sort_key="created_at"),
    ]
