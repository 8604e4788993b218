"""Bank transfers at the desk: what arrived, what is accepted as enough, what was sent back."""

import uuid
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.desk.forms.transfers import SentBackForm, ShortfallForm, TransferForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.two_people import TwoPeople
from lms.kernel.access import staff_only
from lms.templatetags.lms import yen
from payments.actions.bank_transfer import (
    accept_shortfall,
    end_overdue,
    missing_jpy,
    receive_transfer,
    received_jpy,
    record_sent_back,
)
from payments.models import Approval, Order, Refund


class _OrderActView(ActView):
    def load(self, pk: int) -> Any:
        return get_object_or_404(Order, pk=pk, due_on__isnull=False)

    def order(self) -> Order:
        order: Order = self.subject
        return order

    def whom(self) -> str:
        return f"{self.order().number} {self.order().buyer_name}"

    def home(self) -> str:
        return row_of("order", self.order().pk)

    def trail(self) -> tuple[str, str]:
        return list_of("order"), str(_("Orders"))


@staff_only(SECRETARIAT)
class ReceiveTransferView(_OrderActView):
    title = _("Record a transfer received")
    form_class = TransferForm
    undo = _("A recorded transfer stays in the books. Too much, or money for another order, is sent back by a refund.")
    button = _("Record the transfer")
    done = _("The transfer is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"reference": uuid.uuid4().hex}

    def get_consequence(self) -> str:
        facts = {"missing": yen(missing_jpy(self.order())), "arrived": yen(received_jpy(self.order()))}
        return " ".join(
            [
                gettext("Still missing: %(missing)s. Arrived so far: %(arrived)s.") % facts,
                gettext(
                    "What arrived is booked to the order. The order is paid once the whole amount is here; nothing "
                    "else closes by itself."
                ),
            ]
        )

    def act(self) -> object:
        return receive_transfer(self.order(), **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class AcceptShortfallView(TwoPeople, _OrderActView):
    kind = Approval.Kind.SHORTFALL
    title = _("Accept what arrived")
    form_class = ShortfallForm
    undo = _("This cannot be undone: the buyer is told that everything is paid.")
    button = _("Accept what arrived")
    done = _("The order is paid.")
    is_grave = True

    def get_consequence(self) -> str:
        return gettext("%(missing)s are missing. They are booked as a discount on the sale and the order is paid.") % {
            "missing": yen(missing_jpy(self.order()))
        }

    def at_stake(self) -> int:
        return missing_jpy(self.order())

    def asked_about(self) -> dict[str, Any]:
        return {"order": self.order()}

    def carry_out(self) -> object:
        return accept_shortfall(self.order(), **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class EndOverdueView(_OrderActView):
    title = _("End the order: nothing came")
    consequence = _(
        "The order expires and its seat is free for somebody else. The buyer is told by mail and can apply again. Not "
        "having paid is no cancellation, so no fee is charged."
    )
    undo = _("Money that comes later all the same pays the order if there still is a seat; else it is sent back.")
    button = _("End the order")
    done = _("The order has expired, and its seat is free.")
    is_grave = True

    def act(self) -> object:
        return end_overdue(self.order(), by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class SentBackView(_OrderActView):
    title = _("Record that the money was sent")
    form_class = SentBackForm
    undo = _("This cannot be undone: the books show the money as sent.")
    button = _("Record it as sent")
    done = _("The refund is recorded as sent.")
    is_grave = True
    refund: Refund

    def load(self, pk: int) -> Any:
        self.refund = get_object_or_404(Refund.objects.select_related("payment__order"), pk=pk)
        return self.refund.payment.order

    def get_consequence(self) -> str:
        sent = gettext("%(amount)s were sent from our bank account. Record this after the transfer, not before.") % {
            "amount": yen(self.refund.amount_jpy)
        }
        if self.refund.bank_charge_on_buyer:
            return f"{sent} {gettext('The bank charge may be taken off: the buyer bears it.')}"
        return f"{sent} {gettext('The bank charge is ours, so nothing is taken off.')}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_on_buyer": self.refund.bank_charge_on_buyer}

    def act(self) -> object:
        return record_sent_back(self.refund, **self.answers, by=self.by, now=self.now)
