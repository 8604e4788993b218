"""What a finding about money means and what is at stake, in the words of somebody who has to decide about it."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.templatetags.lms import long_datetime, yen
from payments.models import Finding, Order

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
        "money back. Unattended for some days, it goes back: what was paid online by itself, a transfer as a task to "
        "send it."
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
    Kind.TRANSFER_LATE: _(
        "Part of the price came after the order had ended. With the rest, or accepted as enough, it is paid if there "
        "is a seat. Else send it back."
    ),
    Kind.COMPARISON_FAILED: _("A comparison with Stripe could not be finished. It is repeated by itself."),
}


def meaning_of(finding: Finding) -> str:
    return str(MEANINGS[finding.kind])


#: What a finding keeps beside its rows, by the names `payments.actions` gives it.
DETAILS: dict[str, Text] = {
    "amount": _("Amount"),
    "amount_jpy": _("Amount"),
    "expected_jpy": _("Agreed amount"),
    "paid": _("Amount paid"),
    "discount": _("Discount at Stripe"),
    "currency": _("Currency"),
    "booked_jpy": _("In our books"),
    "at_stripe_jpy": _("In Stripe's balance"),
    "type": _("Kind at Stripe"),
    "fraud_type": _("Kind of warning"),
    "reason": _("Reason"),
    "error": _("Error"),
    "events": _("Payments without news"),
    "answer_by": _("Answer until"),
    "ended_at": _("Ended"),
}
YEN = {"amount_jpy", "expected_jpy", "booked_jpy", "at_stripe_jpy"}
MOMENTS = {"answer_by", "ended_at"}


def details_of(finding: Finding) -> list[tuple[Text, str]]:
    """Label and value of everything else that is known, empty ones left out.

    An amount without `_jpy` is Stripe's own and may be in another currency, so it stands as Stripe gave it.
    """
    known = {name: value for name, value in finding.detail.items() if value not in (None, "")}
    return [(DETAILS.get(name, name), _written(name, value)) for name, value in known.items()]


#: Why money goes back, where no person wrote a sentence: what `payments.actions` gives as reasons.
REASONS: dict[str, Text] = {
    **dict(Kind.choices),
    **{f"order {status.value}": status.label for status in Order.Status},
    "nothing left to give": Kind.PAID_UNSEATED.label,
}


def reason_in_words(reason: str) -> str:
    """A person's sentence stays; the names our own processes give are said in words."""
    return str(REASONS.get(reason, reason))


def _written(name: str, value: str | int) -> str:
    if name == "reason":
        return reason_in_words(str(value))
    if name in YEN:
        return yen(int(value))
    if name in MOMENTS:
        return long_datetime(datetime.fromisoformat(str(value)))
    return f"{value:,}" if isinstance(value, int) else value
