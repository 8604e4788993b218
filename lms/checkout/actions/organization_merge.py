"""Two entries are one organization: everything of the one goes over to the other, and a record says what came whence.

`MOVES` names every relation to an organization. A relation that is missing there is found by a test, and the database
refuses to let the entry go that somebody still points to.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.merging import (
    CannotBeMerged,
    ChangedMeanwhile,
    Mover,
    Text,
    compare,
    fill,
    join_holds,
    lock_two,
    moved,
    nothing,
    one_merge,
    simply,
    told_apart,
)
from cohorts.models import Affiliation, CompanyHold, DifferentOrganizations, Organization, OrganizationMerge
from cohorts.seats import lock_pools
from cohorts.signals import company_holds_changed
from lms.checkout.models import CompanyTerms
from lms.checkout.terms import agreed_terms
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle
from payments.terms_words import terms_in_words

#: What the entry that stays takes over where it says nothing itself.
FILLED = ("name_kana", "corporate_number")


class SameOrganization(Obstacle):
    message = _("This is one and the same entry.")


class ReasonMissing(Obstacle):
    message = _("Say why the two are one organization.")


def _affiliations(survivor: Organization, gone: Organization) -> list[Model]:
    """Whoever works for both at the same time, in the same place, works for the one that stays once."""
    rows = list(gone.affiliations.all())
    theirs = survivor.affiliations.filter(person__in=[row.person_id for row in rows])
    for row in rows:
        if same := next(
            (one for one in theirs if one.person_id == row.person_id and is_one_employment(one, row)), None
        ):
            same.department, same.title = same.department or row.department, same.title or row.title
            same.starts_on = min(same.starts_on, row.starts_on) if same.starts_on and row.starts_on else None
            same.ends_on = max(same.ends_on, row.ends_on) if same.ends_on and row.ends_on else None
            same.confirmed_at = same.confirmed_at or row.confirmed_at
            same.save()
            row.delete()
    return moved(survivor, gone, "affiliations", "organization")


def is_one_employment(one: Affiliation, other: Affiliation) -> bool:
    """They overlap, and neither names a department or a position that the other contradicts."""
    one_ended = (one.ends_on or date.max) <= (other.starts_on or date.min)
    other_ended = (other.ends_on or date.max) <= (one.starts_on or date.min)
    said = ((one.department, other.department), (one.title, other.title))
    return not (one_ended or other_ended) and all(not here or not there or here == there for here, there in said)


def _company_holds(survivor: Organization, gone: Organization) -> list[Model]:
    join_holds(survivor, gone, beside="contact_id")
    return moved(survivor, gone, "company_holds", "organization")


def _terms(survivor: Organization, gone: Organization) -> list[Model]:
    """What was agreed holds on; where the same was agreed with both, it stands once."""
    rows = CompanyTerms.objects.filter(organization=gone)
    if CompanyTerms.objects.filter(organization=survivor).exists():
        rows.delete()
        return []
    came: list[Model] = list(rows)
    rows.update(organization=survivor)
    return came


#: By the accessor of each relation to an organization.
MOVES: dict[str, Mover] = {
    "people": simply("people", "employer"),
    "affiliations": _affiliations,
    "company_holds": _company_holds,
    "open_seats": simply("open_seats", "organization"),
    "group_applications": simply("group_applications", "organization"),
    "terms_of_payment": _terms,
    "merges": simply("merges", "survivor"),  # they lead on to the one that stays
    "different_from": told_apart,
    "different_from_other": nothing,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationMergePreview:
    """What a merge would do: rows by kind, fields that are filled in, what stays different, what is in the way."""

    survivor: Organization
    gone: Organization
    moves: tuple[tuple[Text, int], ...]
    fills: tuple[tuple[Text, str], ...]
    differs: tuple[tuple[Text, str, str], ...]
    obstacles: tuple[str, ...]


def preview_of(survivor: Organization, gone: Organization) -> OrganizationMergePreview:
    compared = compare(survivor, gone, ("name", *FILLED))
    moves: list[tuple[Text, int]] = []
    for relation in Organization._meta.related_objects:
        rows: QuerySet[Model] = QuerySet(relation.related_model).filter(**{relation.field.name: gone})
        label = relation.related_model._meta.verbose_name_plural or ""
        moves.append((_("People who work there today") if relation.name == "people" else label, rows.count()))
    stays, comes = agreed_terms(survivor), agreed_terms(gone)
    agreed = ((_("Terms of payment"), terms_in_words(comes)),) if comes and not stays else ()
    return OrganizationMergePreview(
        survivor=survivor,
        gone=gone,
        moves=tuple((label, count) for label, count in moves if count),
        fills=compared.fills + agreed,
        differs=compared.differs,
        obstacles=tuple(obstacles(survivor, gone)),
    )


def obstacles(survivor: Organization, gone: Organization) -> list[str]:
    """Why the two cannot be merged as they are; each sentence says what to do first."""
    found = []
    one, other = survivor.corporate_number, gone.corporate_number
    if one and other and one != other:
        words = {"one": one, "other": other}
        found.append(
            gettext(
                "They have different corporate numbers (%(one)s, %(other)s) and so are two organizations. If one of "
                "the numbers is a slip, correct it first."
            )
            % words
        )
    stays, goes = agreed_terms(survivor), agreed_terms(gone)
    if stays and goes and stays != goes:
        terms = {"one": terms_in_words(stays), "other": terms_in_words(goes)}
        found.append(
            gettext(
                "Different terms of payment are agreed with them: “%(one)s” and “%(other)s”. End those that no longer "
                "hold first."
            )
            % terms
        )
    return found


def merge_organizations(
    survivor: Organization, gone: Organization, *, reason: str, by: Actor, now: datetime
) -> OrganizationMerge:
    """Move everything of `gone` to `survivor`, keep what it said, and let the entry go.

    The name of the one that stays is never replaced, and what was ordered, invoiced and mailed keeps the name it bears.
    Seat pools are locked first, then the two entries: whoever points to one of them meanwhile finds the one that stays.

    Raises SameOrganization, ReasonMissing, CannotBeMerged, MergedMeanwhile, ChangedMeanwhile.
    """
    if survivor.pk == gone.pk:
        raise SameOrganization
    if not reason.strip():
        raise ReasonMissing
    with one_merge():
        return _merge(survivor, gone, reason=reason, by=by, now=now)


def _merge(survivor: Organization, gone: Organization, *, reason: str, by: Actor, now: datetime) -> OrganizationMerge:
    pools = _pools_of(survivor, gone)
    lock_pools(*pools)
    locked = lock_two(Organization.objects.all(), survivor.pk, gone.pk, merges=OrganizationMerge.objects.all())
    survivor, gone = locked[survivor.pk], locked[gone.pk]
    if not _pools_of(survivor, gone) <= pools:
        raise ChangedMeanwhile
    if reasons := obstacles(survivor, gone):
        raise CannotBeMerged(reasons)
    said = {name: getattr(gone, name) for name in ("name", *FILLED) if getattr(gone, name)}
    holds = list(CompanyHold.objects.standing().filter(organization__in=(survivor, gone)))
    came = {name: [row.pk for row in mover(survivor, gone)] for name, mover in MOVES.items()}
    filled = fill(survivor, gone, FILLED)
    survivor.save(update_fields=FILLED)
    key = gone.pk
    gone.delete()
    merge = OrganizationMerge.objects.create(
        survivor=survivor, gone=key, gone_name=said["name"], said=said, filled=filled, reason=reason.strip(),
        moved={name: keys for name, keys in came.items() if keys},
        merged_at=now, merged_by_id=by.user.pk if by.user else None,
    )  # fmt: skip
    audit.record(
        "lms_checkout.merge_organizations", survivor, by=by, gone=key, name=said["name"], reason=reason.strip()
    )
    company_holds_changed.send(sender=CompanyHold, holds=holds, now=now)
    return merge


@transaction.atomic
def tell_organizations_apart(
    one: Organization, other: Organization, *, by: Actor, now: datetime
) -> DifferentOrganizations:
    """They look alike and are two organizations; nobody is asked again. Raises SameOrganization."""
    if one.pk == other.pk:
        raise SameOrganization
    low, high = sorted((one, other), key=lambda organization: organization.pk)
    pair, created = DifferentOrganizations.objects.get_or_create(
        one=low, other=high, defaults={"said_at": now, "said_by_id": by.user.pk if by.user else None}
    )
    if created:
        audit.record("lms_checkout.tell_organizations_apart", low, by=by, other=high.pk)
    return pair


def _pools_of(*organizations: Organization) -> set[int]:
    """Where seats are held for them."""
    holds = CompanyHold.objects.standing().filter(organization__in=organizations)
    return set(holds.values_list("pool_id", flat=True))
