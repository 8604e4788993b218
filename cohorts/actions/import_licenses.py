"""Enter licenses that were granted before this register: each with its holder and the first line of its ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from cohorts.actions.import_people import write_people
from cohorts.imports.licenses import LicenseFacts
from cohorts.imports.plan import Planned
from cohorts.models import DataImport, ImportEffect, License, LicenseEvent, Person
from lms.kernel.actor import Actor
from lms.kernel.dependents import dependents_of
from lms.kernel.models import Message

Kind = LicenseEvent.Kind
CHUNK = 900


def carry_out(
    rows: Sequence[Planned], *, data_import: DataImport, confirm: bool, by: Actor, now: datetime
) -> list[ImportEffect]:
    """The ledger begins with the line that says from which list a license came; nothing is mailed to anybody.

    Nobody is listed or named to verifiers by this: the holder has not agreed to it yet.
    """
    del confirm
    facts: list[LicenseFacts] = [row.facts for row in rows]
    holders = write_people([one.holder for one in facts], by=by, now=now)
    licenses = [
        License(
            number=one.number,
            legacy_key=one.key,
            person=holder,
            title=one.title,
            holder_name=f"{one.holder.family_name} {one.holder.given_name}",
            issued_on=one.issued_on,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
        )
        for one, holder in zip(facts, holders, strict=True)
    ]
    License.objects.bulk_create(licenses)
    LicenseEvent.objects.bulk_create(_ledger(licenses, facts, rows, data_import=data_import, by=by, now=now))
    return [
        ImportEffect(
            row=row.row,
            target=ImportEffect.key_of(license_),
            is_new=True,
            after={"holder": license_.person_id, "is_new_person": one.holder.person is None},
        )
        for row, license_, one in zip(rows, licenses, facts, strict=True)
    ]


def take_back(effects: Sequence[ImportEffect], *, by: Actor, now: datetime) -> list[str]:
    """Delete each license with the lines the list wrote in its ledger, and a holder whom only the list knows.

    A license that anything refers to stays; one sentence per effect, "" where it was undone.
    """
    del by, now
    list(License.objects.select_for_update(of=("self",)).filter(pk__in=_keys(effects)).order_by("pk"))
    hindrances = why_they_stay(effects)
    going = [effect for effect, hindrance in zip(effects, hindrances, strict=True) if not hindrance]
    keys = _keys(going)
    holders = {one.pk: one.person for one in License.objects.filter(pk__in=keys).select_related("person")}
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        LicenseEvent.objects.filter(license__in=chunk).delete_what_a_list_wrote()
        License.objects.filter(pk__in=chunk).delete()
    for effect, key in zip(going, keys, strict=True):
        if effect.after["is_new_person"] and _is_known_by_the_list_alone(holders[key]):
            holders[key].delete()
    return hindrances


def why_they_stay(effects: Sequence[ImportEffect]) -> list[str]:
    """What refers to each license by now, in one sentence; "" where nothing does."""
    found = License.objects.filter(pk__in=_keys(effects)).prefetch_related(
        "events", "certificates", "proofs", "reissues"
    )
    licenses = {one.pk: one for one in found}
    mailed = set(
        Message.objects.filter(about__in=[effect.target for effect in effects]).values_list("about", flat=True)
    )
    return [
        _why_it_stays(effect, licenses.get(key), is_mailed=effect.target in mailed)
        for effect, key in zip(effects, _keys(effects), strict=True)
    ]


def _why_it_stays(effect: ImportEffect, license_: License | None, *, is_mailed: bool) -> str:
    if license_ is None:
        return gettext("The license is gone already.")
    later = [event.get_kind_display() for event in license_.events.all() if event.recorded_at != effect.accepted_at]
    said = [
        (bool(later), gettext("later lines of its ledger (%(lines)s)") % {"lines": "、".join(later)}),
        (bool(license_.certificates.all() or license_.proofs.all()), gettext("certificates and proofs")),
        (bool(license_.reissues.all()), gettext("reissues")),
        (license_.show_name or license_.listed, gettext("what the holder chose for the public register")),
        (is_mailed, gettext("mails about it")),
    ]
    refers = [words for is_so, words in said if is_so]
    if not refers:
        return ""
    sentence = gettext(
        "The license is referred to by now: %(what)s. Take it back as surrendered or revoke it on its own page instead."
    )
    return sentence % {"what": "、".join(refers)}


def _is_known_by_the_list_alone(person: Person) -> bool:
    """Nothing belongs to them any more, and they neither sign in nor were written to."""
    return not (person.user_id or dependents_of(person) or Message.objects.to_reader(person).exists())


def _keys(effects: Sequence[ImportEffect]) -> list[int]:
    return [int(effect.target.rpartition(":")[2]) for effect in effects]


def _ledger(
    licenses: Sequence[License],
    facts: Sequence[LicenseFacts],
    rows: Sequence[Planned],
    *,
    data_import: DataImport,
    by: Actor,
    now: datetime,
) -> list[LicenseEvent]:
    lines: list[LicenseEvent] = []
    for license_, one, row in zip(licenses, facts, rows, strict=True):
        source = f"{data_import.file_name} ({row.number})"
        lines.append(LicenseEvent(license=license_, kind=Kind.IMPORTED, effective_on=one.issued_on, reason=source))
        if one.ended_on:
            lines.append(LicenseEvent(license=license_, kind=one.ending, effective_on=one.ended_on, reason=source))
    for line in lines:
        line.by_id, line.recorded_at = by.user.pk if by.user else None, now
    return lines
