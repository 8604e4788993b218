"""What the page says before an audit-only seat is changed, prepared for printing."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from cohorts.actions.upgrade import upgrade_limit
from cohorts.models import Enrollment, SeatKind, SeatPool
from lms.checkout.confirmation import Confirmation
from lms.checkout.upgrade import UpgradePrice, upgrade_price_of
from lms.templatetags.lms import long_datetime, yen, yen_tax_included
from payments.offers import Price, last_moment_shown


def screen_of(enrollment: Enrollment, *, now: datetime) -> dict[str, Any]:
    price = upgrade_price_of(enrollment, now=now)
    pool = SeatPool.objects.filter(cohort=enrollment.cohort_id, kind=SeatKind.CERTIFICATION).first()
    rows = price_rows(price) if price else [(_("Certification seat today"), None)]
    return {
        "upgrade_price": price,
        "upgrade_facts": [*rows, (_("Free seats"), _seats(pool)), *_limit_row(enrollment)],
    }


def price_rows(price: UpgradePrice) -> list[tuple[str, Any]]:
    return _price_rows(price.price, price.credit_jpy, price.difference_jpy)


def confirmation_rows(confirmation: Confirmation) -> list[tuple[str, Any]]:
    """The same sum on the confirm screen; nothing where nothing is being changed."""
    source = confirmation.enrollment.upgrade_of
    if source is None:
        return []
    rows = _price_rows(confirmation.price, confirmation.credit_jpy, confirmation.total_jpy)
    return [(_("To replace the audit-only seat"), source.number), *rows]


def _price_rows(price: Price, credit_jpy: int, total_jpy: int) -> list[tuple[str, Any]]:
    return [
        (_("Certification seat today"), _with_offer(price)),
        (_("Paid for the audit-only seat"), f"− {yen(credit_jpy)}"),
        (_("Difference to pay"), yen_tax_included(total_jpy)),
    ]


def _with_offer(price: Price) -> str:
    amount = yen_tax_included(price.unit_jpy)
    if price.offer is None:
        return amount
    words = _("%(amount)s with %(offer)s, until %(moment)s (regular price %(regular)s)")
    moment = long_datetime(last_moment_shown(price.offer.ends_at))
    facts = {"amount": amount, "offer": price.offer.label, "moment": moment, "regular": yen(price.list_jpy)}
    return words % facts


def _seats(pool: SeatPool | None) -> str | None:
    if pool is None:
        return None
    if not pool.left:
        return _("none; you can join the waitlist on the next page")
    return npgettext("free", "%(count)d seat", "%(count)d seats", pool.left) % {"count": pool.left}


def _limit_row(enrollment: Enrollment) -> list[tuple[str, Any]]:
    limit = upgrade_limit(enrollment)
    return [(_("Possible until"), long_datetime(limit - timedelta(seconds=1)))] if limit else []
