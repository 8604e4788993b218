"""Words for values that carry none of their own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.ledger import Standing
from courses.grading.verdicts import Verdict

STANDINGS: dict[Standing, str | Promise] = {
    Standing.NOT_YET: _("not valid yet"),
    Standing.VALID: _("valid"),
    Standing.EXPIRED: _("expired"),
    Standing.SUSPENDED: _("suspended"),
    Standing.REVOKED: _("revoked"),
    Standing.SURRENDERED: _("surrendered"),
}
STANDING_TONES = {Standing.VALID: "success", Standing.SUSPENDED: "warning", Standing.REVOKED: "error"}


def standing_label(standing: Standing) -> str:
    return str(STANDINGS[standing])


VERDICTS: dict[Verdict, str | Promise] = {
    Verdict.PASSED: _("standard reached"),
    Verdict.FAILED: _("standard not reached"),
    Verdict.PENDING: _("not settled yet"),
    Verdict.INCOMPLETE: _("incomplete"),
    Verdict.UNIT_SHORT: _("a unit is short"),
    Verdict.RULE_UNKNOWN: _("no rule"),
}
VERDICT_TONES = {Verdict.PASSED: "success", Verdict.FAILED: "error", Verdict.PENDING: "warning"}

STATUS_TONES = {
    "under_review": "warning",
    "waitlisted": "warning",
    "offered": "warning",
    "held": "warning",
    "confirmed": "success",
    "completed": "success",
    "incomplete": "error",
    "declined": "error",
    "awaiting_payment": "warning",
    "paid": "success",
    "paid_unseated": "error",
    "sent": "info",
    "accepted": "warning",
    "invoiced": "success",
}

#: What was paid with, as Stripe names it, and our own way.
PAYMENT_METHODS: dict[str, str | Promise] = {
    "card": _("card"),
    "konbini": _("convenience store"),
    "paypay": _("PayPay"),
    "bank_transfer": _("bank transfer"),
}


def method_label(method: str) -> str:
    return str(PAYMENT_METHODS.get(method, method))


MAIL_TONES = {"held_back": "warning", "failed": "error", "sent": "success", "queued": "info"}
