from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.models import Enrollment
from lms.checkout.employer_report import Report, reports_of
from lms.checkout.models import Purchase
from lms.desk.timeline import timeline_of
from lms.desk.views.two_people import waiting_for
from lms.kernel import clock
from lms.kernel.calendar import jst_date
from payments.actions.bank_transfer import missing_jpy
from payments.models import Approval, BankTransfer, Order, Payment, Refund


class OrderView(generic.InspectView):
    """An order as it was agreed, with every attempt to pay it. Nothing here is edited."""

    template_name = "lms_desk/order.html"
    page_title = _("Order")

    def get_object(self, queryset: QuerySet[Order] | None = None) -> Order:
        del queryset
        seats = Purchase.objects.select_related("line", "enrollment__person", "enrollment__cohort", "open_seat__cohort")
        orders = Order.objects.prefetch_related(
            Prefetch("purchases", seats), "lines", "payments__refunds", "changes", "findings", "documents"
        )
        return get_object_or_404(orders, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        purchases = list(self.object.purchases.all())
        return {
            **context,
            "order": self.object,
            "purchases": purchases,
            "reports": _reports(purchases) if hasattr(self.object, "group_application") else [],
            "refunds": [refund for payment in self.object.payments.all() for refund in payment.refunds.all()],
            "events": timeline_of([self.object], order=self.object, with_mail=False),
            "transfer": transfer_facts(self.object) if self.object.due_on else None,
            "waiting": waiting_for(self.object.approvals, self.request.user),
        }


def _reports(purchases: list[Purchase]) -> list[tuple[Enrollment, Report]]:
    """What the company reads of each person, word for word."""
    reports = reports_of(purchases)
    people = (purchase.enrollment for purchase in purchases if purchase.enrollment)
    return [(one, reports[one.pk]) for one in people if reports[one.pk].attendance]


def transfer_facts(order: Order) -> dict[str, Any]:
    """How the bank transfer of an order stands, and what staff may record about it."""
    missing, received = (
        missing_jpy(order),
        BankTransfer.objects.filter(payment__order=order).prefetch_related("matches"),
    )
    asked_two = order.approvals.open().filter(kind=Approval.Kind.SHORTFALL).exists()
    may_accept = bool(missing) and not asked_two and received.standing().exists()
    asked = Refund.objects.filter(
        payment__order=order, payment__channel=Payment.Channel.BANK_TRANSFER, status=Refund.Status.REQUESTED
    )
    is_overdue = order.is_overdue(jst_date(clock.now()))
    return {
        "is_overdue": is_overdue,
        "may_end": is_overdue and not received.standing().exists(),
        "missing_jpy": missing,
        "received": received,
        "may_accept": may_accept,
        "to_send": asked,
    }
