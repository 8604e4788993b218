"""Two entries are one human being: everything of the one goes over to the other, and a record says what came whence.

`MOVES` names every relation to a person. A relation that is missing there is found by a test, and the database refuses
to let the entry go that somebody still points to.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts import person_emails
from cohorts.actions.affiliation import show_employer
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
from cohorts.models import (
    CompanyHold,
    DataRequest,
    DifferentPeople,
    Enrollment,
    ImportEffect,
    Person,
    PersonMerge,
    StaffAssignment,
)
from cohorts.search_key import write_search_key
from cohorts.seats import lock_pools
from cohorts.signals import people_merged
from lms.kernel import audit, calendar, clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.kernel.obstacles import Obstacle

#: What the entry that stays takes over where it says nothing itself.
FILLED = (
    "family_kana", "given_kana", "family_romaji", "given_romaji", "former_family_name", "certificate_name", "email",
    "phone",
)  # fmt: skip


class SamePerson(Obstacle):
    message = _("This is one and the same entry.")


class ReasonMissing(Obstacle):
    message = _("Say why the two are one person.")


def _postal_addresses(survivor: Person, gone: Person) -> list[Model]:
    """The preferred one of the entry that stays remains preferred."""
    if survivor.postal_addresses.filter(is_preferred=True).exists():
        gone.postal_addresses.update(is_preferred=False)
    return moved(survivor, gone, "postal_addresses", "person")


def _mail_addresses(survivor: Person, gone: Person) -> list[Model]:
    """A mailbox both have stays once; one login is left, that of the account that stays."""
    known = {one.email.casefold(): one for one in survivor.mail_addresses.all()}
    moved: list[Model] = []
    for row in gone.mail_addresses.all():
        same = known.get(row.email.casefold())
        is_login = row.is_login and not survivor.mail_addresses.filter(is_login=True).exists()
        if same is not None:
            row.delete()
            same.verified_at = same.verified_at or row.verified_at
            same.is_login = same.is_login or is_login
            same.save()
        else:
            row.person, row.is_login = survivor, is_login
            row.save()
        moved.append(row)
    return moved


def _company_holds(survivor: Person, gone: Person) -> list[Model]:
    join_holds(survivor, gone, beside="organization_id")
    return moved(survivor, gone, "company_holds", "contact")


def _record_matches(survivor: Person, gone: Person) -> list[Model]:
    """A question that was asked about both is asked, or answered, once."""
    known = set(survivor.record_matches.values_list("record_id", flat=True))
    gone.record_matches.filter(record__in=known).delete()
    return moved(survivor, gone, "record_matches", "person")


#: By the accessor of each relation of this room to a person.
MOVES: dict[str, Mover] = {
    "enrollments": simply("enrollments", "person"),
    "exam_records": simply("exam_records", "person"),
    "licenses": simply("licenses", "person"),
    "consents": simply("consents", "person"),
    "data_requests": simply("data_requests", "person"),
    "affiliations": simply("affiliations", "person"),
    "waivers": simply("waivers", "person"),
    "company_holds": _company_holds,
    "postal_addresses": _postal_addresses,
    "mail_addresses": _mail_addresses,
    "record_matches": _record_matches,
    "merges": simply("merges", "survivor"),  # they lead on to the one that stays
    "different_from": told_apart,
    "different_from_other": nothing,
}


def every_move() -> dict[str, Mover]:
    """These, and the relations of the rooms above, whose rows go over as they are."""
    moves = dict(MOVES)
    for relation in Person._meta.related_objects:
        name = relation.get_accessor_name()
        if name and relation.related_model._meta.app_label != Person._meta.app_label:
            moves[name] = simply(name, relation.field.name)
    return moves


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview:
    """What a merge would do: rows by kind, fields that are filled in, what stays different, what is in the way."""

    survivor: Person
    gone: Person
    moves: tuple[tuple[Text, int], ...]
    fills: tuple[tuple[Text, str], ...]
    differs: tuple[tuple[Text, str, str], ...]
    obstacles: tuple[str, ...]
    closes_account: bool


def preview_of(survivor: Person, gone: Person) -> MergePreview:
    compared = compare(survivor, gone, ("family_name", "given_name", *FILLED))
    moves = [(_kind_of(name), getattr(gone, name).count()) for name in every_move()]
    mails = Message.objects.to_reader(gone).count()
    return MergePreview(
        survivor=survivor,
        gone=gone,
        moves=tuple((label, count) for label, count in [*moves, (_("Mails"), mails)] if count),
        fills=compared.fills,
        differs=compared.differs,
        obstacles=tuple(obstacles(survivor, gone)),
        closes_account=bool(survivor.user_id and gone.user_id),
    )


def obstacles(survivor: Person, gone: Person) -> list[str]:
    """Why the two cannot be merged as they are; each sentence says what to do first."""
    found = []
    if survivor.forgotten_at or gone.forgotten_at:
        found.append(gettext("One of them was forgotten at their own request and stays so."))
    ours = set(survivor.enrollments.active().values_list("cohort_id", flat=True))
    both = Enrollment.objects.active().filter(person=gone, cohort__in=ours).select_related("cohort")
    for one in both:
        words = {"cohort": one.cohort}
        found.append(gettext("Both have applied for %(cohort)s. Cancel one of the two applications first.") % words)
    found += _two_licenses(survivor, gone)
    if survivor.user_id and gone.user_id and _works_here(gone):
        found.append(gettext("The account of the entry that goes works for us. Merge the other way round."))
    waiting = [DataRequest.Status.RECEIVED, DataRequest.Status.IDENTIFIED]
    asked = set(survivor.data_requests.filter(status__in=waiting).values_list("kind", flat=True))
    if gone.data_requests.filter(status__in=waiting, kind__in=asked).exists():
        found.append(gettext("Both have asked the same about their data. Answer one of the two requests first."))
    return found


def _works_here(person: Person) -> bool:
    """Whether closing the account would take a colleague out."""
    user: Any = person.user
    rights = user.is_superuser or user.groups.exists() or user.user_permissions.exists()
    return bool(rights) or StaffAssignment.objects.filter(user=user).exists()


def _two_licenses(survivor: Person, gone: Person) -> list[str]:
    valid = survivor.licenses.valid_on(clock.today())
    titles = dict(valid.values_list("title", "number"))
    return [
        gettext("Both hold a valid license “%(title)s” (%(one)s, %(other)s). Settle first which one stands.")
        % {"title": one.title, "one": titles[one.title], "other": one.number}
        for one in gone.licenses.valid_on(clock.today())
        if one.title in titles
    ]


def merge_people(survivor: Person, gone: Person, *, reason: str, by: Actor, now: datetime) -> PersonMerge:
    """Move everything of `gone` to `survivor`, keep what it said, and let the entry go.

    Names of the one that stays are never replaced; what it leaves empty is filled in. Where both sign in, the account
    of the one that went is closed, its orders come over, and both mailboxes are told. Seat pools are locked first, then
    the two entries: of several merges at once, and of acts on the two meanwhile, each finds what the one before left.

    Raises SamePerson, ReasonMissing, CannotBeMerged, MergedMeanwhile, ChangedMeanwhile.
    """
    if survivor.pk == gone.pk:
        raise SamePerson
    if not reason.strip():
        raise ReasonMissing
    with one_merge():
        return _merge(survivor.pk, gone.pk, reason=reason, by=by, now=now)


def _merge(survivor_key: int, gone_key: int, *, reason: str, by: Actor, now: datetime) -> PersonMerge:
    pools = _pools_of(survivor_key, gone_key)
    lock_pools(*pools)
    locked = lock_two(Person.objects.all(), survivor_key, gone_key, merges=PersonMerge.objects.all())
    if not _pools_of(survivor_key, gone_key) <= pools:
        raise ChangedMeanwhile
    survivor, gone = locked[survivor_key], locked[gone_key]
    if reasons := obstacles(survivor, gone):
        raise CannotBeMerged(reasons)
    said = said_by(gone)
    came = {name: [row.pk for row in mover(survivor, gone)] for name, mover in every_move().items()}
    came["messages"] = _take_mail(survivor, gone)
    ImportEffect.objects.filter(target=ImportEffect.key_of(gone)).update(target=ImportEffect.key_of(survivor))
    filled = _fill(survivor, gone)
    account, closed = _settle_accounts(survivor, gone)
    key = gone.pk
    gone.delete()
    survivor.save()
    show_employer(survivor, today=calendar.jst_date(now))
    write_search_key(survivor)
    merge = PersonMerge.objects.create(
        survivor=survivor, gone=key, gone_name=said["name"], said=said, filled=filled, reason=reason.strip(),
        moved={name: keys for name, keys in came.items() if keys},
        merged_at=now, merged_by_id=by.user.pk if by.user else None,
    )  # fmt: skip
    audit.record("lms_cohorts.merge_people", survivor, by=by, gone=key, reason=reason.strip())
    if closed is not None:
        address = getattr(closed, closed.get_email_field_name(), "")
        person_emails.accounts_merged(survivor, closed=address, now=now)
        people_merged.send(sender=Person, account=account, closed=closed, now=now)
    return merge


def _pools_of(*people: int) -> set[int]:
    """Where they have a seat, wait for one, or hold some for their company."""
    seats = Enrollment.objects.filter(person__in=people).values_list("pool_id", flat=True)
    return {*seats, *CompanyHold.objects.standing().filter(contact__in=people).values_list("pool_id", flat=True)}


def said_by(person: Person) -> dict[str, str]:
    """What an entry says of itself, as the record of a merge keeps it."""
    said = {name: str(getattr(person, name)) for name in (*FILLED, "postal_code", "address") if getattr(person, name)}
    return {"name": person.full_name, **said, **({"employer": str(person.employer)} if person.employer else {})}


def _take_mail(survivor: Person, gone: Person) -> list[int]:
    """Mails the one that went was sent are read by the one that stays."""
    read = Message.objects.to_reader(gone)
    keys = list(read.values_list("pk", flat=True))
    read.update(reader=Message.key_of(survivor))
    Message.objects.about(gone).update(about=Message.key_of(survivor))
    return keys


def _fill(survivor: Person, gone: Person) -> list[str]:
    filled = fill(survivor, gone, FILLED)
    preferred = survivor.postal_addresses.filter(is_preferred=True).first()
    survivor.postal_code = preferred.postal_code if preferred else ""
    survivor.address = preferred.address if preferred else ""
    return filled


def _settle_accounts(survivor: Person, gone: Person) -> tuple[Any, Any]:
    """The account that stays, and the one that is closed; None where there is none."""
    theirs = gone.user
    if theirs is None:
        return survivor.user, None
    gone.user = None
    gone.save(update_fields=["user"])
    if survivor.user is None:
        survivor.user = theirs
        login = survivor.mail_addresses.filter(is_login=True).first()
        survivor.email = login.email if login else survivor.email
        return theirs, None
    return survivor.user, theirs


@transaction.atomic
def tell_apart(one: Person, other: Person, *, by: Actor, now: datetime) -> DifferentPeople:
    """They look alike and are two people; nobody is asked again. Raises SamePerson."""
    if one.pk == other.pk:
        raise SamePerson
    low, high = sorted((one, other), key=lambda person: person.pk)
    pair, created = DifferentPeople.objects.get_or_create(
        one=low, other=high, defaults={"said_at": now, "said_by_id": by.user.pk if by.user else None}
    )
    if created:
        audit.record("lms_cohorts.tell_apart", low, by=by, other=high.pk)
    return pair


def _kind_of(name: str) -> Text:
    related = Person._meta.get_field(name).related_model
    return related._meta.verbose_name_plural  # type: ignore[union-attr,return-value]  # every relation has a model
