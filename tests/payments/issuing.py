"""A process that issues one receipt, for races."""

from datetime import UTC, datetime

from lms.kernel.actor import Actor
from payments.actions.document import Addressee, issue_receipt
from tests.factories.payments import OrderFactory, PaymentFactory

NOW = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)


def issue_one(number: int) -> str:
    order = OrderFactory(status="paid", number=f"O-{number}", form_token=f"race-{number}")
    payment = PaymentFactory(order=order, status="paid", paid_at=NOW)
    receipt = issue_receipt(payment, addressee=Addressee(f"見本 {number}"), by=Actor.process("race"), now=NOW)
    return receipt.number
