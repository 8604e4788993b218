"""What waits for a second person: yes carries it out exactly as it was asked, no leaves everything as it is."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.checkout.actions.cancellation import approve_fee
from lms.desk.forms.common import ReasonForm
from lms.desk.permissions import APPROVE, SECRETARIAT
from lms.desk.views.act import ActView, Text, list_of, row_of
from lms.desk.views.two_people import waiting_for
from lms.kernel.access import staff_only
from lms.templatetags.lms import yen
from payments.actions.approval import refuse_approval, withdraw_approval
from payments.actions.approved import approve
from payments.models import Approval

RELATED = ("order", "finding", "line", "asked_by", "answered_by")


def approval_of(pk: int) -> Approval:
    return get_object_or_404(Approval.objects.select_related(*RELATED), pk=pk)


class ApprovalView(generic.InspectView):
    template_name = "lms_desk/approval.html"
    page_title = _("Approval")

    def get_object(self, queryset: QuerySet[Approval] | None = None) -> Approval:
        del queryset
        return approval_of(self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        waiting = waiting_for(Approval.objects.filter(pk=self.object.pk), self.request.user)
        return {**context, "approval": self.object, "waiting": waiting}


class _ApprovalActView(ActView):
    right = APPROVE

    def load(self, pk: int) -> Any:
        return approval_of(pk)

    def approval(self) -> Approval:
        approval: Approval = self.subject
        return approval

    def whom(self) -> str:
        about = self.approval().order or self.approval().finding or self.approval().line
        return f"{self.approval().get_kind_display()} {about or ''}"

    def home(self) -> str:
        return row_of("approval", self.approval().pk)

    def trail(self) -> tuple[str, str]:
        return list_of("approval"), str(_("Approvals"))

    def asked(self) -> dict[str, str]:
        return {
            "who": str(self.approval().asked_by),
            "what": self.approval().get_kind_display(),
            "amount": yen(self.approval().amount_jpy),
            "reason": self.approval().reason,
        }


@staff_only(APPROVE)
class ApproveView(_ApprovalActView):
    title = _("Approve it")
    undo = _("This cannot be undone: it is carried out at once, and the buyer is told where a mail belongs to it.")
    button = _("Approve and carry out")
    done = _("It is approved and carried out.")
    is_grave = True

    def get_consequence(self) -> Text:
        words = gettext("%(who)s asked: %(what)s, %(amount)s. Reason: %(reason)s") % self.asked()
        if self.approval().kind == Approval.Kind.FEE:
            fee = gettext("The cancellation fee is %(fee)s.") % {"fee": yen(int(self.approval().terms["fee_jpy"]))}
            return f"{words} {fee}"
        return words

    def act(self) -> object:
        if self.approval().kind == Approval.Kind.FEE:
            return approve_fee(self.approval(), approver=self.staff, now=self.now)
        return approve(self.approval(), approver=self.staff, now=self.now)


@staff_only(APPROVE)
class RefuseView(_ApprovalActView):
    title = _("Refuse it")
    form_class = ReasonForm
    undo = _("It can be asked for again.")
    button = _("Refuse")
    done = _("It is refused. Everything stays as it was.")

    def get_consequence(self) -> Text:
        return gettext("%(who)s asked: %(what)s, %(amount)s. Reason: %(reason)s") % self.asked()

    def act(self) -> object:
        return refuse_approval(self.approval(), **self.answers, approver=self.staff, now=self.now)


@staff_only(SECRETARIAT)
class WithdrawView(_ApprovalActView):
    right = SECRETARIAT
    title = _("Take the request back")
    consequence = _("Nobody has to answer it any more, and everything stays as it was.")
    undo = _("Ask for it again.")
    button = _("Take it back")
    done = _("The request is taken back.")

    def home(self) -> str:
        approval = self.approval()
        if approval.finding_id:
            return row_of("finding", approval.finding_id)
        if approval.line_id:
            return row_of("statementline", approval.line_id)
        return row_of("order", approval.order_id) if approval.order_id else list_of("approval")

    def act(self) -> object:
        return withdraw_approval(self.approval(), asker=self.staff)
