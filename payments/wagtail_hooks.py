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
    "take_back": (_("Take a transfer back that was booked by mistake"), _("Transfer taken back")),
    "enter_account": (_("Enter a bank account"), _("Bank account entered")),
    "choose_columns": (_("Choose the columns of a statement"), _("Columns of the statement chosen")),
    "take_in_statement": (_("Take in a bank statement"), _("Bank statement taken in")),
    "discard_statement": (_("Leave a bank statement aside"), _("Bank statement left aside")),
    "match_line": (_("Match a line of a statement"), _("Line matched")),
    "set_line_aside": (_("Set a line of a statement aside"), _("Line set aside")),
    "reopen_line": (_("Look at a line of a statement again"), _("Line to be looked at again")),
    "send_line_back": (_("Record unknown money sent back"), _("Unknown money sent back")),
    "ask_approval": (_("Ask another person about money"), _("Another person was asked to approve")),
    "withdraw_approval": (_("Take a request for approval back"), _("Request for approval taken back")),
    "approve": (_("Approve what somebody asked"), _("Approved by another person")),
    "refuse": (_("Refuse what somebody asked"), _("Refused by another person")),
    "issue_document": (_("Issue a document"), _("Document issued")),
    "publish_policy": (_("Publish cancellation terms"), _("Cancellation terms published")),
    "draft_quote": (_("Write a quote"), _("Quote written")),
    "change_quote": (_("Change a quote that was not sent"), _("Draft of the quote changed")),
    "send_quote": (_("Send a quote"), _("Quote sent")),
    "let_line_go_back": (_("Let unknown money go back"), _("Unknown money may be sent back")),
    "revise_quote": (_("Write a new version of a quote"), _("New version begun")),
    "accept_quote": (_("Accept a quote"), _("Quote accepted")),
    "decline_quote": (_("Decline a quote"), _("Quote declined")),
    "invoice_quote": (_("Invoice an accepted quote"), _("Accepted quote invoiced")),
    "decide_price": (_("Decide a price"), _("Price decided")),
    "void_document": (_("Void a document"), _("Document voided")),
}


@hooks.register("register_log_actions")
def register_payment_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"lms_payments.{name}", label, message)
