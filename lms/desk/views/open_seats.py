"""Seats a company has not named anybody for: the office names, also after the deadline, and gives seats up."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.checkout.actions.cancellation import cancel_by_office
from lms.checkout.actions.group import name_by_office
from lms.checkout.actions.group_draft import SeatData
from lms.checkout.actions.substitution import Newcomer
from lms.checkout.cancellation import quote_of
from lms.checkout.models import Purchase
from lms.desk.forms.changes import CancelForm, NamePersonForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.changes import money_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.templatetags.lms import long_datetime


class _OpenSeatActView(ActView):
    """About the line of an order; its page is where the act was chosen."""

    def load(self, pk: int) -> Any:
        seats = Purchase.objects.select_related("order", "line", "open_seat__cohort", "open_seat__organization")
        return get_object_or_404(seats, pk=pk, open_seat__isnull=False)

    def whom(self) -> str:
        return str(self.subject.open_seat)

    def home(self) -> str:
        return row_of("order", self.subject.order_id)

    def trail(self) -> tuple[str, str]:
        return list_of("order"), str(_("Orders"))


@staff_only(SECRETARIAT)
class NamePersonView(_OpenSeatActView):
    title = _("Name the participant")
    form_class = NamePersonForm
    undo = _("A named person is replaced by handing the seat to somebody else, once.")
    button = _("Name the participant")
    done = _("The participant is named and has been written to.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "kind": self.subject.open_seat.kind}

    def get_consequence(self) -> str:
        until = long_datetime(self.subject.open_seat.name_until - timedelta(seconds=1))
        return gettext(
            "The person takes the seat and is written to; they see neither the price nor the other people of the "
            "company. The company can name somebody itself until %(moment)s."
        ) % {"moment": until}

    def act(self) -> object:
        named = {field.name: self.answers[field.name] for field in fields(Newcomer)}
        row = SeatData(
            **named,
            specialist_status=self.answers.get("specialist_status", ""),
            specialist_number=self.answers.get("specialist_number", ""),
        )
        return name_by_office(self.subject, row, cleared=self.form.cleared_needs(), by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class CancelOpenSeatView(_OpenSeatActView):
    title = _("Give the seat up")
    form_class = CancelForm
    undo = _("A seat that was given up stays so; the company can apply anew while seats are left.")
    button = _("Give the seat up")
    done = _("The seat is given up.")
    is_grave = True

    def get_consequence(self) -> str:
        told = gettext("This seat is free for somebody else; the others of the order stay.")
        return f"{told} {money_of(quote_of(self.subject.open_seat, now=clock.now()))}"

    def act(self) -> object:
        return cancel_by_office(self.subject.open_seat, **self.answers, by=self.by, now=self.now)
