"""Whether the seller says what the law makes a distance seller say (特定商取引法11条). Without it nothing is sold."""

from datetime import datetime

from django.db.models import Exists
from django.utils.translation import gettext as _

from lms.checkout.models import CommerceStatement
from lms.kernel.models import OrganizationProfile, profile_of


def commerce_gaps(*, now: datetime) -> list[str]:
    """Everything that is missing for a lawful sale, in sentences; empty when all is there. One query."""
    _seller, gaps = seller_with_gaps(now=now)
    return gaps


def seller_with_gaps(*, now: datetime) -> tuple[OrganizationProfile, list[str]]:
    """Who sells, and `commerce_gaps`, for whoever writes to the buyer in the seller's name as well."""
    sentences = []
    stated = CommerceStatement.objects.filter(effective_at__lte=now)
    known = OrganizationProfile.objects.filter(site__is_default_site=True).annotate(is_stated=Exists(stated)).first()
    seller = known or profile_of()
    if not (known.is_stated if known else stated.exists()):
        sentences.append(_("No statement on commercial transactions is in force."))
    if missing := seller.seller_gaps():
        sentences.append(
            _("The organization profile lacks what buyers must be told: %(fields)s.") % {"fields": ", ".join(missing)}
        )
    return seller, sentences
