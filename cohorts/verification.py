"""What anybody may learn about a license number: the page and the API say the same, and nothing more."""

from dataclasses import dataclass
from datetime import date

from cohorts.certificate import last_day, romaji
from cohorts.ledger import Standing
from cohorts.license_number import canonical
from cohorts.models import License
from cohorts.register import shown_of
from lms.kernel.names import same_name


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer for a day in Japan. `standing` is None where no such license exists or the number cannot be one.

    `valid_through` is the last valid day; `since` the day the standing began. The holder's name, prefecture and
    employer are there only with their consent to each; `name_matches` is None unless a name was asked for.
    """

    number: str
    checked_on: date
    standing: Standing | None = None
    title: str = ""
    valid_from: date | None = None
    valid_through: date | None = None
    since: date | None = None
    holder_name: str | None = None
    prefecture: str | None = None
    employer: str | None = None
    name_matches: bool | None = None

    @property
    def is_found(self) -> bool:
        return self.standing is not None

    @property
    def is_valid(self) -> bool:
        return self.standing is Standing.VALID


def verify(number: str, name: str, on: date) -> Verification:
    """Look a license up by its number as typed, and compare a typed name where there is one ("" for none).

    A number that cannot exist is looked up all the same, so that both kinds of "not found" look and take the same.
    The reason of a suspension or revocation is never told.
    """
    printed = canonical(number) or ""
    license_ = License.objects.select_related("person__employer").with_history().numbered(number).first()
    if license_ is None:
        return Verification(number=printed or number.strip(), checked_on=on)
    status, shown = license_.status_on(on), shown_of(license_)
    return Verification(
        number=license_.number,
        checked_on=on,
        standing=status.standing,
        title=license_.title,
        valid_from=license_.valid_from,
        valid_through=last_day(status.valid_until),
        since=status.since,
        holder_name=shown.name or None,
        prefecture=shown.prefecture or None,
        employer=shown.employer or None,
        name_matches=_matches(license_, name) if name.strip() else None,
    )


def _matches(license_: License, name: str) -> bool:
    """Width, spaces, kana kind and common kanji variants (髙 and 高) do not matter; reading and Latin letters count."""
    person = license_.person
    latin = romaji(person.family_romaji, person.given_romaji)
    known = (license_.holder_name, person.name_for_certificate, person.full_name, person.kana, latin)
    return any(one and same_name(one, name) for one in known)
