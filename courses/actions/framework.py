"""Keep the versions of a competency framework as its text prints them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.framework_diff import misprints
from courses.framework_edition import Edition
from courses.framework_text import Reading
from courses.framework_words import sentence
from courses.models import Competency, CompetencyArea, CompetencyDomain, Framework, FrameworkVersion
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class TextUnreadable(Obstacle):
    """The text has problems; nothing of it is kept. Its message is one line per problem."""


class VersionDiffers(Obstacle):
    """The version is there with other content; the message shows where."""


class VersionInUse(Obstacle):
    """The version cannot be replaced because something refers to it; the message says what."""


class Result(Enum):
    CREATED = "created"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one version of the text."""

    edition: Edition
    result: Result


@transaction.atomic
def import_framework(reading: Reading, *, by: Actor, now: datetime) -> list[Imported]:
    """Keep every version the text prints, all or none; versions that are there already stay untouched.

    Raises TextUnreadable, VersionDiffers.
    """
    return _import(reading, by=by, now=now, differing=_refuse)


@transaction.atomic
def replace_framework(reading: Reading, *, by: Actor, now: datetime) -> list[Imported]:
    """Like `import_framework`, but a version with other content is replaced where nothing refers to it.

    Raises TextUnreadable, VersionInUse.
    """
    return _import(reading, by=by, now=now, differing=_clear)


def _import(
    reading: Reading, *, by: Actor, now: datetime, differing: Callable[[FrameworkVersion, Edition], None]
) -> list[Imported]:
    if reading.problems:
        raise TextUnreadable("\n".join(map(sentence, reading.problems)))
    code = reading.framework.lower()
    framework, _created = Framework.objects.get_or_create(code=code, defaults={"title": reading.framework})
    # Two imports at a time wait for each other here.
    Framework.objects.select_for_update().get(pk=framework.pk)
    return [_keep(framework, edition, by=by, now=now, differing=differing) for edition in reading.editions]


def _keep(
    framework: Framework,
    edition: Edition,
    *,
    by: Actor,
    now: datetime,
    differing: Callable[[FrameworkVersion, Edition], None],
) -> Imported:
    stored = FrameworkVersion.objects.with_content().filter(framework=framework, version=edition.version).first()
    if stored is not None and stored.as_edition() == edition:
        return Imported(edition, Result.UNCHANGED)
    if stored is None:
        result = Result.CREATED
        version = FrameworkVersion.objects.create(
            framework=framework, version=edition.version, note=edition.note, imported_at=now
        )
    else:
        differing(stored, edition)
        result, version = Result.REPLACED, stored
        FrameworkVersion.objects.filter(pk=stored.pk).update(note=edition.note, imported_at=now)
    _write(version, edition)
    audit.record(
        "lms_courses.import_framework",
        version,
        by=by,
        result=result.value,
        domains=len(edition.domains),
        competencies=len(edition.items),
    )
    return Imported(edition, result)


def _refuse(stored: FrameworkVersion, edition: Edition) -> None:
    lines = [
        f"{code}: {before or '–'} → {after or '–'}" for code, before, after in misprints(stored.as_edition(), edition)
    ]
    heading = gettext("%(version)s is already there with other content.") % {"version": stored}
    raise VersionDiffers("\n".join([heading, *(lines or [gettext("Only the order or the note differs.")])]))


def _clear(stored: FrameworkVersion, edition: Edition) -> None:
    del edition
    if uses := stored.uses():
        raise VersionInUse(
            _("%(version)s cannot be replaced: something refers to it (%(uses)s).")
            % {"version": stored, "uses": ", ".join(f"{name} {count}" for name, count in uses)}
        )
    stored.areas.all().delete()  # with their domains and competencies


def _write(version: FrameworkVersion, edition: Edition) -> None:
    position = 0
    for number, area in enumerate(edition.areas):
        row = CompetencyArea.objects.create(version=version, position=number, title=area.title)
        for domain in area.domains:
            stored = CompetencyDomain.objects.create(
                version=version, area=row, position=position, prefix=domain.prefix, title=domain.title
            )
            position += 1
            Competency.objects.bulk_create(
                Competency(version=version, domain=stored, code=item.code, number=item.number, title=item.title)
                for item in domain.items
            )
