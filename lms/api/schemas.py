import datetime as dt
from datetime import date, datetime, time

from ninja import Schema


class DaySchema(Schema):
    """A day of a cohort; the date is null while undecided (未定), its hours may be known before."""

    position: int
    date: dt.date | None
    opens_at: time
    closes_at: time


class SeatSchema(Schema):
    """One kind of seat. Yen, tax included; null while the fee is undecided. Moments are inclusive."""

    kind: str
    state: str
    list_price_jpy: int | None
    price_jpy: int | None
    offer: str | None
    offer_last_moment: datetime | None
    seats_left: int


class CohortSchema(Schema):
    code: str
    title: str
    fiscal_year: int
    state: str
    may_apply: bool
    days: list[DaySchema]
    venue: str | None
    last_moment_to_apply: datetime | None
    seats: list[SeatSchema]


class LicenseSchema(Schema):
    """The answer for the day of asking in Japan. `holder_name` only with the holder's consent."""

    number: str
    checked_at: datetime
    status: str
    title: str
    valid_from: date | None
    valid_through: date | None
    since: date | None
    holder_name: str | None
    name_matches: bool | None
