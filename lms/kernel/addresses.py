"""Addresses that leave the site: in mails, calendars, structured data and answers to machines."""

import re

from django.conf import settings
from django.urls import Resolver404, resolve, translate_url
from django.utils import translation

from lms.kernel import conf


def absolute(path: str) -> str:
    """A path of this site with its scheme and host; nothing stays nothing."""
    return f"{conf.BASE_URL.rstrip('/')}{path}" if path else ""


def in_language(text: str, language: str) -> str:
    """The same text with the addresses of our own pages in another language; pages of the site keep theirs."""
    if language == settings.LANGUAGE_CODE:
        return text
    base = re.escape(conf.BASE_URL.rstrip("/"))
    with translation.override(settings.LANGUAGE_CODE):
        return re.sub(rf"(?<={base})/\S*", lambda found: _page_in(found[0], language), text)


def _page_in(path: str, language: str) -> str:
    try:
        is_ours = resolve(path.partition("?")[0]).namespace.startswith("lms_")
    except Resolver404:
        return path
    return translate_url(path, language) if is_ours else path
