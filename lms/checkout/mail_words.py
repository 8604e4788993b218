"""What mails say of an agreed price: number, amounts tax included, and the terms that hold."""

from django.utils import translation
from django.utils.translation import gettext as _

from lms.checkout.confirmation import Confirmation
from lms.templatetags.lms import long_datetime, yen_tax_included
from payments.models import Order


def agreed_when_applying(confirmation: Confirmation) -> list[str]:
    """For T01, in the participant's language: the price that is fixed by applying, and the cancellation terms."""
    price, person = confirmation.price, confirmation.enrollment.person
    with translation.override(person.language):
        lines = [_("Fee: %(amount)s") % {"amount": yen_tax_included(price.unit_jpy)}]
        if price.offer:
            facts = {"offer": price.offer.label, "regular": yen_tax_included(price.list_jpy)}
            lines.append(_("With %(offer)s; the regular fee is %(regular)s.") % facts)
        if confirmation.enrollment.upgrade_of:
            paid = {"amount": yen_tax_included(confirmation.credit_jpy)}
            lines.append(_("Paid before for the audit-only seat: %(amount)s") % paid)
            lines.append(_("Difference to pay: %(amount)s") % {"amount": yen_tax_included(confirmation.total_jpy)})
        lines.append(_("This price was fixed when you applied and does not change."))
        lines.append(_("Cancellation terms you accepted: %(policy)s") % {"policy": confirmation.policy})
        return lines


def paid_for(order: Order, *, language: str) -> list[str]:
    """For T06: what was paid, under which number, and when; nothing to say of a seat that cost nothing."""
    if not order.total_jpy:
        return []
    with translation.override(language):
        lines = [
            _("Order number: %(order)s") % {"order": order.number},
            _("Amount paid: %(amount)s") % {"amount": yen_tax_included(order.total_jpy - order.written_off_jpy)},
        ]
        payment = order.payments.of_the_price().first()
        if payment and payment.paid_at:
            lines.append(_("Paid on: %(moment)s") % {"moment": long_datetime(payment.paid_at)})
        return lines
