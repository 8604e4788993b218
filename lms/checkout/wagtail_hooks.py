from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

GROUP = {
    "draft_group": (_("Write a company's application"), _("Application of a company drafted")),
    "write_seats": (_("Write down the people of a company"), _("People of a company written down")),
    "turn_to_audit": (_("Turn a drafted seat to audit-only"), _("Drafted seat turned to audit-only")),
    "leave_unnamed": (_("Name somebody later"), _("Drafted seat to be named later")),
    "drop_seat": (_("Drop a drafted seat"), _("Drafted seat dropped")),
    "ask_for_quote": (_("Ask for a quote"), _("Quote asked for by the company")),
    "submit_group": (_("Submit a company's application"), _("Seats of a company held and ordered")),
}


@hooks.register("register_log_actions")
def register_checkout_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("lms_checkout.move_seat", _("Move to another cohort"), _("Seat moved to another cohort"))
    actions.register_action(
        "lms_checkout.substitute", _("Hand a paid seat to another person"), _("Paid seat taken over by another person")
    )
    actions.register_action(
        "lms_checkout.organizer_change", _("Change by the organizer"), _("Change by the organizer decided")
    )
    for name, (label, message) in GROUP.items():
        actions.register_action(f"lms_checkout.{name}", label, message)
    actions.register_action("lms_checkout.take_back", _("Take a postponement back"), _("Postponement taken back"))
    actions.register_action("lms_checkout.choose_to_stay", _("Stay after a change"), _("Stays for the new dates"))
    actions.register_action("lms_checkout.cancel", _("Cancel with money"), _("Canceled, and its money settled"))
    actions.register_action("lms_checkout.ask_for_fee", _("Ask for a fee"), _("Fee asked for"))
    actions.register_action("lms_checkout.fee_paid", _("Pay a fee"), _("Fee paid"))
    actions.register_action("lms_checkout.withdraw_fee", _("Withdraw a fee"), _("Fee no longer asked for"))
    actions.register_action("lms_checkout.decide_listing", _("Decide a fee"), _("Cohort fee decided"))
    actions.register_action("lms_checkout.agree_terms", _("Agree on terms of payment"), _("Terms of payment agreed"))
    actions.register_action("lms_checkout.end_terms", _("End agreed terms"), _("Agreed terms of payment ended"))
    actions.register_action(
        "lms_checkout.merge_organizations", _("Merge two entries of an organization"), _("Merged with another entry")
    )
    actions.register_action(
        "lms_checkout.tell_organizations_apart",
        _("Tell two organizations apart"),
        _("Told apart from an organization alike"),
    )
    actions.register_action("lms_checkout.make_offer", _("Make an offer"), _("Offer made"))
    actions.register_action("lms_checkout.change_offer", _("Change an offer"), _("Offer changed"))
    actions.register_action("lms_checkout.ask_extension", _("Ask to extend an offer"), _("Extension asked for"))
    actions.register_action("lms_checkout.approve_extension", _("Extend an offer"), _("Extension approved"))
    actions.register_action("lms_checkout.refuse_extension", _("Refuse an extension"), _("Extension refused"))
