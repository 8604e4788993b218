"""Frameworks come into the database one way only: out of their text."""

from datetime import UTC, datetime

from courses.actions.framework import import_framework
from courses.framework_text import read
from courses.models import FrameworkVersion
from lms.kernel.actor import Actor
from tests.courses.published import TEXT


def import_text(text: str) -> list[FrameworkVersion]:
    """The versions of the text, the earliest first."""
    reading = read(text)
    import_framework(reading, by=Actor.process("test"), now=datetime(2026, 4, 1, tzinfo=UTC))
    return FrameworkVersion.objects.filter(
        framework__code=reading.framework.lower(), version__in=[edition.version for edition in reading.editions]
    ).in_order()


def published_framework() -> list[FrameworkVersion]:
    """CMBOK 1.0 and 2.0."""
    return import_text(TEXT)
