"""What a finding about money means and what is at stake, in the words of somebody who has to decide about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.models import Finding

Kind = Finding.Kind
Text = str | Promise

MEANINGS: dict[str, Text] = {
    Kind.AMOUNT_DIFFERS: _(
        "Another amount arrived than was agreed. Nothing was delivered. Deliver after all if the amount is fine, or "
        "send it back."
    ),
    Kind.FOREIGN_SESSION: _("Stripe knows a payment page that none of our orders opened. Nothing was applied."),
    Kind.SECOND_SESSION: _("One attempt to pay has two payment pages at Stripe. Only one of them is followed."),
    Kind.WRONG_MODE: _("Test data reached the live site, or the reverse. Nothing was applied. Check the keys."),
    Kind.PAID_UNSEATED: _(
        "The money is here, but no seat is left to give. Deliver once a seat is free, move the person, or send the "
        "money back. Unattended, what was paid online goes back by itself after some days."
    ),
    Kind.PAID_TWICE: _(
        "More was paid than was owed, or after the order was canceled. What was paid online goes back by itself; a "
        "bank transfer waits for you to send it back."
    ),
    Kind.REFUND_FAILED: _("A refund did not reach the buyer. Try it again, or pay by bank transfer and close it here."),
    Kind.REFUND_UNMATCHED: _("Stripe sent money back that none of our payments explains. Compare it in the dashboard."),
    Kind.REQUEST_REFUSED: _("Stripe refused what was asked of it. What it was about stands below."),
    Kind.REQUEST_PARKED: _(
        "A request to Stripe was tried for a day without success. Try it again once the cause is gone."
    ),
    Kind.MISCONFIGURED: _("Stripe does not accept our key. Nobody can pay until the settings are corrected."),
    Kind.EVENT_FAILED: _(
        "News from Stripe could not be processed. Try again; if it fails again, report the text below."
    ),
    Kind.DISPUTED: _("The buyer objects at the card company. Answer in Stripe's dashboard until the day named there."),
    Kind.FRAUD_WARNING: _("The card company suspects fraud. Sending the money back early avoids a dispute."),
    Kind.VOUCHER_STUCK: _("A convenience-store slip is over, but Stripe still holds it open. The seat stays held."),
    Kind.BALANCE_DIFFERS: _("Our books and Stripe's balance differ. The difference stands below."),
    Kind.WEBHOOKS_SILENT: _("Payments happen, but no news arrives from Stripe. Check the webhook in its dashboard."),
    Kind.TRANSFER_OVER: _(
        "More was transferred than was owed. The order is paid; the surplus waits for you to send it back."
    ),
    Kind.TRANSFER_BACK: _(
        "Send this amount back from our bank account, then record it on the order. Only that closes this finding."
    ),
    Kind.COMPARISON_FAILED: _("A comparison with Stripe could not be finished. It is repeated by itself."),
}


def meaning_of(finding: Finding) -> str:
    return str(MEANINGS[finding.kind])
