"""What the page of a changed plan says, prepared for printing."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lms.checkout.change_emails import payer_of
from lms.checkout.models import ChangeNotice
from lms.templatetags.lms import long_date

Status = ChangeNotice.Status


def screen_of(notice: ChangeNotice) -> dict[str, Any]:
    change, payer = notice.change, payer_of(notice.enrollment)
    return {
        "change_facts": [
            *([(_("Participant"), notice.enrollment.person.full_name)] if payer else []),
            (_("Reason"), change.reason),
            (_("Dates before"), _dates(change.before.get("dates", ()))),
            (_("New dates"), _dates(change.dates)),
            (_("Application number"), notice.enrollment.number),
            (_("Seat"), notice.enrollment.get_kind_display()),
        ],
        "outcome": _outcome(Status(notice.status)),
    }


def _dates(written: list[str | None]) -> str | None:
    days = [date.fromisoformat(day) for day in written if day]
    return _(", ").join(long_date(day) for day in days) or None


def _outcome(status: ChangeNotice.Status) -> str:
    return {
        Status.TO_DO: _("This is being prepared. Please look again in a moment."),
        Status.ASKED: "",
        Status.TOLD: _("Your application is kept. There is nothing to do for now."),
        Status.KEPT: _("You stay: your seat is kept for the new dates."),
        Status.MOVED: _("Your seat was moved to the cohort you chose. The details stand on my page."),
        Status.ENDED: _("The application is canceled, and what you paid goes back in full."),
        Status.TAKEN_BACK: _("The postponement was taken back: the dates first announced hold."),
    }[status]
