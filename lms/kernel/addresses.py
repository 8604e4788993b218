"""Addresses that leave the site: in calendars, structured data and answers to machines."""

from lms.kernel import conf


def absolute(path: str) -> str:
    """A path of this site with its scheme and host; nothing stays nothing."""
    return f"{conf.BASE_URL.rstrip('/')}{path}" if path else ""
