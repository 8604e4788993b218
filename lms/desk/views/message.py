from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.checkout.letter_words import words_of
from lms.checkout.mail_reasons import TAKEN_BACK, reason_for
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel.access import staff_only
from lms.kernel.actions.message import retry_message
from lms.kernel.models import Message


class MessageView(generic.InspectView):
    template_name = "lms_desk/message.html"
    page_title = _("Message")

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mail = self.object
        return {
            **context,
            "mail": mail,
            "has_failed": mail.status == Message.Status.FAILED,
            "is_planned": bool(mail.letter_key) and mail.is_waiting,
            "is_held": mail.status == Message.Status.HELD_BACK,
            "reason": reason_for(mail),
            "facts": [words_of(name, value) for name, value in mail.facts.items()],
            "taken_back": TAKEN_BACK.get(mail.withdrawn_reason, ""),
            "editions": editions_of(mail),
        }


def editions_of(mail: Message) -> list[Message]:
    """The other editions of the same letter, the first one first."""
    if not mail.letter_key:
        return []
    others = Message.objects.filter(letter_key=mail.letter_key).exclude(pk=mail.pk)
    return list(others.order_by("edition").defer("body"))


@staff_only(SECRETARIAT)
class RetryMessageView(ActView):
    title = _("Send the message again")
    consequence = _("The message goes back into the queue and is sent to the same address.")
    undo = _("A message that is sent cannot be called back.")
    button = _("Send again")
    done = _("The message is waiting to be sent.")

    def load(self, pk: int) -> Any:
        return get_object_or_404(Message, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.to_name or self.subject.to_email}: {self.subject.subject}"

    def home(self) -> str:
        return row_of("message", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("message"), str(_("Messages"))

    def act(self) -> object:
        return retry_message(self.subject, by=self.by, now=self.now)
