"""Enter licenses that were granted before this register: each with its holder and the first line of its ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from cohorts.actions.import_people import write_people
from cohorts.imports.licenses import LicenseFacts
from cohorts.imports.plan import Planned
from cohorts.models import DataImport, ImportEffect, License, LicenseEvent
from lms.kernel.actor import Actor

Kind = LicenseEvent.Kind


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


def why_they_stay(effects: Sequence[ImportEffect]) -> list[str]:
    """Always, and why."""
    sentence = gettext(
        "The ledger of licenses is only appended to, so that what was ever told about a license stays told. Take a "
        "license back or revoke it on its own page instead."
    )
    return [sentence for _effect in effects]


def take_back(effects: Sequence[ImportEffect], *, by: Actor, now: datetime) -> list[str]:
    """Nothing is taken back."""
    del by, now
    return why_they_stay(effects)


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
