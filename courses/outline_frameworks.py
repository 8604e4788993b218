"""The framework versions an outline may be compared with."""

from courses.models import FrameworkVersion, SyllabusOutline
from courses.models.framework import FrameworkVersionQuerySet
from courses.outlines.reconciliation import Framework


def known_frameworks() -> list[Framework]:
    return _frameworks(FrameworkVersion.objects.all())


def framework_of(outline: SyllabusOutline) -> Framework | None:
    """The version an outline follows, where it is here."""
    code, version = outline.follows
    found = _frameworks(FrameworkVersion.objects.filter(framework__code=code, version=version)) if code else []
    return found[0] if found else None


def _frameworks(versions: FrameworkVersionQuerySet) -> list[Framework]:
    return [
        Framework(
            code=version.framework.code,
            version=version.version,
            name=str(version),
            titles={competency.code: competency.title for competency in version.competencies.all()},
        )
        for version in versions.select_related("framework").prefetch_related("competencies")
    ]
