"""How often one address, mailbox or account may do something within a window: small counters in the cache."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

HOUR = 60 * 60


def too_many(purpose: str, subject: str, *, most: int, seconds: int) -> bool:
    """Count this attempt and say whether the subject has tried more than `most` times within the window.

    Subjects (an IP address, an e-mail address) are kept only as a hash, and only as long as the window lasts.

    Args:
        purpose: names the counter, "cohorts.verify".
    """
    key = f"lms.rate.{purpose}.{hashlib.sha256(subject.strip().lower().encode()).hexdigest()[:32]}"
    cache.add(key, 0, timeout=seconds)
    try:
        tried = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        tried = 1
    return bool(tried > most)


def too_many_forms(purpose: str, request: HttpRequest, mailbox: str, *, most: int) -> bool:
    """Whether a form that makes us write to a mailbox was sent too often within an hour.

    Both are counted every time, where it comes from and whom it names, so that neither one address of the net nor one
    mailbox can be used to flood.
    """
    from_here = too_many(f"{purpose}.address", address_of(request), most=most, seconds=HOUR)
    to_there = too_many(f"{purpose}.mailbox", mailbox, most=most, seconds=HOUR)
    return from_here or to_there


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
