"""A line of a bank statement: a person decides about it, nothing is matched by itself."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.checkout.payers import missing_of
from lms.desk.forms.common import ReasonForm
from lms.desk.forms.statements import MatchForm, SendLineBackForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.statements import line_file, orders_to_match, shares_of
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, Text, list_of, row_of
from lms.desk.views.two_people import TwoPeople, waiting_for
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.templatetags.lms import long_date, yen
from payments import conf
from payments.actions import matching
from payments.actions.taking_back import SomethingFollowed
from payments.bank_books import is_income_if_put_aside
from payments.models import Approval, BankTransfer, Order, StatementLine


class LineView(generic.InspectView):
    template_name = "lms_desk/statement_line.html"
    page_title = _("Line of a bank statement")

    def get_object(self, queryset: QuerySet[StatementLine] | None = None) -> StatementLine:
        del queryset
        return line_of(self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        searched = self.request.GET.get("q", "").replace("\0", "").strip()[:100]
        return {
            **context,
            "file": line_file(self.object, searched=searched, now=clock.now()),
            "searched": searched,
            "waiting": waiting_for(self.object.approvals, self.request.user),
            "events": timeline_of([self.object], order=None, with_mail=False),
        }


def line_of(pk: int) -> StatementLine:
    return get_object_or_404(StatementLine.objects.select_related("account", "statement", "decided_by"), pk=pk)


class _LineActView(ActView):
    #: The status a line has to be in; somebody else may have decided since the page was opened.
    wanted: ClassVar[StatementLine.Status] = StatementLine.Status.OPEN

    def load(self, pk: int) -> Any:
        return line_of(pk)

    def line(self) -> StatementLine:
        line: StatementLine = self.subject
        return line

    def whom(self) -> str:
        return f"{long_date(self.line().booked_on)} {self.line().payer} {yen(self.line().amount_jpy)}"

    def home(self) -> str:
        return row_of("statementline", self.line().pk)

    def trail(self) -> tuple[str, str]:
        return list_of("statementline"), str(_("Money at the bank"))

    def get_hindrance(self) -> Text:
        return "" if self.line().status == self.wanted else matching.LineTaken.message


@staff_only(SECRETARIAT)
class MatchLineView(_LineActView):
    title = _("Match the line")
    form_class = MatchForm
    undo = _("Undo the match while nothing has followed from it: an order that is paid tells its buyer so.")
    button = _("Book it")
    done = _("The line is booked.")

    @cached_property
    def orders(self) -> list[Order]:
        return orders_to_match(self.request.GET.getlist("order"))

    def get_form_kwargs(self) -> dict[str, Any]:
        shares = shares_of(self.line(), self.orders) if self.orders else []
        limit = conf.LMS_TRANSFER_WRITE_OFF_JPY
        return {**super().get_form_kwargs(), "orders": self.orders, "shares": shares, "limit": limit}

    def get_hindrance(self) -> Text:
        unchosen = "" if self.orders else gettext("Choose the order on the page of the line.")
        return super().get_hindrance() or unchosen

    def get_consequence(self) -> Text:
        shares = shares_of(self.line(), self.orders) if self.orders else []
        return " ".join(_outcome(order, share) for order, share in zip(self.orders, shares, strict=True))

    def act(self) -> object:
        return matching.match_line(
            self.line(), self.form.shares(), reason=self.answers.get("reason", ""), by=self.by, now=self.now
        )


def _outcome(order: Order, share: int) -> str:
    missing = missing_of(order)
    facts = {"number": order.number, "amount": yen(share), "rest": yen(abs(missing - share))}
    if not missing:
        return gettext("%(number)s wants nothing any more: %(amount)s becomes a surplus to decide about.") % facts
    if share < missing:
        return gettext("%(number)s gets %(amount)s, and %(rest)s are still missing.") % facts
    if share > missing:
        return gettext("%(number)s is paid, and %(rest)s become a surplus to decide about.") % facts
    return gettext("%(number)s is paid with %(amount)s, and its buyer is told.") % facts


@staff_only(SECRETARIAT)
class MatchRecordedView(_LineActView):
    title = _("It was recorded by hand")
    consequence = _("The line and the transfer recorded before are the same money. Nothing is booked again.")
    undo = _("Undo the match on the page of the line.")
    button = _("It is the same money")
    done = _("The line is matched. Nothing was booked again.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.transfer = get_object_or_404(BankTransfer.objects.select_related("payment__order"), pk=kwargs["transfer"])
        return super().dispatch(request, *args, **kwargs)

    def whom(self) -> str:
        return f"{super().whom()} = {self.transfer.payment.order.number} {self.transfer}"

    def act(self) -> object:
        return matching.match_recorded(self.line(), self.transfer, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class UndoMatchView(_LineActView):
    title = _("Undo the match")
    form_class = ReasonForm
    consequence = _("What was booked is taken back from its orders, and the line waits to be matched again.")
    undo = _("Match the line again. Both entries stay in the books.")
    button = _("Undo the match")
    done = _("The match is undone.")
    is_grave = True
    wanted = StatementLine.Status.MATCHED

    def get_hindrance(self) -> Text:
        followed = "" if matching.may_undo(self.line()) else SomethingFollowed.message
        return super().get_hindrance() or followed

    def act(self) -> object:
        return matching.undo_match(self.line(), **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class SetAsideView(_LineActView):
    title = _("It is for no order")
    form_class = ReasonForm
    consequence = _("Interest, a membership fee, a donation: the line leaves the queue, and the reason stays with it.")
    undo = _("The line can be looked at again at any time.")
    button = _("Set it aside")
    done = _("The line is set aside.")

    def get_consequence(self) -> str:
        said = str(self.consequence)
        if not is_income_if_put_aside(self.line(), on=clock.today()):
            return said
        booked = gettext("Its month is over, so the journal moves it from suspense to miscellaneous income today.")
        return f"{said} {booked}"

    def act(self) -> object:
        return matching.set_aside(self.line(), **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ReopenLineView(_LineActView):
    title = _("Look at it again")
    consequence = _("The line waits to be matched again.")
    undo = _("Set it aside again.")
    button = _("Look at it again")
    done = _("The line waits to be matched.")

    def get_hindrance(self) -> Text:
        return "" if self.line().status in matching.REOPENABLE else matching.LineTaken.message

    def act(self) -> object:
        return matching.reopen_line(self.line(), by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class SendLineBackView(TwoPeople, _LineActView):
    """Recorded after the transfer; above the limit another person has to agree before the transfer."""

    kind = Approval.Kind.REFUND
    title = _("Record that it was sent back")
    undo = _("This cannot be undone: the money has left our account.")
    button = _("Record it as sent back")
    done = _("The money is recorded as sent back.")
    is_grave = True

    def at_stake(self) -> int:
        return 0 if self.line().status == StatementLine.Status.TO_SEND_BACK else self.line().amount_jpy

    def asked_about(self) -> dict[str, Any]:
        return {"line": self.line()}

    def get_form_class(self) -> type[forms.Form]:
        return ReasonForm if self.takes_two else SendLineBackForm

    def get_initial(self) -> dict[str, Any]:
        return {"reason": self.line().note}

    def get_page_title(self) -> str:
        return gettext("Send it back") if self.takes_two else super().get_page_title()

    def get_hindrance(self) -> Text:
        may_go_back = {StatementLine.Status.OPEN, StatementLine.Status.TO_SEND_BACK}
        return "" if self.line().status in may_go_back else matching.LineTaken.message

    def get_consequence(self) -> str:
        amount = {"amount": yen(self.line().amount_jpy)}
        if self.takes_two:
            return gettext("%(amount)s are to go back to whom they came from. Say to whom, and why.") % amount
        return (
            gettext("%(amount)s were sent back from our bank account. Record this after the transfer, not before.")
            % amount
        )

    def carry_out(self) -> object:
        return matching.record_line_sent_back(self.line(), **self.answers, by=self.by, now=self.now)
