"""What anybody may learn about a license number: the page and the API say the same, and nothing more."""

from dataclasses import dataclass
from datetime import date

from cohorts.certificate import last_day
from cohorts.ledger import Standing
from cohorts.license_number import canonical
from cohorts.models import License
from lms.kernel.names import same_name


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer for a day in Japan. `standing` is None where no such license exists or the number cannot be one.

    `valid_through` is the last valid day; `since` the day the standing began. The holder's name is there only with
    their consent; `name_matches` is None unless a name was asked for.
    """

    number: str
    checked_on: date
    standing: Standing | None = None
    title: str = ""
    valid_from: date | None = None
    valid_through: date | None = None
    since: date | None = None
    holder_name: str | None = None
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
    license_ = License.objects.select_related("person").with_history().numbered(number).first()
    if license_ is None:
        return Verification(number=printed or number.strip(), checked_on=on)
    status = license_.status_on(on)
    return Verification(
        number=license_.number,
        checked_on=on,
        standing=status.standing,
        title=license_.title,
        valid_from=license_.valid_from,
        valid_through=last_day(status.valid_until),
        since=status.since,
        holder_name=license_.holder_name if license_.show_name else None,
        name_matches=_matches(license_, name) if name.strip() else None,
    )


def _matches(license_: License, name: str) -> bool:
    """Width, spaces, kana kind and common kanji variants (髙 and 高) do not matter; the reading counts as well."""
    known = (license_.holder_name, license_.person.full_name, license_.person.kana)
    return any(one and same_name(one, name) for one in known)
