"""Changes of plan at the desk: what they cost stands on the page before anything is done."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.checkout.actions.cancellation import cancel_by_office
from lms.checkout.cancellation import CancellationQuote, quote_of
from lms.desk.forms_changes import CancelForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.templatetags.lms import yen, yen_tax_included


@staff_only(SECRETARIAT)
class CancelEnrollmentView(EnrollmentActView):
    title = _("Cancel the enrollment")
    form_class = CancelForm
    undo = _("A canceled enrollment stays canceled; the person can apply anew while seats are left.")
    button = _("Cancel the enrollment")
    done = _("The enrollment is canceled.")
    is_grave = True

    def get_consequence(self) -> str:
        return " ".join(
            [
                gettext("The enrollment ends and its seat is free for somebody else."),
                money_of(quote_of(self.subject, now=clock.now())),
            ]
        )

    def act(self) -> object:
        return cancel_by_office(self.subject, **self.answers, by=self.by, now=self.now)


def money_of(quote: CancellationQuote) -> str:
    """What a cancellation does with the money, in a sentence."""
    if not quote.paid_jpy:
        return gettext("Nothing was paid, so no money moves.")
    facts: dict[str, Any] = {
        "paid": yen_tax_included(quote.paid_jpy),
        "fee": yen(quote.fee_jpy),
        "percent": quote.fee_percent,
        "back": yen(quote.refund_jpy),
    }
    return (
        gettext(
            "Paid: %(paid)s. By the terms the buyer accepted the fee is %(fee)s (%(percent)d%%) today, and %(back)s go "
            "back. The buyer is told by mail."
        )
        % facts
    )
