from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_checkout_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("lms_checkout.cancel", _("Cancel with money"), _("Canceled, and its money settled"))
    actions.register_action("lms_checkout.decide_listing", _("Decide a fee"), _("Cohort fee decided"))
