"""Acts with money that take a second person above a limit: the page says so, and its button asks."""

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.desk.forms.common import ReasonForm
from lms.desk.permissions import APPROVE, User, holders_of, holds
from lms.desk.views.act import ActView, NothingToFillIn, Text
from lms.templatetags.lms import yen
from payments.actions.approval import ask_approval, limit_of, needs_two
from payments.models import Approval


class TwoPeople(ActView):
    """Mixed in before an act: `carry_out` is the act itself, `asked_about` what another person is asked about."""

    kind: ClassVar[Approval.Kind]

    @abstractmethod
    def at_stake(self) -> int:
        """Yen that are compared with the limit."""

    @abstractmethod
    def asked_about(self) -> dict[str, Any]:
        """What the request for approval keeps of it."""

    @abstractmethod
    def carry_out(self) -> object:
        """The act, where one person is enough."""

    @property
    def takes_two(self) -> bool:
        return needs_two(self.kind, self.at_stake())

    def get_form_class(self) -> type[forms.Form]:
        """Whoever is to approve it reads why."""
        form = super().get_form_class()
        return ReasonForm if form is NothingToFillIn and self.takes_two else form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not self.takes_two:
            return context
        words = gettext("More than %(limit)s takes two people. Nothing happens before somebody else has approved it:")
        who = "、".join(names_of(approvers_beside(self.staff))) or gettext("nobody else has this right yet")
        return {
            **context,
            "consequence": f"{context['consequence']} {words % {'limit': yen(limit_of(self.kind))}} {who}",
            "undo": gettext("Take the request back, as long as nobody has answered it."),
            "button": gettext("Ask for approval"),
        }

    def act(self) -> object:
        if not self.takes_two:
            return self.carry_out()
        self.done: Text = _("It waits for another person. Nothing has happened yet.")  # type: ignore[misc]  # of this act
        return ask_approval(
            self.kind,
            amount_jpy=self.at_stake(),
            reason=self.answers.get("reason", ""),
            asker=self.staff,
            now=self.now,
            **self.asked_about(),
        )


def approvers_beside(asker: Any) -> QuerySet[Any]:
    """Who may answer what somebody asks."""
    return holders_of([APPROVE]).exclude(pk=asker.pk)


def names_of(accounts: QuerySet[Any]) -> list[str]:
    return [str(account) for account in accounts]


def waiting_for(approvals: Any, reader: User) -> list[dict[str, Any]]:
    """What waits for another person, who may answer, and whether the reader is one of them."""
    may_answer = holds(reader, APPROVE)
    return [
        {
            "approval": approval,
            "is_own": approval.asked_by_id == reader.pk,
            "may_answer": may_answer and approval.asked_by_id != reader.pk,
            "who": "、".join(names_of(approvers_beside(approval.asked_by))),
        }
        for approval in approvals.open().select_related("asked_by")
    ]
