"""Enough to keep anybody from listing license numbers one by one."""

from django.http import HttpRequest

from cohorts import conf
from lms.kernel.rate_limit import address_of, too_many

WINDOW_SECONDS = 60


def too_many_verifications(request: HttpRequest) -> bool:
    """Count this look-up and say whether its address has asked too often within the minute."""
    return too_many("cohorts.verify", address_of(request), most=conf.VERIFICATIONS_PER_MINUTE, seconds=WINDOW_SECONDS)
