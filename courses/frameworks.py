"""What anyone may read about frameworks; pages and the public API answer from here."""

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Count
from django.http import Http404
from django.utils.translation import gettext

from courses.crosswalk import CrosswalkLine, crosswalk_lines
from courses.framework_diff import Comparison, compare
from courses.framework_edition import Edition
from courses.models import Framework, FrameworkVersion


@dataclass(frozen=True, slots=True)
class VersionSummary:
    version: str
    competency_count: int
    domain_count: int


@dataclass(frozen=True, slots=True)
class FrameworkSummary:
    """A framework with its versions, the newest first."""

    code: str
    title: str
    publisher: str
    summary: str
    versions: tuple[VersionSummary, ...]

    @property
    def steps(self) -> list[tuple[str, str]]:
        """From each version to the next, the latest step first."""
        newest_first = [each.version for each in self.versions]
        return [(older, newer) for newer, older in pairwise(newest_first)]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of one framework beside each other."""

    framework: Framework
    old: Edition
    new: Edition
    comparison: Comparison
    crosswalk: tuple[CrosswalkLine, ...]


def summaries() -> list[FrameworkSummary]:
    """Every framework that has a version."""
    counted = FrameworkVersion.objects.annotate(
        competency_count=Count("competencies", distinct=True), domain_count=Count("domains", distinct=True)
    )
    by_framework: dict[Framework, list[VersionSummary]] = {}
    for each in reversed(counted.in_order()):
        summary = VersionSummary(each.version, each.competency_count, each.domain_count)  # type: ignore[attr-defined]
        by_framework.setdefault(each.framework, []).append(summary)
    found = [
        FrameworkSummary(framework.code, framework.title, framework.publisher, framework.summary, tuple(versions))
        for framework, versions in by_framework.items()
    ]
    return sorted(found, key=lambda framework: framework.code)


def version_or_404(code: str, version: str) -> FrameworkVersion:
    """With its content. Raises Http404 that says what is missing."""
    return _versions_or_404(code, version)[version]


def difference_or_404(code: str, old: str, new: str) -> Difference:
    """What became of each competency from one version to the other. Raises Http404."""
    versions = _versions_or_404(code, old, new)
    before, after = versions[old].as_edition(), versions[new].as_edition()
    comparison = compare(before, after)
    lines = crosswalk_lines(versions[old], versions[new], comparison)
    return Difference(versions[old].framework, before, after, comparison, lines)


def _versions_or_404(code: str, *wanted: str) -> dict[str, FrameworkVersion]:
    rows = FrameworkVersion.objects.with_content().filter(framework__code=code, version__in=wanted)
    found = {each.version: each for each in rows}
    for version in wanted:
        if version not in found:
            raise Http404(
                gettext("There is no version %(version)s of a framework %(code)s here.")
                % {"version": version, "code": code}
            )
    return found
