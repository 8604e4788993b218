"""An offer as the desk reads it: what it takes off, how far it is, where it counts, who let it run longer."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from lms.checkout.actions.offer import regular_price_of
from lms.checkout.models import Listing
from lms.checkout.regular_price import Verdict
from lms.desk.timeline import Event, logged
from lms.templatetags.lms import long_datetime, yen, yen_tax_included
from payments.models import DiscountOffer, OfferExtension
from payments.money import yen as yen_amount
from payments.offers import last_moment_shown


@dataclass(frozen=True, slots=True)
class PricedSeat:
    """A seat listed with the offer: its regular price, its price with the offer, and whether the former is real."""

    listing: Listing
    list_jpy: int | None
    reduced_jpy: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OfferFile:
    offer: DiscountOffer
    state: str
    tone: str
    reduction: str
    until: str
    uses: str
    seats: tuple[PricedSeat, ...]
    extensions: tuple[OfferExtension, ...]
    open_extension: OfferExtension | None
    log: tuple[Event, ...]
    may_extend: bool
    may_change: bool


def offer_file(offer: DiscountOffer, *, now: datetime) -> OfferFile:
    """A fixed number of queries, however many seats and extensions there are."""
    state, tone = state_of(offer, now=now)
    listings = offer.listings.select_related("pool__cohort").prefetch_related("offers")
    extensions = tuple(offer.extensions.select_related("asked_by", "answered_by"))
    return OfferFile(
        offer=offer,
        state=state,
        tone=tone,
        reduction=reduction_of(offer),
        until=until_of(offer),
        uses=uses_of(offer),
        seats=tuple(_seat(listing, offer) for listing in listings),
        extensions=extensions,
        open_extension=next((one for one in extensions if one.answered_at is None), None),
        log=tuple(logged([offer])),
        may_extend=offer.ends_at > now,
        may_change=offer.starts_at > now and not offer.used,
    )


def state_of(offer: DiscountOffer, *, now: datetime) -> tuple[str, str]:
    """In words, and the tone of its chip."""
    if offer.ends_at <= now:
        return pgettext("offer", "ended"), ""
    if offer.starts_at > now:
        return pgettext("offer", "not begun"), "info"
    if offer.as_offer().uses_left == 0:
        return pgettext("offer", "used up"), "warning"
    return pgettext("offer", "running"), "success"


def reduction_of(offer: DiscountOffer) -> str:
    """「20%引き」「10,000円引き」「50,000円（税込）」."""
    if offer.fixed_jpy is not None:
        return str(yen_tax_included(offer.fixed_jpy))
    if offer.amount_off_jpy:
        return _("%(amount)s off") % {"amount": yen(offer.amount_off_jpy)}
    return _("%(percent)d%% off") % {"percent": offer.percent}


def until_of(offer: DiscountOffer) -> str:
    """「2026年12月31日（木）23:59まで」: the end people read, not the exclusive one that is stored."""
    return _("until %(moment)s") % {"moment": long_datetime(last_moment_shown(offer.ends_at))}


def uses_of(offer: DiscountOffer) -> str:
    if offer.max_uses is None:
        return ngettext("%(count)d use, not limited", "%(count)d uses, not limited", offer.used) % {"count": offer.used}
    return _("%(used)d of %(limit)d used") % {"used": offer.used, "limit": offer.max_uses}


def _seat(listing: Listing, offer: DiscountOffer) -> PricedSeat:
    fee = listing.list_price_jpy
    reduced = None if fee is None else offer.as_offer().unit_price(yen_amount(fee))
    return PricedSeat(listing, fee, reduced, regular_price_of(listing))
