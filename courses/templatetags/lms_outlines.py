from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A text in pieces, with those that a reader searched for as <mark>."""
    shown = (format_html("<mark>{}</mark>", text) if is_wanted else text for text, is_wanted in pieces)
    return format_html_join("", "{}", ((each,) for each in shown))
