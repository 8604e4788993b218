"""A finding about money: what is wrong, since when, what stands on both sides, and what may safely be done."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.desk.finding_words import details_of, meaning_of
from lms.desk.forms.common import ReasonForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.two_people import TwoPeople, waiting_for
from lms.kernel.access import staff_only
from lms.templatetags.lms import yen
from payments.actions import resolution
from payments.actions.resolution import acts_for
from payments.models import Approval, Finding

RELATED = ("order", "payment__order", "event", "request", "resolved_by")


def finding_of(pk: int) -> Finding:
    return get_object_or_404(Finding.objects.select_related(*RELATED), pk=pk)


class FindingView(generic.InspectView):
    template_name = "lms_desk/finding.html"
    page_title = _("Payment finding")

    def get_object(self, queryset: QuerySet[Finding] | None = None) -> Finding:
        del queryset
        return finding_of(self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        finding = self.object
        return {
            **context,
            "finding": finding,
            "meaning": meaning_of(finding),
            "acts": [
                (reverse(f"lms_desk:finding_{act.value}", args=[finding.pk]), act.label) for act in acts_for(finding)
            ],
            "details": details_of(finding),
            "waiting": waiting_for(finding.approvals, self.request.user),
            "timeline": timeline_of([finding], order=None, with_mail=False),
        }


class FindingActView(ActView):
    """The page says again what is wrong; the action refuses what is no longer safe."""

    def load(self, pk: int) -> Finding:
        return finding_of(pk)

    def whom(self) -> str:
        finding: Finding = self.subject
        about = finding.order.number if finding.order else finding.stripe_object
        return f"{finding.get_kind_display()} {about}".strip()

    def home(self) -> str:
        return row_of("finding", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("finding"), str(_("Payment findings"))


@staff_only(SECRETARIAT)
class ReplayView(FindingActView):
    title = _("Try again")
    consequence = _("The news or the request is tried again from the beginning by the next sweep.")
    undo = _("Nothing happens twice: what was done already is recognized. If it fails again, it is found again.")
    button = _("Try again")
    done = _("It will be tried again within a minute.")

    def act(self) -> object:
        return resolution.replay(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RefundView(TwoPeople, FindingActView):
    kind = Approval.Kind.REFUND
    title = _("Send the money back")
    undo = _("A refund cannot be called back.")
    button = _("Send the money back")
    done = _("The refund is on its way.")
    is_grave = True

    def at_stake(self) -> int:
        payment = self.subject.payment
        return resolution.amount_to_return(self.subject, payment) if payment else 0

    def asked_about(self) -> dict[str, Any]:
        return {"finding": self.subject}

    def get_consequence(self) -> str:
        payment = self.subject.payment
        amount = {"amount": yen(self.at_stake())}
        if payment and payment.channel == payment.Channel.BANK_TRANSFER:
            return gettext("%(amount)s are to be sent back. Nothing leaves by itself: the transfer is a task.") % amount
        return gettext("%(amount)s go back to the buyer the way they came.") % amount

    def carry_out(self) -> object:
        return resolution.refund(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class FulfilView(FindingActView):
    title = _("Deliver after all")
    consequence = _("What the money was for is delivered: a free seat is taken and the buyer is told.")
    undo = _("Cancel the enrollment, with its money.")
    button = _("Deliver")
    done = _("It is delivered.")

    def act(self) -> object:
        return resolution.fulfil(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class WriteOffView(TwoPeople, FindingActView):
    kind = Approval.Kind.WRITE_OFF
    title = _("Close with a reason")
    form_class = ReasonForm
    consequence = _("Nothing is done and no money moves; the finding is closed and the reason stays with it.")
    undo = _("The same matter is found again if it happens again.")
    button = _("Close it")
    done = _("The finding is closed.")

    def at_stake(self) -> int:
        return resolution.at_stake_jpy(self.subject)

    def asked_about(self) -> dict[str, Any]:
        return {"finding": self.subject}

    def carry_out(self) -> object:
        return resolution.write_off(self.subject, **self.answers, by=self.by, now=self.now)
