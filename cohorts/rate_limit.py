"""A small counter per address and minute: enough to keep anybody from listing license numbers one by one."""

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

from cohorts import conf

WINDOW_SECONDS = 60


def too_many_verifications(request: HttpRequest) -> bool:
    """Count this look-up and say whether its address has asked too often within the minute."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"lms_cohorts.verify.{hashlib.sha256(address.encode()).hexdigest()[:32]}"
    cache.add(key, 0, timeout=WINDOW_SECONDS)
    try:
        asked = cache.incr(key)
    except ValueError:  # the window ended between the two calls
        asked = 1
    return bool(asked > conf.VERIFICATIONS_PER_MINUTE)
