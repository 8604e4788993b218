"""Printing a certificate anew and asking for its fee, where the proof says that there is one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.actions.reissue import begin_reissue
from cohorts.models import CertificateReissue, License
from lms.checkout import conf
from lms.checkout.actions.charge import ask_for_fee
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle
from payments.models import Product


class NoReissueProduct(Obstacle):
    message = gettext_lazy(
        "This reissue costs a fee, but no product for it is on sale. Decide its price first, or let the fee go."
    )


@transaction.atomic
def reissue_or_ask(
    license_: License, *, cause: str, name: str, reason: str, fee_let_go: str = "", by: Actor, now: datetime
) -> CertificateReissue:
    """Print at once what is free; otherwise ask the holder for the fee, and print when it is paid.

    Raises what `begin_reissue` and `ask_for_fee` raise, and NoReissueProduct.
    """
    reissue = begin_reissue(license_, cause=cause, name=name, reason=reason, fee_let_go=fee_let_go, by=by, now=now)
    if reissue.is_free:
        return reissue
    product = Product.objects.sold_at(now).filter(code=conf.LMS_REISSUE_PRODUCT).first()
    if product is None:
        raise NoReissueProduct
    person = license_.person
    with translation.override(person.language):
        words = _("Certificate %(number)s printed anew. %(grounds)s") % {
            "number": license_.number,
            "grounds": reissue.get_grounds_display(),
        }
    due_on = jst_date(now) + timedelta(days=conf.LMS_REISSUE_DAYS_TO_PAY)
    ask_for_fee(person, product=product, reason=words, due_on=due_on, reissue=reissue, by=by, now=now)
    return reissue
