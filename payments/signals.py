"""Facts that payments tells whoever sells something. Sent with `.send()` inside the transaction that made them true.

An exception in a receiver rolls the transaction back; the cause is tried again later.
"""

from django.dispatch import Signal

from lms.kernel.obstacles import Obstacle

# order=, payment=, now= : the money for an order has arrived and matches.
order_paid = Signal()
# order=, payment=, now= : the buyer took a slip and pays in cash until payment.voucher_expires_at.
order_awaits_cash = Signal()
# order=, payment=, now= : the order will not be paid any more (order.status is EXPIRED or CANCELED).
order_expired = Signal()
# order=, payment=, now= : money went back (order.status is PARTIALLY_REFUNDED or REFUNDED).
order_refunded = Signal()


class CannotFulfil(Obstacle):
    """Raised by a receiver of `order_paid` that has nothing left to give: the order becomes PAID_UNSEATED."""
