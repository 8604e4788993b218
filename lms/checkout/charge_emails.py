"""Mails about fees: asked for, paid, no longer asked for."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from lms.checkout.mail_words import paid_for
from lms.checkout.models import Charge
from lms.kernel.actions.message import queue_message
from payments.models import Order


def asked(charge: Charge, *, now: datetime) -> None:
    """T04, to the person: what it is for, what it costs today, until when, and where it is paid."""
    _write("fee_asked", charge, {"price": charge.product.price_at(now)}, now=now)


def paid(charge: Charge, order: Order, *, now: datetime) -> None:
    """T06: the money has arrived, and the receipt is on my page."""
    _write("fee_paid", charge, {"lines": paid_for(order, language=charge.person.language), "order": order}, now=now)


def withdrawn(charge: Charge, *, now: datetime) -> None:
    _write("fee_withdrawn", charge, {}, now=now)


def fee_path(charge: Charge) -> str:
    """Where it is paid, in the reader's language; empty in a site without the portal."""
    try:
        with translation.override(charge.person.language):
            return reverse("lms_portal:my_fee", args=[charge.public_id])
    except NoReverseMatch:
        return ""


def _write(message: str, charge: Charge, context: dict[str, object], *, now: datetime) -> None:
    person = charge.person
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=f"{message}:charge:{charge.pk}",
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={"charge": charge, "product": charge.product, "page": fee_path(charge), **context},
        reader=person,
        about=charge,
        now=now,
    )
