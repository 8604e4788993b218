"""Settings of the courses room, read late: `conf.PRIVATE_ROOT` is `settings.LMS_PRIVATE_ROOT` or its default.

Import the module, never the names: `from courses import conf`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

PRIVATE_ROOT: Path
"""LMS_PRIVATE_ROOT: the folder of study materials. No web server serves it; by default "private" beside MEDIA_ROOT."""

X_ACCEL_PREFIX: str
"""LMS_X_ACCEL_PREFIX: the internal location under which nginx finds that folder ("/private/"); "" sends files here."""

MATERIAL_MAX_MB: int
"""LMS_MATERIAL_MAX_MB: the largest study material, in megabytes."""

VIDEO_EMBEDS: Sequence[str]
"""LMS_VIDEO_EMBEDS: hosts whose players lessons may show; none by default. Name them in `frame-src` of the content
security policy as well. Nothing is loaded from them before the reader asks for it."""

DEFAULTS: dict[str, Any] = {
    "X_ACCEL_PREFIX": "",
    "MATERIAL_MAX_MB": 20,
    "VIDEO_EMBEDS": (),
}


def __getattr__(name: str) -> Any:
    if name == "PRIVATE_ROOT":
        chosen = getattr(settings, "LMS_PRIVATE_ROOT", None)
        return Path(chosen) if chosen else Path(settings.MEDIA_ROOT or ".").resolve().parent / "private"
    try:
        default = DEFAULTS[name]
    except KeyError:
        raise AttributeError(name) from None
    return getattr(settings, f"LMS_{name}", default)
