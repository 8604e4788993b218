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


class CallSchema(Schema):
    """The one thing to do next: `apply`, `waitlist`, `interest`, `interest_next` or `see_others`."""

    kind: str
    label: str
    url: str


class ScheduleQuery(Schema):
    """The filters of the schedule.

    `course` by code; `kind` certification or audit; `month` as 2027-02; `place` venue or online; `open=1` for cohorts
    that take applications now; `past=1` for those that were held.
    """

    course: str = ""
    kind: str = ""
    month: str = ""
    place: str = ""
    open: str = ""
    past: str = ""


class CohortSchema(Schema):
    """`reason` is given for postponed and canceled cohorts; `is_online` is null while the venue is undecided."""

    code: str
    title: str
    course: str
    fiscal_year: int
    state: str
    state_label: str
    reason: str | None
    may_apply: bool
    cta: CallSchema | None
    days: list[DaySchema]
    venue: str | None
    venue_address: str | None
    is_online: bool | None
    applications_open_at: datetime | None
    last_moment_to_apply: datetime | None
    seats: list[SeatSchema]
    url: str


class CourseSchema(Schema):
    """`license_title` is null for a course that leads to no license."""

    code: str
    title: str
    summary: str
    license_title: str | None
    cohorts: list[str]
    cta: CallSchema | None


class LicenseSchema(Schema):
    """The answer for the day of asking in Japan. Name, prefecture and employer each only with the holder's consent."""

    number: str
    checked_at: datetime
    status: str
    title: str
    valid_from: date | None
    valid_through: date | None
    since: date | None
    holder_name: str | None
    prefecture: str | None
    employer: str | None
    name_matches: bool | None
