"""Whether the seller says what the law makes a distance seller say (特定商取引法11条). Without it nothing is sold."""

from datetime import datetime

from django.utils.translation import gettext as _

from lms.checkout.models import CommerceStatement
from lms.kernel.models import profile_of


def commerce_gaps(*, now: datetime) -> list[str]:
    """Everything that is missing for a lawful sale, in sentences; empty when all is there. Two queries."""
    sentences = []
    if CommerceStatement.objects.in_force(at=now) is None:
        sentences.append(_("No statement on commercial transactions is in force."))
    if missing := profile_of().seller_gaps():
        sentences.append(
            _("The organization profile lacks what buyers must be told: %(fields)s.") % {"fields": ", ".join(missing)}
        )
    return sentences
