"""The waitlist of a cohort at the desk: places, offers, and the acts on them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.actions.waitlist import NoFreeSeat, offer_seat_out_of_turn, offer_seats, remove_from_waitlist
from cohorts.models import SeatPool
from lms.desk.forms.common import ReasonForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.cohort import CohortSheetView
from lms.desk.views.cohort_acts import CohortActView
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.desk.waitlist import queues_of
from lms.kernel.access import staff_only


@staff_only(SECRETARIAT)
class WaitlistView(CohortSheetView):
    template_name = "lms_desk/waitlist.html"
    page_title = _("Waitlist")
    header_icon = "list-ol"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "cohort": self.cohort, "waitlists": queues_of(self.cohort)}


@staff_only(SECRETARIAT)
class OfferSeatsView(CohortActView):
    title = _("Offer the free seats now")
    consequence = _(
        "Every free seat is held for whoever has waited longest, who is told by mail until when. This happens by "
        "itself within a minute; here you need not wait for it."
    )
    undo = _("An offer ends when it is declined, when its time is over, or when you take the person off the waitlist.")
    button = _("Offer")

    def home(self) -> str:
        return reverse("lms_desk:waitlist", args=[self.subject.pk])

    def act(self) -> object:
        pools = SeatPool.objects.with_seats_for_waitlist().filter(cohort=self.subject)
        offered = [one for pool in pools for one in offer_seats(pool, by=self.by, now=self.now)]
        if not offered:
            raise NoFreeSeat
        count = len(offered)
        sentence = ngettext("%(count)d seat was offered.", "%(count)d seats were offered.", count)
        self.done = sentence % {"count": count}  # type: ignore[misc]  # known only now
        return offered


class _PlaceActView(EnrollmentActView):
    form_class = ReasonForm

    def home(self) -> str:
        return reverse("lms_desk:waitlist", args=[self.subject.cohort_id])


@staff_only(SECRETARIAT)
class OfferOutOfTurnView(_PlaceActView):
    title = _("Offer a seat out of turn")
    consequence = _(
        "A free seat is held for this person before those who have waited longer. The reason stays on file; the "
        "others are not told."
    )
    undo = _("An offer ends when it is declined, when its time is over, or when you take the person off the waitlist.")
    button = _("Offer")
    done = _("The seat is offered.")
    is_grave = True

    def act(self) -> object:
        return offer_seat_out_of_turn(self.subject, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class TakeOffView(_PlaceActView):
    title = _("Take off the waitlist")
    consequence = _(
        "The application ends. The person is told by mail, with the reason as you write it. A seat on offer to them "
        "goes to the next."
    )
    undo = _("The application stays ended; the person can apply again and is placed at the end.")
    button = _("Take off the waitlist")
    done = _("The person is off the waitlist and is told.")
    is_grave = True

    def act(self) -> object:
        return remove_from_waitlist(self.subject, reason=self.answers["reason"], by=self.by, now=self.now)
