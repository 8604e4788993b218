"""The seats a company's contact pays for: who sits on them, naming, handing on, giving up. Nobody else finds them."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.application import AlreadyApplied
from cohorts.actions.open_seat import CannotBeNamed
from cohorts.actions.substitution import TeachesHere
from cohorts.models import Enrollment, OpenSeat
from lms.checkout.actions.cancellation import CANCELABLE, cancel_by_participant
from lms.checkout.actions.group import name_participant
from lms.checkout.actions.group_draft import SeatData
from lms.checkout.actions.substitution import Newcomer, OtherCompany, substitute_newcomer
from lms.checkout.cancellation import quote_of
from lms.checkout.group import declared
from lms.checkout.models import GroupSeat, Purchase
from lms.kernel import clock
from lms.kernel.access import owner_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from lms.portal.account import account_of
from lms.portal.cancel_screen import screen_of
from lms.portal.forms.application import CancelForm
from lms.portal.forms.group import NameForm
from lms.portal.group_screen import order_screen_of, who_of
from lms.portal.order_outcome import order_facts, outcome_of
from payments.models import Document, Order
from payments.paperwork import paperwork_of


@owner_only
def my_order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Every seat of an order with its person and its state, what is owed, and the ways on."""
    order = get_object_or_404(_orders(request), public_id=public_id)
    screen, work = order_screen_of(order, now=clock.now()), paperwork_of(order)
    invoices = (each for each in work.documents if each.is_valid and each.kind == Document.Kind.INVOICE)
    context = {
        **screen,
        "outcome": outcome_of(order, [seat.purchase.seat for seat in screen["seats"]]),
        "order_facts": order_facts(order),
        "invoice": next(invoices, None),
        "may_have_invoice": work.may_have_invoice,
    }
    return render(request, "lms_portal/my_order.html", context)


@owner_only
@require_http_methods(["GET", "POST"])
def my_seat_name(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """Say for whom a seat is, or hand a confirmed one to a colleague.

    The form carries along in whose place it asks for somebody: one that is older than a name hands nothing on.
    """
    purchase = _purchase(request, public_id, position)
    seat = purchase.seat
    in_place_of = purchase.enrollment.number if purchase.enrollment else ""
    is_stale = request.method == "POST" and request.POST.get("in_place_of", "") != in_place_of
    if is_stale or not _takes_a_name(seat):
        messages.info(request, _("This seat has changed meanwhile. Here is who has it now."))
        return redirect("lms_portal:my_order", public_id)
    form = NameForm(request.POST or None, kind=seat.kind)
    if request.method == "POST" and form.is_valid():
        try:
            _seat(purchase, form.row(), by=Actor.person(request.user), now=clock.now())
        except Obstacle as obstacle:
            form.add_error(None, str(obstacle.message))
        else:
            messages.success(request, _("The person is named and is written to about this seat."))
            return redirect("lms_portal:my_order", public_id)
    context = {
        "form": form,
        "purchase": purchase,
        "seat": seat,
        "order": purchase.order,
        "in_place_of": in_place_of,
        "title": _naming(purchase),
        "about": seat.get_kind_display(),
    }
    return render(request, "lms_portal/seat_name.html", context)


@owner_only
@require_http_methods(["GET", "POST"])
def my_seat_cancel(request: HttpRequest, public_id: UUID, position: int) -> HttpResponse:
    """Give one seat up: its own fee, its own refund; the others stay."""
    purchase = _purchase(request, public_id, position)
    seat = purchase.seat
    if seat.status not in CANCELABLE:
        messages.info(request, _("This seat has changed meanwhile. Here is who has it now."))
        return redirect("lms_portal:my_order", public_id)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            shown = form.cleaned_data["shown_refund_jpy"]
            cancel_by_participant(seat, shown_refund_jpy=shown, by=Actor.person(request.user), now=clock.now())
        except Obstacle as obstacle:
            messages.warning(request, str(obstacle.message))
        else:
            messages.success(request, _("The seat is given up."))
        return redirect("lms_portal:my_order", public_id)
    quote = quote_of(seat, now=clock.now())
    context = {
        "purchase": purchase,
        "seat": seat,
        "order": purchase.order,
        "title": _("Give this seat up"),
        "about": who_of(purchase),
        "quote": quote,
    }
    return render(request, "lms_portal/seat_cancel.html", {**context, **screen_of(seat, quote)})


def _takes_a_name(seat: Enrollment | OpenSeat) -> bool:
    """A seat without a name does, and a named one once it is paid for."""
    return seat.occupies_seat if isinstance(seat, OpenSeat) else seat.status == Enrollment.Status.CONFIRMED


def _naming(purchase: Purchase) -> str:
    if purchase.enrollment is None:
        return _("Name the person")
    return _("Somebody else in place of %(who)s") % {"who": who_of(purchase)}


def _orders(request: HttpRequest) -> QuerySet[Order]:
    return Order.objects.of(account_of(request)).filter(group_application__isnull=False)


def _purchase(request: HttpRequest, public_id: UUID, position: int) -> Purchase:
    """A seat of the reader's own order."""
    own = Purchase.objects.filter(order__in=_orders(request))
    related = ("order", "line", "enrollment__person__employer", "enrollment__cohort", "open_seat__cohort")
    return get_object_or_404(own.select_related(*related), order__public_id=public_id, line__position=position)


def _seat(purchase: Purchase, row: SeatData, *, by: Actor, now: datetime) -> Enrollment:
    seat = purchase.seat
    if isinstance(seat, OpenSeat):
        return name_participant(purchase, row, by=by, now=now)
    names = ("family_name", "given_name", "family_kana", "given_kana", "email")
    newcomer = Newcomer(**{name: getattr(row, name) for name in names})
    written = GroupSeat(kind=seat.kind, **{name: getattr(row, name) for name in SeatData.__dataclass_fields__})
    declaration = declared(written, purchase.order.group_application.organization)
    try:
        reason = _("named by the company")
        return substitute_newcomer(seat, newcomer, declaration=declaration, reason=reason, by=by, now=now)
    except (OtherCompany, AlreadyApplied, TeachesHere) as refusal:
        raise CannotBeNamed from refusal
