from payments.models.approval import Approval
from payments.models.bank_transfer import BankTransfer
from payments.models.dispute import Dispute
from payments.models.document import Document, DocumentFile
from payments.models.finding import Finding
from payments.models.ledger import LedgerEntry
from payments.models.offer import DiscountOffer, OfferExtension
from payments.models.order import Order, OrderLine, Party
from payments.models.payment import Payment
from payments.models.policy import CancellationPolicy
from payments.models.product import Product, ProductPrice
from payments.models.quote import Quote, QuoteFile, QuoteLine
from payments.models.reconciliation import Reconciliation
from payments.models.refund import Refund
from payments.models.state_change import StateChange
from payments.models.statement import BankAccount, BankStatement, LineMatch, StatementLine
from payments.models.stripe_request import StripeRequest
from payments.models.webhook_event import WebhookEvent

__all__ = [
    "Approval",
    "BankAccount",
    "BankStatement",
    "BankTransfer",
    "CancellationPolicy",
    "DiscountOffer",
    "Dispute",
    "Document",
    "DocumentFile",
    "Finding",
    "LedgerEntry",
    "LineMatch",
    "OfferExtension",
    "Order",
    "OrderLine",
    "Party",
    "Payment",
    "Product",
    "ProductPrice",
    "Quote",
    "QuoteFile",
    "QuoteLine",
    "Reconciliation",
    "Refund",
    "StateChange",
    "StatementLine",
    "StripeRequest",
    "WebhookEvent",
]
