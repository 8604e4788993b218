"""One cohort through a scripted year: at every minute all surfaces say the same."""

import json
import re
import time as real_time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from cohorts.actions.application_period import decide_application_period
from cohorts.actions.cohort import (
    cancel_cohort,
    decide_dates,
    decide_venue,
    open_applications,
    postpone_cohort,
    schedule_cohort,
    set_capacity,
)
from cohorts.models import Cohort, SeatKind, SeatPool
from lms.checkout.actions.listing import decide_listing
from lms.kernel import clock
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from lms.templatetags.lms import long_date, yen_tax_included
from payments.models import DiscountOffer
from tests.factories.certification import OFFICE
from tests.factories.cohorts import CohortFactory, InterestFactory, VenueFactory
from tests.factories.courses import CourseFactory, two_day_curriculum
from tests.factories.pages import course_page
from tests.factories.scheme import full_scheme
from tests.lms.pages_read import Page

FIRST, LAST = date(2027, 2, 18), date(2027, 2, 19)


def jst(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=JST)


START = jst(2026, 4, 1)
DATES_AT = jst(2026, 6, 1, 10)
FEE_AT = jst(2026, 7, 1, 10)
OPENS_AT = jst(2026, 9, 1, 10)
OFFER_ENDS_AT = jst(2026, 12, 1)
FEW_AT = jst(2026, 12, 10, 15)
FULL_AT = jst(2027, 1, 10, 9)
DEADLINE_AT = jst(2027, 2, 1)
END = jst(2027, 3, 31)
# From which moment on the certification seats of each cohort are in which state.
YEARS = {
    "held": [
        (START, "interest"),
        (FEE_AT, "upcoming"),
        (OPENS_AT, "open"),
        (FEW_AT, "few_seats"),
        (FULL_AT, "full"),
        (DEADLINE_AT, "closed"),
        (jst(2027, 2, 18), "running"),
        (jst(2027, 2, 20), "finished"),
    ],
    "postponed": [(START, "interest"), (FEE_AT, "upcoming"), (OPENS_AT, "open"), (FEW_AT, "postponed")],
    "canceled": [(START, "interest"), (FEE_AT, "upcoming"), (OPENS_AT, "open"), (FULL_AT, "canceled")],
}
LABELS = {
    "interest": "詳細未定",
    "upcoming": "まもなく受付開始",
    "open": "受付中",
    "few_seats": "残席わずか",
    "full": "満席",
    "closed": "申込受付終了",
    "running": "開催中",
    "finished": "開催済み",
    "postponed": "延期",
    "canceled": "中止",
}
CALLS = {
    "interest": "開催案内を希望する",
    "upcoming": "受付開始の案内を希望する",
    "open": "申し込む",
    "few_seats": "申し込む",
    "full": "キャンセル待ちに登録する",
    "closed": "次回の開催案内を希望する",
    "running": "次回の開催案内を希望する",
    "finished": "ほかの開催を見る",
    "postponed": "開催案内を希望する",
    "canceled": "ほかの開催を見る",
}


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    with override_settings(LMS_CLOCK=moment.isoformat(), LMS_CLOCK_SET_AT=real_time.time()):
        yield


@dataclass
class Story:
    """Rows follow the script: `reach` performs every act up to a moment, at its own moment; travel forward only."""

    acts: list[tuple[datetime, object]]
    done: int = 0

    def reach(self, now: datetime) -> None:
        while self.done < len(self.acts) and self.acts[self.done][0] <= now:
            moment, act = self.acts[self.done]
            with clock_at(moment):
                act()
            self.done += 1


def story() -> Story:
    with clock_at(START):
        scheme = full_scheme(course=CourseFactory(code="instructor", title="養成講座"))
        curriculum = two_day_curriculum(course=scheme.course, is_current=True)
        course_page(scheme.course)
        for code in YEARS:
            cohort = CohortFactory(code=code, title=f"{code}の回", course=scheme.course, scheme_version=scheme)
            schedule_cohort(cohort, curriculum=curriculum, dates=[None, None], venue=None, by=OFFICE)
            InterestFactory(cohort=cohort, email=f"{code}@example.test", created_at=START, confirmed_at=START)
    offer = DiscountOffer.objects.create(label="早期割引", percent=20, starts_at=START, ends_at=OFFER_ENDS_AT)
    venue = VenueFactory(name="研修センター")
    acts: list[tuple[datetime, object]] = []
    for code in YEARS:
        acts += [
            (DATES_AT, lambda code=code: decide_dates(cohort_of(code), dates=[FIRST, LAST], by=OFFICE)),
            (DATES_AT, lambda code=code: decide_venue(cohort_of(code), venue=venue, by=OFFICE)),
            (DATES_AT, lambda code=code: period(code)),
            (
                DATES_AT,
                lambda code=code: set_capacity(cohort_of(code), kind=SeatKind.CERTIFICATION, capacity=10, by=OFFICE),
            ),
            (FEE_AT, lambda code=code: decide_listing(pool_of(code), list_price_jpy=88_000, offers=[offer], by=OFFICE)),
            (FEE_AT, lambda code=code: open_applications(cohort_of(code), by=OFFICE, now=clock.now())),
        ]
    acts += [
        (FEW_AT, lambda: SeatPool.objects.filter(cohort__code="held").update(taken=8)),
        (FEW_AT, lambda: postpone_cohort(cohort_of("postponed"), reason="講師の都合により", by=OFFICE)),
        (FULL_AT, lambda: SeatPool.objects.filter(cohort__code="held").update(taken=10)),
        (FULL_AT, lambda: cancel_cohort(cohort_of("canceled"), reason="会場の都合により", by=OFFICE)),
    ]
    return Story(sorted(acts, key=lambda act: act[0]))


def cohort_of(code: str) -> Cohort:
    return Cohort.objects.get(code=code)


def pool_of(code: str) -> SeatPool:
    return SeatPool.objects.get(cohort__code=code)


def period(code: str) -> None:
    decide_application_period(cohort_of(code), opens_at=OPENS_AT, deadline_at=DEADLINE_AT, by=OFFICE)


@dataclass(frozen=True)
class Expected:
    """What anyone must read of a cohort at a moment, worked out from the script alone."""

    code: str
    state: str
    dates: list[date]
    price_jpy: int | None

    @classmethod
    def at(cls, code: str, now: datetime) -> "Expected":
        state = [state for since, state in YEARS[code] if since <= now][-1]
        dates = [FIRST, LAST] if now >= DATES_AT and state != "postponed" else []
        price = None if now < FEE_AT else 70_400 if now < OFFER_ENDS_AT else 88_000
        return cls(code, state, dates, None if state in {"postponed", "canceled"} else price)


def block_of(words: list[str], title: str) -> list[str]:
    """The words from a cohort's title to the next cohort's."""
    start = words.index(title)
    others = [words.index(other, start + 1) for code in YEARS if (other := f"{code}の回") in words[start + 1 :]]
    return words[start : min(others, default=len(words))]


def read(client: Client, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


def check_words(expected: Expected, words: list[str]) -> None:
    text = " ".join(words)
    assert LABELS[expected.state] in text
    prices = {yen_tax_included(amount) for amount in (70_400, 88_000)}
    shown = {price for price in prices if price in text or price.removesuffix("（税込）") in words}
    if expected.price_jpy is None:
        assert shown == set()
    else:
        wanted = {yen_tax_included(expected.price_jpy)}
        assert wanted <= shown
        assert shown <= wanted | {yen_tax_included(88_000)}
    for day in expected.dates:
        assert f"{day.month}月{day.day}日" in text


def check_all(client: Client, now: datetime) -> None:
    told = {one["code"]: one for one in client.get("/api/v1/cohorts").json()}
    told |= {one["code"]: one for one in client.get("/api/v1/cohorts?past=1").json()}
    coming, past = read(client, "/schedule/"), read(client, "/schedule/?past=1")
    card_page = read(client, "/courses/instructor/")
    feed = Calendar.from_ical(client.get("/schedule.ics").content)
    for code in YEARS:
        expected = Expected.at(code, now)
        check_api(expected, told[code])
        listed = past if expected.state == "finished" else coming
        check_row(expected, listed)
        check_card(expected, card_page)
        check_own_page(expected, client)
        check_feed(expected, [event for event in feed.walk("VEVENT") if event["uid"].startswith(f"{code}-day-")])
        check_mail(expected, now)


def check_api(expected: Expected, told: dict) -> None:
    assert (told["state"], told["state_label"]) == (expected.state, LABELS[expected.state])
    assert told["cta"]["label"] == CALLS[expected.state]
    assert told["may_apply"] is (expected.state in {"open", "few_seats"})
    assert [day["date"] for day in told["days"] if day["date"]] == [day.isoformat() for day in expected.dates]
    if expected.state not in {"postponed", "canceled"}:
        assert [seat["price_jpy"] for seat in told["seats"] if seat["price_jpy"]] == (
            [expected.price_jpy] if expected.price_jpy else []
        )


def check_row(expected: Expected, page: Page) -> None:
    start = page.words.index(f"{expected.code}の回")
    row = page.words[: page.words.index(f"({expected.code}の回)")]
    dates = row[max(0, start - 4) : start]
    check_words(Expected(expected.code, expected.state, [], expected.price_jpy), row[start:])
    assert [long_date(FIRST) in dates] == [bool(expected.dates)]
    assert CALLS[expected.state] in row[-2:]


def check_card(expected: Expected, page: Page) -> None:
    block = block_of(page.words, f"{expected.code}の回")
    check_words(expected, block)
    if expected.state in {"open", "few_seats"}:
        assert "認定コースに申し込む" in block
    else:
        assert CALLS[expected.state] in block


def check_own_page(expected: Expected, client: Client) -> None:
    content = client.get(f"/schedule/{expected.code}/").content.decode()
    page = Page(content)
    # What was announced before stays readable below, so the present ends where the history begins.
    end = page.words.index("お知らせの履歴") if "お知らせの履歴" in page.words else len(page.words)
    check_words(expected, page.words[:end])
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content)
    check_data(expected, json.loads(written))


def check_data(expected: Expected, data: dict) -> None:
    statuses = {"postponed": "EventPostponed", "canceled": "EventCancelled"}
    assert data["eventStatus"] == f"https://schema.org/{statuses.get(expected.state, 'EventScheduled')}"
    assert data.get("startDate") == (f"{FIRST}T10:00:00+09:00" if expected.dates else None)
    assert data.get("endDate") == (f"{LAST}T16:00:00+09:00" if expected.dates else None)
    on_sale = expected.state in {"open", "few_seats"}
    assert [offer["price"] for offer in data.get("offers", [])] == ([expected.price_jpy] if on_sale else [])


def check_feed(expected: Expected, events: list) -> None:
    stopped = expected.state in {"postponed", "canceled"}
    dates = [FIRST, LAST] if stopped else expected.dates
    assert [event["dtstart"].dt.date() for event in events] == dates
    assert {str(event["status"]) for event in events} <= {"CANCELLED" if stopped else "CONFIRMED"}
    for event in events:
        words = str(event["description"])
        assert words.splitlines()[0] == LABELS[expected.state]
        assert CALLS[expected.state] in words
        assert (yen_tax_included(expected.price_jpy) in words) if expected.price_jpy else "円" not in words


def check_mail(expected: Expected, now: datetime) -> None:
    """Unsent here for a year: what is stopped is taken back; what was told names the facts of its own moment."""
    mails = Message.objects.filter(to_email=f"{expected.code}@example.test").exclude(status="withdrawn")
    if now < FEE_AT or expected.state in {"postponed", "canceled"}:
        assert mails.count() == 0
        return
    (mail,) = mails
    assert "受付状況：まもなく受付開始" in mail.body
    assert yen_tax_included(70_400) in mail.body
    assert long_date(FIRST) in mail.body


def boundaries() -> list[datetime]:
    marks = {since for year in YEARS.values() for since, _state in year} | {DATES_AT, OFFER_ENDS_AT}
    around = {mark + timedelta(minutes=step) for mark in marks for step in (-1, 0, 1)}
    return sorted(moment for moment in around if START <= moment <= END)


@pytest.mark.django_db
def test_every_surface_says_the_same_on_both_sides_of_every_boundary(client):
    told = story()
    for now in boundaries():
        told.reach(now)
        with clock_at(now):
            check_all(client, now)


@pytest.mark.django_db
def test_every_surface_says_the_same_at_any_minute(client):
    """Between two acts only the clock moves, so any minute may be visited in any order."""
    told = story()
    acts = sorted({moment for moment, _act in told.acts})
    for since, until in pairwise([START, *acts, END]):
        told.reach(since)
        check_any_minute(client, since, until)


def check_any_minute(client: Client, since: datetime, until: datetime) -> None:
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.integers(0, int((until - since).total_seconds() // 60) - 1))
    def at_minute(minutes: int) -> None:
        now = since + timedelta(minutes=minutes)
        with clock_at(now):
            check_all(client, now)

    at_minute()
