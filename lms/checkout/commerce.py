"""Whether the seller says what the law makes a distance seller say (特定商取引法11条). Without it nothing is sold."""

from datetime import datetime

from django.db.models import Exists
from django.utils.translation import gettext as _

from lms.checkout.models import CommerceStatement
from lms.kernel.models import OrganizationProfile, profile_of


def commerce_gaps(*, now: datetime) -> list[str]:
    """Everything that is missing for a lawful sale, in sentences; empty when all is there. One query."""
    sentences = []
    stated = CommerceStatement.objects.filter(effective_at__lte=now)
    seller = OrganizationProfile.objects.filter(site__is_default_site=True).annotate(is_stated=Exists(stated)).first()
    if not (seller.is_stated if seller else stated.exists()):
        sentences.append(_("No statement on commercial transactions is in force."))
    if missing := (seller or profile_of()).seller_gaps():
        sentences.append(
            _("The organization profile lacks what buyers must be told: %(fields)s.") % {"fields": ", ".join(missing)}
        )
    return sentences
