"""Products that are no seats, and the fees persons are asked for."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic

from lms.checkout.models import Charge
from lms.desk.columns import DayColumn, MomentColumn, YenColumn, status_column
from lms.desk.filters.money import ChargeFilterSet
from lms.desk.forms.fees import ProductForm
from lms.desk.listing import DeskIndexView, DeskViewSet
from lms.desk.views.act import row_of
from lms.desk.views.fees import ChargeView, ProductView
from lms.kernel import clock
from payments.models import Product


class ProductIndexView(DeskIndexView):
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().with_prices()

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class ProductAddView(generic.CreateView):
    def get_success_url(self) -> str:
        """To the page of the product, where its price is decided next."""
        return row_of("product", self.object.pk)


def _price_now(product: Product) -> int | None:
    listed = product.list_price_at(clock.now())
    return listed.list_price_jpy if listed else None


class ProductViewSet(DeskViewSet):
    model = Product
    folder = "products"
    icon = "tag"
    menu_label = _("Products")
    index_view_class = ProductIndexView
    add_view_class = ProductAddView
    inspect_view_class = ProductView
    search_fields = ["name", "code"]
    list_display: ClassVar[list[Any]] = [
        "name",
        "code",
        YenColumn("price", label=_("Regular price (tax included)"), accessor=_price_now, classname="desk-amount"),
        BooleanColumn("is_on_sale", label=_("On sale"), sort_key="is_on_sale"),
    ]
    panels: ClassVar[list[Any]] = [
        FieldPanel("code"),
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("withdrawal"),
        FieldPanel("tax_percent"),
        FieldPanel("offers"),
        FieldPanel("is_on_sale"),
    ]
    edit_handler = ObjectList(panels, base_form_class=ProductForm)


class ChargeIndexView(DeskIndexView):
    related = ("person", "product", "order")
    folded = ("person__search_key",)

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class ChargeViewSet(DeskViewSet):
    model = Charge
    folder = "person-fees"
    icon = "form"
    menu_label = _("Fees of persons")
    index_view_class = ChargeIndexView
    inspect_view_class = ChargeView
    filterset_class = ChargeFilterSet
    search_fields = ["number", "reason"]
    list_display: ClassVar[list[Any]] = [
        "number",
        Column(
            "person", label=pgettext_lazy("fee", "Person"), accessor="person.full_name", sort_key="person__family_kana"
        ),
        Column("product", label=_("Product"), sort_key="product__name"),
        DayColumn("due_on", label=_("To be paid until"), sort_key="due_on"),
        status_column("status", _("Status"), urgent=lambda charge: charge.is_over(clock.today())),
        MomentColumn("asked_at", label=pgettext_lazy("fee", "Asked"), sort_key="asked_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "number", "person.full_name", "product.name", "reason", "due_on", "get_status_display", "order.number",
        "order.total_jpy", "asked_at", "settled_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "person.full_name": _("Person"),
        "product.name": _("Product"),
        "get_status_display": _("Status"),
        "order.number": _("Order"),
        "order.total_jpy": _("Total (tax included)"),
    }
    export_filename = "fees-of-persons"
