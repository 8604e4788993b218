"""How wagtail-localize treats our pages, in sites that have it; no other site needs it."""

from typing import Any

try:
    from wagtail_localize.fields import SynchronizedField
except ImportError:  # a site without it translates by other means, or not at all
    SynchronizedField = None


def same_in_every_language(*fields: str) -> list[Any]:
    """Fields that an editor need not translate, but may change in a translation.

    Texts are translated and everything else is the same by wagtail-localize's own rules: the course of a page, its
    pictures, the rows its blocks name.
    """
    return [SynchronizedField(field) for field in fields] if SynchronizedField else []
