from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "receive_inquiry": (_("Receive an inquiry"), _("Inquiry received")),
    "take_inquiry": (_("Take an inquiry"), _("Inquiry taken")),
    "note_on_inquiry": (_("Write a note on an inquiry"), _("Note written")),
    "answer_inquiry": (_("Answer an inquiry"), _("Inquiry answered")),
    "close_inquiry": (_("Close an inquiry"), _("Inquiry closed")),
    "send_notice": (_("Ask somebody to stop using a title"), _("Notice sent")),
    "note_correction": (_("Settle a report: corrected"), _("Report of misuse settled: corrected")),
    "find_unfounded": (_("Settle a report: unfounded"), _("Report of misuse settled: unfounded")),
    "mark_as_spam": (_("Mark an inquiry as spam"), _("Inquiry marked as spam")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"lms_inquiries.{name}", label, message)
