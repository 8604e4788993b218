"""The test cards of the sandbox: Stripe's own numbers, and what each of them leads to."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DECLINED = _("The card was declined. Please try another card.")


@dataclass(frozen=True, slots=True)
class Card:
    """`refusal` is what the buyer reads when it cannot pay; `code` is Stripe's word for that."""

    number: str
    effect: str | Promise
    refusal: str | Promise = ""
    code: str = ""
    asks_the_bank: bool = False
    aftermath: str = ""

    @property
    def spaced(self) -> str:
        return " ".join(self.number[start : start + 4] for start in range(0, 16, 4))


GOOD = Card("4242424242424242", _("The payment succeeds."))
CARDS = {
    card.number: card
    for card in (
        GOOD,
        Card(
            "4000000000000002", _("The card is declined; you can try again."), refusal=DECLINED, code="generic_decline"
        ),
        Card(
            "4000000000009995",
            _("The card has no money left."),
            refusal=_("The card cannot cover this amount. Please try another card."),
            code="insufficient_funds",
        ),
        Card(
            "4000000000000069",
            _("The card has expired."),
            refusal=_("The card has expired. Please try another card."),
            code="expired_card",
        ),
        Card(
            "4000000000000119",
            _("The card company makes a mistake; you can try again."),
            refusal=_("An error occurred at the card company. Nothing was charged; please try again."),
            code="processing_error",
        ),
        Card("4000000000003220", _("The bank asks you to confirm (3-D Secure)."), asks_the_bank=True),
        Card("4000000000005126", _("The payment succeeds; a refund fails later."), aftermath="refund_fails"),
        Card("4000000000000259", _("The payment succeeds and is disputed at once."), aftermath="dispute"),
        Card("4000000000005423", _("The payment succeeds under suspicion of fraud."), aftermath="fraud_warning"),
    )
}
