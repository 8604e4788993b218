"""Making an offer, and letting it run longer only when a second person agrees."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from lms.checkout.models import Listing
from lms.checkout.regular_price import Span, Verdict, judge
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.obstacles import Obstacle
from payments.models import DiscountOffer, OfferExtension


class FictitiousRegularPrice(Obstacle):
    message = _(
        "With this offer the regular price would hardly ever be charged, so it may not be shown as one. Let the offer "
        "end at least two weeks before applications close, or begin it after the regular price has been charged."
    )


class OfferBegun(Obstacle):
    message = _("This offer has begun or has been used. Only its end can be moved, with a second person's approval.")


class DiscountEnded(Obstacle):
    message = _("This offer has ended. An ended offer is not revived; make a new one if the regular price allows it.")


class NotLonger(Obstacle):
    message = _("The new last day lies after the present one.")


class ExtensionOpen(Obstacle):
    message = _("An extension of this offer waits for an answer already.")


class ExtensionAnswered(Obstacle):
    message = _("This extension has been answered already, or the offer has ended meanwhile.")


class SecondPersonNeeded(Obstacle):
    message = _("Another person than the one who asked has to approve this.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """What an offer says; exactly one of `percent`, `amount_off_jpy`, `fixed_jpy`. `ends_at` is exclusive."""

    label: str
    kind: str
    channel: str
    starts_at: datetime
    ends_at: datetime
    percent: int = 0
    amount_off_jpy: int = 0
    fixed_jpy: int | None = None
    max_uses: int | None = None

    def columns(self) -> dict[str, object]:
        return asdict(self)


@transaction.atomic
def make_offer(terms: OfferTerms, *, by: Actor) -> DiscountOffer:
    """Write an offer; it lowers nothing until seats are listed with it."""
    offer = DiscountOffer.objects.create(**terms.columns())
    audit.record("lms_checkout.make_offer", offer, by=by, **_told(offer))
    return offer


@transaction.atomic
def change_offer(offer: DiscountOffer, terms: OfferTerms, *, by: Actor, now: datetime) -> DiscountOffer:
    """Rewrite an offer nobody has been made yet. Raises OfferBegun, FictitiousRegularPrice."""
    before = _told(DiscountOffer.objects.get(pk=offer.pk))
    unseen = DiscountOffer.objects.filter(pk=offer.pk, starts_at__gt=now, used=0)
    if not unseen.update(**terms.columns()):
        raise OfferBegun
    offer = DiscountOffer.objects.get(pk=offer.pk)
    check_regular_prices(offer.listings.all())
    audit.record("lms_checkout.change_offer", offer, by=by, before=before, after=_told(offer))
    return offer


@transaction.atomic
def ask_extension(
    offer: DiscountOffer, *, last_day: date, reason: str, asker: AbstractBaseUser, now: datetime
) -> OfferExtension:
    """Ask to let a running offer end later; nothing changes until a second person approves.

    Raises DiscountEnded, NotLonger, ExtensionOpen, FictitiousRegularPrice.
    """
    offer = _locked(offer)
    if offer.ends_at <= now:
        raise DiscountEnded
    if end_of(last_day) <= offer.ends_at:
        raise NotLonger
    if offer.extensions.filter(answered_at__isnull=True).exists():
        raise ExtensionOpen
    check_regular_prices(offer.listings.all(), instead={offer.pk: end_of(last_day)})
    extension = OfferExtension.objects.create(
        offer=offer, ended_at=offer.ends_at, ends_at=end_of(last_day), reason=reason, asked_by_id=asker.pk, asked_at=now
    )
    told = {"before": offer.ends_at.isoformat(), "after": extension.ends_at.isoformat(), "reason": reason}
    audit.record("lms_checkout.ask_extension", offer, by=Actor.person(asker), **told)
    return extension


@transaction.atomic
def approve_extension(extension: OfferExtension, *, approver: AbstractBaseUser, now: datetime) -> DiscountOffer:
    """Let the offer run longer.

    Raises SecondPersonNeeded, ExtensionAnswered (also where the offer has ended while nobody answered),
    FictitiousRegularPrice.
    """
    offer = _locked(extension.offer)
    _answer(extension, approver=approver, is_approved=True, now=now)
    running = DiscountOffer.objects.filter(pk=offer.pk, ends_at=extension.ended_at, ends_at__gt=now)
    if not running.update(ends_at=extension.ends_at):
        raise ExtensionAnswered
    offer.refresh_from_db()
    check_regular_prices(offer.listings.all())
    audit.record(
        "lms_checkout.approve_extension",
        offer,
        by=Actor.person(approver),
        before=extension.ended_at.isoformat(),
        after=offer.ends_at.isoformat(),
        asked_by=str(extension.asked_by),
    )
    return offer


@transaction.atomic
def refuse_extension(extension: OfferExtension, *, approver: AbstractBaseUser, now: datetime) -> DiscountOffer:
    """Leave the offer as it is. Raises SecondPersonNeeded, ExtensionAnswered."""
    offer = _locked(extension.offer)
    _answer(extension, approver=approver, is_approved=False, now=now)
    audit.record("lms_checkout.refuse_extension", offer, by=Actor.person(approver), reason=extension.reason)
    return offer


def check_regular_prices(listings: Iterable[Listing], *, instead: dict[int, datetime] | None = None) -> None:
    """Raises FictitiousRegularPrice where the price that offers are compared with would not really be charged."""
    for listing in listings:
        if regular_price_of(listing, instead=instead) is Verdict.FICTITIOUS:
            raise FictitiousRegularPrice


def regular_price_of(
    listing: Listing, *, offers: Iterable[DiscountOffer] | None = None, instead: dict[int, datetime] | None = None
) -> Verdict:
    """Whether the regular price of a seat is real, with these offers or those it is listed with.

    `instead` gives other ends to some of them. Offers for companies alone are not compared with on any page.
    """
    cohort = listing.pool.cohort
    opens_at, deadline = cohort.applications_open_at, cohort.application_deadline_at
    on_sale = Span(opens_at, deadline) if opens_at and deadline else None
    ends = instead or {}
    public = [
        offer
        for offer in (listing.offers.all() if offers is None else offers)
        if offer.channel != DiscountOffer.Channel.COMPANY
    ]
    return judge(on_sale, [Span(offer.starts_at, ends.get(offer.pk, offer.ends_at)) for offer in public])


def _answer(extension: OfferExtension, *, approver: AbstractBaseUser, is_approved: bool, now: datetime) -> None:
    if approver.pk == extension.asked_by_id:
        raise SecondPersonNeeded
    unanswered = OfferExtension.objects.filter(pk=extension.pk, answered_at__isnull=True)
    if not unanswered.update(answered_by=approver, answered_at=now, is_approved=is_approved):
        raise ExtensionAnswered
    extension.refresh_from_db()


def _locked(offer: DiscountOffer) -> DiscountOffer:
    """A write that changes nothing: a row lock on every database."""
    DiscountOffer.objects.filter(pk=offer.pk).update(used=F("used"))
    return DiscountOffer.objects.get(pk=offer.pk)


def _told(offer: DiscountOffer) -> dict[str, object]:
    names = ("label", "percent", "amount_off_jpy", "fixed_jpy", "channel", "max_uses")
    moments = {"starts_at": offer.starts_at.isoformat(), "ends_at": offer.ends_at.isoformat()}
    return {**{name: getattr(offer, name) for name in names}, **moments}
