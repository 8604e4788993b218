"""What a visitor reads of a state and can do about it: one wording and one call to action per state, everywhere."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from cohorts.catalogue import CALLS, Call, CatalogueState


class StateLabel(TextChoices):
    """The state of a cohort in words (`cohorts.catalogue.CatalogueState`)."""

    PLANNED = CatalogueState.PLANNED.value, _("Details to be decided")
    INTEREST = CatalogueState.INTEREST.value, _("Details to be decided")
    UPCOMING = CatalogueState.UPCOMING.value, _("Opening soon")
    OPEN = CatalogueState.OPEN.value, _("Taking applications")
    FEW_SEATS = CatalogueState.FEW_SEATS.value, _("Few seats left")
    FULL = CatalogueState.FULL.value, _("Full")
    CLOSED = CatalogueState.CLOSED.value, _("Applications closed")
    RUNNING = CatalogueState.RUNNING.value, _("Under way")
    FINISHED = CatalogueState.FINISHED.value, _("Held")
    POSTPONED = CatalogueState.POSTPONED.value, _("Postponed")
    CANCELED = CatalogueState.CANCELED.value, _("Canceled")


TONES = {
    CatalogueState.OPEN: "success",
    CatalogueState.FEW_SEATS: "warning",
    CatalogueState.UPCOMING: "info",
    CatalogueState.RUNNING: "info",
    CatalogueState.FULL: "warning",
    CatalogueState.POSTPONED: "warning",
    CatalogueState.CANCELED: "error",
}

# Where the same call means something else: before the opening one asks for the opening.
CALL_LABELS = {
    Call.APPLY: _("Apply"),
    Call.WAITLIST: _("Join the waitlist"),
    Call.INTEREST: _("Let me know when it is decided"),
    Call.INTEREST_NEXT: _("Let me know of the next one"),
    Call.SEE_OTHERS: _("See other dates"),
}
CALL_LABELS_OF_STATES = {CatalogueState.UPCOMING: _("Let me know when applications open")}


@dataclass(frozen=True, slots=True)
class CallToAction:
    """The one thing to do next; `url` is a path of this site."""

    kind: Call
    label: str
    url: str


PLACE = "0code0"  # stands for a code in an address that is looked up once for a whole list


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of calls in the reader's language. Empty where this installation lacks the room."""

    apply: str
    company: str
    interest: str
    interest_next: str
    schedule: str
    cohort: str

    @classmethod
    def here(cls) -> "Addresses":
        return cls(
            apply=_address("lms_portal:apply", PLACE),
            company=_address("lms_portal:group", PLACE),
            interest=_address("lms_catalogue:interest", PLACE),
            interest_next=_address("lms_catalogue:course_interest", PLACE),
            schedule=_address("lms_catalogue:schedule"),
            cohort=_address("lms_catalogue:cohort", PLACE),
        )

    def call(self, state: CatalogueState, *, code: str, course_code: str) -> CallToAction | None:
        """The call of a state for one cohort; None where its room is missing."""
        kind = CALLS[state]
        url = {
            Call.APPLY: self.apply.replace(PLACE, code),
            Call.WAITLIST: self.apply.replace(PLACE, code),
            Call.INTEREST: self.interest.replace(PLACE, code),
            Call.INTEREST_NEXT: self.interest_next.replace(PLACE, course_code),
            Call.SEE_OTHERS: f"{self.schedule}?course={course_code}" if self.schedule else "",
        }[kind]
        if not url:
            return None
        return CallToAction(kind, str(CALL_LABELS_OF_STATES.get(state) or CALL_LABELS[kind]), url)

    def call_of_course(self, course_code: str) -> CallToAction | None:
        """What one can do about a course whatever its cohorts."""
        url = self.interest_next.replace(PLACE, course_code)
        return CallToAction(Call.INTEREST_NEXT, str(CALL_LABELS[Call.INTEREST_NEXT]), url) if url else None

    def of_cohort(self, code: str) -> str:
        """The page of a cohort."""
        return self.cohort.replace(PLACE, code)

    def application(self, code: str) -> str:
        """Where one applies for this cohort."""
        return self.apply.replace(PLACE, code)

    def application_of_company(self, code: str) -> str:
        """Where a company's contact applies for several people."""
        return self.company.replace(PLACE, code)

    def seat(self, *, code: str, kind: str) -> str:
        """Where one applies for this kind of seat."""
        return f"{self.apply.replace(PLACE, code)}?kind={kind}" if self.apply else ""


def _address(name: str, *args: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
