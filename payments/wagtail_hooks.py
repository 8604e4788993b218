from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

ACTIONS = {
    "resolve_finding": (_("Resolve a finding"), _("Finding resolved")),
    "receive_transfer": (_("Record a transfer"), _("Transfer recorded")),
    "accept_shortfall": (_("Accept a shortfall as a discount"), _("Shortfall accepted as a discount")),
    "end_overdue": (_("End an order nobody paid"), _("Order ended: nothing was paid")),
    "send_back": (_("Record money sent back by bank transfer"), _("Money sent back by bank transfer")),
    "withdraw_line": (_("Take something out of an unpaid order"), _("Taken out of the order before it was paid")),
    "issue_document": (_("Issue a document"), _("Document issued")),
    "void_document": (_("Void a document"), _("Document voided")),
}


@hooks.register("register_log_actions")
def register_payment_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"lms_payments.{name}", label, message)
