"""Mails to people who want to hear of a course, before anything is decided."""

from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from cohorts.models import Interest
from lms.kernel.actions.message import queue_message


def please_confirm(interest: Interest, *, now: datetime) -> None:
    """Asks the owner of the mailbox; one who has confirmed already reads that, with the way to withdraw."""
    with translation.override(interest.language):
        context = {"interest": interest, "title": interest.subject_title, "path": interest_path(interest)}
    queue_message(
        kind="cohorts.email.interest_registered",
        dedupe_key=f"interest_registered:{interest.pk}:{now:%Y%m%d%H}",
        to_email=interest.email,
        to_name=interest.name,
        language=interest.language,
        context=context,
        about=interest,
        now=now,
    )


def interest_path(interest: Interest) -> str:
    """Where one confirms and withdraws, in the reader's language; empty in a site without the catalogue."""
    try:
        with translation.override(interest.language):
            return reverse("lms_catalogue:interest_answer", args=[interest.token])
    except NoReverseMatch:
        return ""
