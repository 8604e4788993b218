"""The few line drawings our pages use, on a 24-unit grid. They repeat what a word beside them says."""

from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 7.5V12l3 2",
    "cross": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "dots": "M6 12h.01M12 12h.01M18 12h.01",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 1 0 0-17M12 11v5.5M12 7.5h.01",
    "warning": "M12 4L2.8 20h18.4zM12 10v4.5M12 17.3h.01",
}
DRAWINGS = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{path}"/></svg>')
    for name, path in PATHS.items()
}


def icon(name: str) -> SafeString:
    """The drawing as inline SVG; raises KeyError for a name nobody drew."""
    return DRAWINGS[name]
