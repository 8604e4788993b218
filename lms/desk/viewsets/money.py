"""Orders and findings to read; fees and offers to decide."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from lms.checkout.actions.listing import decide_listing
from lms.checkout.models import Listing, Purchase
from lms.desk.columns import MomentColumn, YenColumn, status_column
from lms.desk.filters.money import FindingFilterSet, OrderFilterSet
from lms.desk.forms.money import ListingForm, OfferForm
from lms.desk.listing import READ_AT_ONCE, DeskIndexView, DeskViewSet
from lms.desk.offers import reduction_of, state_of, until_of, uses_of
from lms.desk.views.findings import FindingView
from lms.desk.views.offers import OfferAddView, OfferEditView, OfferView
from lms.desk.views.order import OrderView
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.names import search_forms
from payments.models import DiscountOffer, Finding, OfferExtension, Order

NUMBER_OF_A_SEAT = Coalesce("enrollment__number", "open_seat__number")
COHORT_OF_A_SEAT = Coalesce("enrollment__cohort__title", "open_seat__cohort__title")
NO_SEATS: dict[str, Any] = {"application_number": None, "cohort_title": None, "seats": 0}
READ_OF_AN_ORDER = ("number", "buyer_name", "buyer_email", "total_jpy", "tax_jpy", "created_at")
ATTENTION = {Order.Status.PAID_UNSEATED}


class OrderIndexView(DeskIndexView):
    def get_base_queryset(self) -> Any:
        """With the seats an order pays for: whose they are is searched, the cohort and how many there are is shown."""
        seats = Purchase.objects.filter(order=OuterRef("pk"))
        first = seats.order_by("line__position").values(title=COHORT_OF_A_SEAT)[:1]
        counted = seats.order_by().values("order").values(number=Count("pk"))
        return super().get_base_queryset().annotate(cohort_title=Subquery(first), seats=Coalesce(Subquery(counted), 0))

    def search_queryset(self, queryset: Any) -> Any:
        """By number and buyer, and by the names of those who sit on what was ordered."""
        found = super().search_queryset(queryset)
        if not self.is_searching:
            return found
        named = Q(pk__in=[])
        for form in search_forms(self.search_query):
            named |= Q(enrollment__person__search_key__contains=form)
        seated = Purchase.objects.filter(named).values("order")
        return queryset.filter(Q(pk__in=found.order_by().values("pk")) | Q(pk__in=seated))

    def rows_to_export(self, queryset: Any) -> Iterator[dict[str, Any]]:
        """Read as columns, and with the seats of a portion at once: thousands of orders are asked for in one file."""
        words = {value: str(label) for value, label in Order.Status.choices}
        for orders in _portions(queryset.values("pk", "status", *READ_OF_AN_ORDER).iterator(chunk_size=READ_AT_ONCE)):
            seats = _seats_of([order["pk"] for order in orders])
            for order in orders:
                yield {**order, **seats.get(order["pk"], NO_SEATS), "get_status_display": words[order["status"]]}

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


def _portions(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while portion := list(islice(rows, READ_AT_ONCE)):
        yield portion


def _seats_of(orders: list[int]) -> dict[int, dict[str, Any]]:
    """How many seats each of these orders pays for, and the application and the cohort of the first."""
    rows = Purchase.objects.filter(order__in=orders).order_by("order", "-line__position")
    found: dict[int, dict[str, Any]] = {}
    for order, number, title in rows.values_list("order", NUMBER_OF_A_SEAT, COHORT_OF_A_SEAT):
        seats = found.get(order, NO_SEATS)["seats"] + 1
        found[order] = {"application_number": number, "cohort_title": title, "seats": seats}
    return found


class OrderViewSet(DeskViewSet):
    model = Order
    folder = "orders"
    icon = "doc-full-inverse"
    menu_label = _("Orders")
    index_view_class = OrderIndexView
    inspect_view_class = OrderView
    filterset_class = OrderFilterSet
    search_fields = ["number", "buyer_name", "buyer_email"]
    list_display: ClassVar[list[Any]] = [
        "number",
        Column("buyer_name", label=_("Buyer"), sort_key="buyer_name"),
        Column("cohort_title", label=_("Cohort")),
        Column("seats", label=_("Seats"), classname="desk-amount"),
        YenColumn("total_jpy", label=_("Total (tax included)"), sort_key="total_jpy", classname="desk-amount"),
        status_column("status", _("Status"), urgent=lambda order: order.status in ATTENTION),
        MomentColumn("created_at", label=_("Placed"), sort_key="created_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "number", "buyer_name", "buyer_email", "application_number", "cohort_title", "seats",
        "total_jpy", "tax_jpy", "get_status_display", "created_at",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "application_number": _("Application number"),
        "cohort_title": _("Cohort"),
        "seats": _("Seats"),
        "get_status_display": _("Status"),
    }
    export_filename = "orders"


class FindingIndexView(DeskIndexView):
    related = ("order", "resolved_by")

    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)


class FindingViewSet(DeskViewSet):
    model = Finding
    folder = "findings"
    icon = "warning"
    menu_label = _("Payment findings")
    index_view_class = FindingIndexView
    inspect_view_class = FindingView
    filterset_class = FindingFilterSet
    search_fields = ["order__number", "stripe_object"]
    list_display: ClassVar[list[Any]] = [
        "kind",
        status_column("severity", _("Severity"), urgent=lambda finding: finding.resolved_at is None),
        Column("order", label=_("Order"), sort_key="order__number"),
        Column("stripe_object", label=_("Object at Stripe"), sort_key="stripe_object"),
        MomentColumn("found_at", label=_("Found"), sort_key="found_at"),
        MomentColumn("last_seen_at", label=_("Last seen"), sort_key="last_seen_at"),
        MomentColumn("resolved_at", label=_("Resolved"), sort_key="resolved_at"),
    ]
    list_export: ClassVar[list[str]] = [
        "get_kind_display", "get_severity_display", "order.number", "stripe_object", "found_at", "last_seen_at",
        "resolved_at", "get_resolution_display", "resolution_note",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, Any]] = {
        "get_kind_display": _("Kind"),
        "get_severity_display": _("Severity"),
        "order.number": _("Order"),
        "get_resolution_display": _("How it was resolved"),
    }
    export_filename = "payment-findings"


class ListingIndexView(DeskIndexView):
    related = ("pool__cohort", "policy")

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("offers")


class _DecidesFee:
    """A fee is told to those who wait for it, so both forms save through the action."""

    form: Any
    request: HttpRequest

    def save_instance(self) -> Listing:
        typed = self.form.cleaned_data
        fields = ("list_price_jpy", "tax_percent", "policy", "offers")
        return decide_listing(
            typed["pool"], **{name: typed[name] for name in fields}, by=Actor.person(self.request.user)
        )


class ListingAddView(_DecidesFee, generic.CreateView):
    pass


class ListingEditView(_DecidesFee, generic.EditView):
    pass


class ListingViewSet(DeskViewSet):
    model = Listing
    add_view_class = ListingAddView
    edit_view_class = ListingEditView
    folder = "fees"
    icon = "tag"
    menu_label = _("Fees")
    index_view_class = ListingIndexView
    inspect_view_enabled = False
    ordering = ["-pool__cohort__fiscal_year"]
    search_fields = ["pool__cohort__title"]
    list_display: ClassVar[list[Any]] = [
        "__str__",
        YenColumn(
            "list_price_jpy", label=_("Regular fee (tax included)"), sort_key="list_price_jpy", classname="desk-amount"
        ),
        Column("offers", label=_("Offers"), accessor=lambda one: "、".join(str(offer) for offer in one.offers.all())),
        Column("policy", label=_("Cancellation policy")),
    ]
    panels: ClassVar[list[Any]] = [
        HelpPanel(
            content=_(
                "An empty fee is shown as undecided, and nothing can be applied for. "
                "Orders already placed keep the price they were placed at."
            )
        ),
        FieldPanel("pool"),
        FieldRowPanel([FieldPanel("list_price_jpy"), FieldPanel("tax_percent")]),
        FieldPanel("offers", widget=forms.CheckboxSelectMultiple),
        FieldPanel("policy"),
    ]
    edit_handler = ObjectList(panels, base_form_class=ListingForm)


class DiscountOfferIndexView(DeskIndexView):
    def get_edit_url(self, instance: Any) -> Any:
        return self.get_inspect_url(instance)

    def get_base_queryset(self) -> Any:
        waiting = OfferExtension.objects.filter(offer=OuterRef("pk"), answered_at__isnull=True)
        return super().get_base_queryset().annotate(is_waiting=Exists(waiting))


class DiscountOfferViewSet(DeskViewSet):
    model = DiscountOffer
    add_view_class = OfferAddView
    edit_view_class = OfferEditView
    inspect_view_class = OfferView
    folder = "offers"
    icon = "tag"
    menu_label = _("Discount offers")
    index_view_class = DiscountOfferIndexView
    ordering = ["-starts_at"]
    search_fields = ["label"]
    list_display: ClassVar[list[Any]] = [
        "label",
        Column("reduction", label=_("Reduction"), accessor=reduction_of, classname="desk-amount"),
        Column("state", label=_("Status"), accessor=lambda offer: state_of(offer, now=clock.now())[0]),
        MomentColumn("starts_at", label=_("From"), sort_key="starts_at"),
        Column("ends_at", label=_("Last moment"), accessor=until_of, sort_key="ends_at"),
        Column("uses", label=_("Uses"), accessor=uses_of),
        Column(
            "is_waiting",
            label=_("Extension"),
            accessor=lambda offer: gettext("waits for another person") if offer.is_waiting else "",
        ),
    ]
    panels: ClassVar[list[Any]] = [
        HelpPanel(
            content=_(
                "An offer always has an end: one without would make the regular price a fiction "
                "(Act against Unjustifiable Premiums and Misleading Representations). Once it has begun only its end "
                "moves, with a second person's approval."
            )
        ),
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("channel")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("percent"), FieldPanel("amount_off_jpy"), FieldPanel("fixed_jpy")])],
            heading=_("Reduction"),
            help_text=_("Give one of percent off, yen off and fixed price."),
        ),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("max_uses"),
    ]
    edit_handler = ObjectList(panels, base_form_class=OfferForm)
