"""Seats kept for companies: the list of a cohort, and the acts that set, change and give back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.actions.company_hold import HOLDING, change_hold, hold_for_contact, release_hold
from cohorts.models import CompanyHold
from lms.desk.forms.holds import ChangeHoldForm, HoldForm, ReleaseHoldForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of
from lms.desk.views.cohort import CohortSheetView
from lms.desk.views.cohort_acts import CohortActView
from lms.kernel.access import staff_only
from lms.templatetags.lms import long_datetime


@staff_only(SECRETARIAT)
class CompanyHoldsView(CohortSheetView):
    template_name = "lms_desk/company_holds.html"
    page_title = _("Seats held for companies")
    header_icon = "lock"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        holds = CompanyHold.objects.filter(cohort=self.cohort).select_related("organization", "contact", "pool")
        standing = [hold for hold in holds if hold.status == CompanyHold.Status.HELD]
        return {
            **context,
            "cohort": self.cohort,
            "standing": sorted(standing, key=lambda hold: hold.held_until),
            "ended": [hold for hold in holds if hold.status != CompanyHold.Status.HELD],
            "may_hold": self.cohort.status in HOLDING,
        }


@staff_only(SECRETARIAT)
class HoldForCompanyView(CohortActView):
    title = _("Hold seats for a company")
    form_class = HoldForm
    consequence = _(
        "The seats count as taken at once: nobody else can apply for them, and the public pages show as many fewer. "
        "The contact is told by mail, and once more before the last day. Their application uses these seats first; "
        "what is not used by the end of the last day goes back, to those who wait first."
    )
    undo = _("The number and the day can be changed, and the seats given back, at any time.")
    button = _("Hold the seats")
    done = _("The seats are held, and the contact is told.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cohort": self.subject}

    def get_hindrance(self) -> Any:
        if not self.subject.pools.exists():
            return _("The number of seats is not decided yet")
        return ""

    def home(self) -> str:
        return reverse("lms_desk:company_holds", args=[self.subject.pk])

    def act(self) -> object:
        return hold_for_contact(
            self.answers["pool"],
            company=self.answers["company"],
            contact=self.form.contact(),
            seats=self.answers["seats"],
            held_until=self.form.held_until(),
            reason=self.answers["reason"],
            by=self.by,
            now=self.now,
        )


class _HoldActView(ActView):
    def load(self, pk: int) -> Any:
        holds = CompanyHold.objects.select_related("organization", "contact", "cohort", "pool")
        return get_object_or_404(holds, pk=pk)

    def whom(self) -> str:
        hold = self.subject
        return f"{hold.organization} {hold.contact.full_name} – {hold.cohort} ({hold.kind_label})"

    def home(self) -> str:
        return reverse("lms_desk:company_holds", args=[self.subject.cohort_id])

    def trail(self) -> tuple[str, str]:
        return list_of("cohort"), str(_("Cohorts"))

    def get_hindrance(self) -> Any:
        return "" if self.subject.status == CompanyHold.Status.HELD else _("No seats are held here any more.")

    def now_held(self) -> str:
        """Where the entry stands, and who waits for what it gives back."""
        hold = self.subject
        return gettext(
            "Now: %(seats)d seats held until %(until)s, %(drawn)d applied for before. Waiting for a seat of this kind: "
            "%(waiting)d."
        ) % {
            "seats": hold.seats,
            "until": long_datetime(hold.last_moment),
            "drawn": hold.drawn,
            "waiting": hold.pool.waiting,
        }


@staff_only(SECRETARIAT)
class ChangeHoldView(_HoldActView):
    title = _("Change the seats held")
    form_class = ChangeHoldForm
    undo = _("It can be changed again; seats given back may be somebody else's by then.")
    button = _("Change")
    done = _("The entry is changed, and the contact is told.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "hold": self.subject}

    def get_consequence(self) -> str:
        told = gettext("More seats are taken while they are free; fewer go back at once. The contact is told by mail.")
        return f"{self.now_held()} {told}"

    def act(self) -> object:
        return change_hold(
            self.subject,
            seats=self.answers["seats"],
            held_until=self.form.held_until(),
            reason=self.answers["reason"],
            by=self.by,
            now=self.now,
        )


@staff_only(SECRETARIAT)
class ReleaseHoldView(_HoldActView):
    title = _("Give the seats held back")
    form_class = ReleaseHoldForm
    undo = _("Hold seats for the company anew while some are free.")
    button = _("Give the seats back")
    done = _("The seats are given back, and the contact is told.")
    is_grave = True

    def get_consequence(self) -> str:
        told = gettext(
            "All of them go back at once, to those who wait first. What was applied for stays. The contact is told by "
            "mail, with the reason."
        )
        return f"{self.now_held()} {told}"

    def act(self) -> object:
        return release_hold(self.subject, reason=self.answers["reason"], by=self.by, now=self.now)
