"""Mails about inquiries: a receipt for the sender, a notice for the office."""

from datetime import datetime

from lms.inquiries.models import Inquiry
from lms.kernel.actions.message import queue_message
from lms.kernel.models import profile_of


def inquiry_received(inquiry: Inquiry, *, now: datetime) -> None:
    """The sender keeps what they asked, its number, and by when an answer comes."""
    queue_message(
        kind="inquiries.email.inquiry_received",
        dedupe_key=f"inquiry_received:{inquiry.number}",
        to_email=inquiry.email,
        to_name=inquiry.name,
        language=inquiry.language,
        context={"inquiry": inquiry},
        about=inquiry,
        now=now,
    )


def inquiry_arrived(inquiry: Inquiry, *, now: datetime) -> None:
    """The office learns of it at its own address; a site whose profile has none reads its desk."""
    profile = profile_of()
    if not profile.email:
        return
    queue_message(
        kind="inquiries.email.inquiry_arrived",
        dedupe_key=f"inquiry_arrived:{inquiry.number}",
        to_email=profile.email,
        to_name=profile.name,
        context={"inquiry": inquiry},
        about=inquiry,
        now=now,
    )
