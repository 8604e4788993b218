"""A fee somebody is asked for: what it is, what it costs, and the click that binds."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from lms.checkout.actions.application import Paths, PriceChanged
from lms.checkout.actions.charge import order_charge, price_now
from lms.checkout.models import Charge, LegalDocument
from lms.elements import ShownPrice
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal import draft
from lms.portal.account import account_of
from lms.portal.forms.fees import FeeForm
from lms.portal.views.orders import to_payment
from lms.templatetags.lms import long_date, yen_tax_included
from payments.models import Order
from payments.offers import Price, last_moment_shown


@owner_only
def my_fee(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The statutory items before paying; afterwards what became of it."""
    charges = Charge.objects.of(account_of(request)).select_related("product", "person", "order")
    charge = get_object_or_404(charges, public_id=public_id)
    now = clock.now()
    if charge.order and charge.order.status == Order.Status.AWAITING_PAYMENT:
        return redirect("lms_portal:order_return", charge.order.public_id)
    try:
        price = price_now(charge, now=now)
    except Obstacle as obstacle:
        return render(request, "lms_portal/fee.html", {"charge": charge, "obstacle": obstacle, "price": None})
    form = FeeForm(request.POST or None, initial=_shown(price))
    if request.method == "POST" and form.is_valid():
        return _confirm(request, charge, form)
    return render(request, "lms_portal/fee.html", {"charge": charge, "form": form, **_screen(charge, price)})


def _confirm(request: HttpRequest, charge: Charge, form: FeeForm) -> HttpResponse:
    back, now = draft.order_path("lms_portal:order_return"), clock.now()
    try:
        order = order_charge(
            charge,
            shown_total_jpy=form.cleaned_data["shown_total_jpy"],
            form_token=f"{request.user.pk}:{form.cleaned_data['form_token']}",
            paths=Paths(returned=back, turned_back=back),
            by=Actor.person(request.user),
            now=now,
        )
    except PriceChanged as obstacle:
        messages.warning(request, str(obstacle))
        return redirect("lms_portal:my_fee", charge.public_id)
    except Obstacle as obstacle:
        return render(request, "lms_portal/fee.html", {"charge": charge, "obstacle": obstacle}, status=409)
    return to_payment(request, order, now=now)


def _shown(price: Price) -> dict[str, Any]:
    return {"form_token": secrets.token_urlsafe(16), "shown_total_jpy": price.unit_jpy}


def _screen(charge: Charge, price: Price) -> dict[str, Any]:
    return {
        "terms": LegalDocument.objects.in_force(LegalDocument.Kind.TERMS, at=clock.now()),
        "shown_price": ShownPrice(
            list_jpy=price.list_jpy,
            unit_jpy=price.unit_jpy,
            offer_label=price.offer.label if price.offer else "",
            offer_last_moment=last_moment_shown(price.offer.ends_at) if price.offer else None,
        ),
        "fee_facts": [
            (_("Quantity"), _("One: %(product)s") % {"product": charge.product}),
            (_("What it is for"), charge.reason),
            (_("Total to pay"), yen_tax_included(price.unit_jpy)),
            (_("When and how to pay"), _("On the payment page, right after you confirm")),
            (_("To be paid until"), long_date(charge.due_on)),
        ],
    }
