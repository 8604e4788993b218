"""Taking one thing out of an order that waits for a bank transfer: less is owed, and the invoice says so."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.actions.bank_transfer import received_jpy
from payments.actions.document import reissue_document, usual_addressee
from payments.actions.state import lock_order
from payments.models import DiscountOffer, Document, Order, OrderLine


class NotWithdrawable(Obstacle):
    message = _(
        "What is ordered here is paid together. Pay it first, or give up the whole order; single seats can be canceled "
        "after that."
    )


class PaymentArrived(Obstacle):
    message = _("Money has arrived for this order. Please wait until all of it is here; seats are canceled after that.")


def withdraw_line(line: OrderLine, *, by: Actor, now: datetime) -> Order:
    """Owe less than was ordered; inside the caller's transaction. Doing it again changes nothing.

    A valid invoice is voided and issued anew over what is left. A use of an offer is given back.

    Raises:
        NotWithdrawable: the order is paid online, where the payment page shows its total, or nothing else is left.
        PaymentArrived: something has been transferred already, or the order does not await payment any more.
    """
    order = lock_order(line.order_id)
    if OrderLine.objects.filter(pk=line.pk).exclude(withdrawn_at=None).exists():
        return order
    if order.due_on is None or not order.lines.standing().exclude(pk=line.pk).exists():
        raise NotWithdrawable
    if order.status != Order.Status.AWAITING_PAYMENT or order.cancel_requested_at or received_jpy(order):
        raise PaymentArrived
    order.lines.filter(pk=line.pk).update(withdrawn_at=now)
    _give_use_back(line, now=now)
    totals = order.totals()
    order.total_jpy, order.tax_jpy = totals.total_jpy, totals.tax_jpy
    order.save(update_fields=["total_jpy", "tax_jpy"])
    order.payments.live().update(amount_jpy=order.total_jpy)
    audit.record("lms_payments.withdraw_line", order, by=by, line=line.title, amount_jpy=line.total_jpy)
    if invoice := order.documents.valid().of_kind(Document.Kind.INVOICE).first():
        reissue_document(invoice, addressee=usual_addressee(order), reason=line.title, by=by, now=now)
    return order


def _give_use_back(line: OrderLine, *, now: datetime) -> None:
    used = OrderLine.objects.filter(pk=line.pk, offer__isnull=False, offer_given_back_at__isnull=True)
    if used.update(offer_given_back_at=now):
        DiscountOffer.objects.filter(pk=line.offer_id or 0).update(used=F("used") - line.quantity)
