"""Competency frameworks over the API: the same answers as the public pages."""

from datetime import datetime

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from courses.crosswalk import CrosswalkLine
from courses.framework_diff import ChangedDomain, Pair
from courses.framework_edition import Area, Edition, Item
from courses.frameworks import Difference, difference_or_404, summaries, version_or_404
from lms.kernel.access import public
from lms.kernel.calendar import JST

router = Router(tags=["frameworks"])


class VersionSummarySchema(Schema):
    version: str
    competency_count: int
    domain_count: int


class FrameworkSchema(Schema):
    """A framework with its versions, the newest first."""

    code: str
    title: str
    publisher: str
    versions: list[VersionSummarySchema]


class CompetencySchema(Schema):
    """A code means something only together with its version."""

    code: str
    title: str


class DomainSchema(Schema):
    prefix: str
    title: str
    competency_count: int
    competencies: list[CompetencySchema]


class AreaSchema(Schema):
    """`title` without the letter spacing of the print."""

    title: str
    title_as_printed: str
    domains: list[DomainSchema]


class FrameworkVersionSchema(Schema):
    framework: str
    title: str
    version: str
    note: str
    competency_count: int
    domain_count: int
    areas: list[AreaSchema]


class RespelledSchema(Schema):
    code: str
    from_title: str
    to_title: str


class MovedSchema(Schema):
    from_code: str
    to_code: str
    from_title: str
    to_title: str
    spelling_changed: bool


class DomainChangeSchema(Schema):
    """Titles as printed; null where that version has no such domain."""

    prefix: str
    kind: str
    from_title: str | None
    to_title: str | None
    from_area: str | None
    to_area: str | None


class CrosswalkSchema(Schema):
    """Only an entry with the status `decided` holds; `suggested` has been confirmed by nobody."""

    status: str
    kind: str
    from_codes: list[str]
    to_codes: list[str]
    basis: str
    reason: str
    decided_at: datetime | None


class CountsSchema(Schema):
    kept_identical: int
    kept_spelling_only: int
    kept_renamed: int
    moved_same_title: int
    moved_and_renamed: int
    dropped: int
    new: int
    code_reused_for_other_competency: int


class DifferenceSchema(Schema):
    """Every count with the list behind it. Competencies are matched by title, never by code."""

    framework: str
    from_version: str = Field(alias="from")
    to_version: str = Field(alias="to")
    from_competency_count: int
    to_competency_count: int
    counts: CountsSchema
    kept_identical: list[CompetencySchema]
    kept_spelling_only: list[RespelledSchema]
    kept_renamed: list[RespelledSchema]
    moved_same_title: list[MovedSchema]
    moved_and_renamed: list[MovedSchema]
    dropped: list[CompetencySchema]
    new: list[CompetencySchema]
    code_reused_for_other_competency: list[RespelledSchema]
    domain_changes: list[DomainChangeSchema]
    crosswalk: list[CrosswalkSchema]


@router.get("/frameworks", response=list[FrameworkSchema], summary="Competency frameworks and their versions")
@public
def frameworks(request: HttpRequest) -> list[FrameworkSchema]:  # noqa: ARG001 - the name is ninja's
    return [
        FrameworkSchema(
            code=each.code,
            title=each.title,
            publisher=each.publisher,
            versions=[
                VersionSummarySchema(
                    version=one.version, competency_count=one.competency_count, domain_count=one.domain_count
                )
                for one in each.versions
            ],
        )
        for each in summaries()
    ]


@router.get(
    "/frameworks/{code}/diff/{old}/{new}",
    response=DifferenceSchema,
    by_alias=True,
    summary="What became of each competency between two versions",
)
@public
def framework_difference(request: HttpRequest, code: str, old: str, new: str) -> DifferenceSchema:  # noqa: ARG001 - the name is ninja's
    try:
        return difference_schema(difference_or_404(code, old, new))
    except Http404 as missing:
        raise HttpError(404, str(missing)) from missing


@router.get(
    "/frameworks/{code}/{version}", response=FrameworkVersionSchema, summary="One version with all competencies"
)
@public
def framework_version(request: HttpRequest, code: str, version: str) -> FrameworkVersionSchema:  # noqa: ARG001 - the name is ninja's
    try:
        found = version_or_404(code, version)
    except Http404 as missing:
        raise HttpError(404, str(missing)) from missing
    return version_schema(found.framework.code, found.framework.title, found.as_edition())


def version_schema(code: str, title: str, edition: Edition) -> FrameworkVersionSchema:
    return FrameworkVersionSchema(
        framework=code,
        title=title,
        version=edition.version,
        note=edition.note,
        competency_count=len(edition.items),
        domain_count=len(edition.domains),
        areas=[area_schema(area) for area in edition.areas],
    )


def area_schema(area: Area) -> AreaSchema:
    domains = [
        DomainSchema(
            prefix=domain.prefix,
            title=domain.title,
            competency_count=len(domain.items),
            competencies=[competency(item) for item in domain.items],
        )
        for domain in area.domains
    ]
    return AreaSchema(title=area.name, title_as_printed=area.title, domains=domains)


def difference_schema(difference: Difference) -> DifferenceSchema:
    found = difference.comparison
    lists: dict[str, list[Schema]] = {
        "kept_identical": [competency(item) for item in found.identical],
        "kept_spelling_only": [respelled(pair) for pair in found.respelled],
        "kept_renamed": [respelled(pair) for pair in found.renamed],
        "moved_same_title": [moved(pair) for pair in found.moved],
        "moved_and_renamed": [moved(pair) for pair in found.moved_and_renamed],
        "dropped": [competency(item) for item in found.dropped],
        "new": [competency(item) for item in found.new],
        "code_reused_for_other_competency": [respelled(pair) for pair in found.reused_codes],
    }
    return DifferenceSchema.model_validate(
        {
            "framework": difference.framework.code,
            "from": difference.old.version,
            "to": difference.new.version,
            "from_competency_count": len(difference.old.items),
            "to_competency_count": len(difference.new.items),
            "counts": {name: len(rows) for name, rows in lists.items()},
            **lists,
            "domain_changes": [domain_change(each) for each in found.domains],
            "crosswalk": [crosswalk(line) for line in difference.crosswalk],
        }
    )


def competency(item: Item) -> CompetencySchema:
    return CompetencySchema(code=item.code, title=item.title)


def respelled(pair: Pair) -> RespelledSchema:
    return RespelledSchema(code=pair.old.code, from_title=pair.old.title, to_title=pair.new.title)


def moved(pair: Pair) -> MovedSchema:
    return MovedSchema(
        from_code=pair.old.code,
        to_code=pair.new.code,
        from_title=pair.old.title,
        to_title=pair.new.title,
        spelling_changed=pair.is_respelled,
    )


def domain_change(change: ChangedDomain) -> DomainChangeSchema:
    return DomainChangeSchema(
        prefix=change.prefix,
        kind=change.kind.value,
        from_title=change.old_title,
        to_title=change.new_title,
        from_area=change.old_area,
        to_area=change.new_area,
    )


def crosswalk(line: CrosswalkLine) -> CrosswalkSchema:
    return CrosswalkSchema(
        status=line.status.value,
        kind=line.kind.value,
        from_codes=[item.code for item in line.sources],
        to_codes=[item.code for item in line.targets],
        basis=line.basis.value,
        reason=line.reason,
        decided_at=line.decided_at.astimezone(JST) if line.decided_at else None,
    )
