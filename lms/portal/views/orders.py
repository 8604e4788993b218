"""Paying, coming back from paying, giving up."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lms.checkout.models import Charge
from lms.kernel import clock
from lms.kernel.access import owner_only, post_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.fee_outcome import outcome_of_fee
from lms.portal.group_screen import seats_of
from lms.portal.order_outcome import order_facts, outcome_of
from payments.actions.checkout import cancel_unpaid_order, open_checkout
from payments.actions.order import retry_payment
from payments.actions.settlement import refresh_payment
from payments.gateway import GatewayError
from payments.models import Order, Payment


@owner_only
def order_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Where the payment page leads back to, paid or not.

    Asks Stripe how the session stands and applies the answer, exactly as the webhook would: nothing in the address
    is believed, and opening the page twice changes nothing more.
    """
    order = _order(request, public_id)
    if payment := order.payments.last():
        try:
            refresh_payment(payment, now=clock.now())
        except GatewayError:
            messages.info(request, _("The payment company does not answer at the moment. We keep asking."))
    order.refresh_from_db()
    purchases = list(seats_of(order))
    charge = Charge.objects.filter(order=order).first()
    context = {
        "order": order,
        "cohort": purchases[0].seat.cohort if purchases else None,
        "charge": charge,
        "purchases": purchases,
        "outcome": outcome_of_fee(order) if charge else outcome_of(order, [each.seat for each in purchases]),
        "order_facts": order_facts(order),
    }
    return render(request, "lms_portal/order_return.html", context)


@owner_only
@post_only
def order_pay(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return to_payment(request, _order(request, public_id), now=clock.now())


@owner_only
@post_only
def order_cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    order = _order(request, public_id)
    try:
        cancel_unpaid_order(order, by=Actor.person(request.user), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle))
    return redirect("lms_portal:order_return", public_id)


def to_payment(request: HttpRequest, order: Order, *, now: datetime) -> HttpResponse:
    """Send the buyer to the payment page of the attempt under way; a repeated click finds the same one."""
    try:
        with transaction.atomic():
            payment = retry_payment(order, by=Actor.person(request.user), now=now)
    except Obstacle as obstacle:
        messages.info(request, str(obstacle))
        return redirect("lms_portal:order_return", order.public_id)
    return to_page_of(payment, now=now)


def to_page_of(payment: Payment, *, now: datetime) -> HttpResponse:
    """Send the buyer to where this attempt is paid, or to the page that says how the order stands."""
    url = open_checkout(payment, now=now)
    # 303: the browser must not send the form again to the payment company.
    response = redirect(url) if url else redirect("lms_portal:order_return", payment.order.public_id)
    response.status_code = 303
    return response


def _order(request: HttpRequest, public_id: UUID) -> Order:
    return get_object_or_404(Order.objects.of(request.user), public_id=public_id)
