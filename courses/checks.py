"""Settings under which study materials would be readable by anyone are refused at start."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from courses import conf


def check_private_root(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Study materials never lie where a web server serves files to everyone."""
    root = conf.PRIVATE_ROOT.resolve()
    served = {"MEDIA_ROOT": settings.MEDIA_ROOT, "STATIC_ROOT": settings.STATIC_ROOT}
    return [
        Error(
            f"LMS_PRIVATE_ROOT is {str(root)!r}, inside {name}: study materials would be public.",
            hint="Choose a folder that no web server serves.",
            id="lms_courses.E001",
        )
        for name, folder in served.items()
        if folder and root.is_relative_to(Path(folder).resolve())
    ]


def check_video_hosts(*_args: Any, **_kwargs: Any) -> list[CheckMessage]:
    """Hosts only: an address with a scheme or a path would never match, and a pattern is not understood."""
    wrong = [host for host in conf.VIDEO_EMBEDS if not host or set(host) & set("/:* ")]
    if not wrong:
        return []
    return [
        Error(
            f"LMS_VIDEO_EMBEDS holds {wrong!r}, which are not host names.",
            hint='Write ["www.youtube-nocookie.com"].',
            id="lms_courses.E002",
        )
    ]
