"""The list every Wagtail admin has for the asking: one model, searched and filtered by nothing."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from benchmarks.bare_site.models import Booking


class BookingViewSet(ModelViewSet):
    model = Booking
    list_per_page = 25
    icon = "list-ul"
    list_display = ("name", "email", "total_jpy", "stock_id", "key", "made_at")
    ordering = ("name",)
    exclude_form_fields = ()


@hooks.register("register_admin_viewset")
def bookings() -> BookingViewSet:
    return BookingViewSet("bookings")
