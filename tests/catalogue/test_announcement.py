"""Those who asked are told once: when it is decided, or when it opens, and of what the page says at that moment."""

from datetime import date, datetime

import pytest

from cohorts.actions.application_period import decide_application_period
from cohorts.actions.cohort import (
    cancel_cohort,
    decide_dates,
    decide_venue,
    open_applications,
    postpone_cohort,
    replan_cohort,
    schedule_cohort,
    set_capacity,
)
from cohorts.actions.interest import confirm_interest, withdraw_interest
from cohorts.models import Cohort, SeatKind
from lms.checkout.actions.announcement import announce_all
from lms.checkout.actions.listing import decide_listing
from lms.checkout.tasks import sweep_announcements
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.factories.cohorts import CohortFactory, InterestFactory, VenueFactory
from tests.factories.courses import CourseFactory, two_day_curriculum
from tests.factories.scheme import full_scheme

pytestmark = pytest.mark.django_db
OFFICE = Actor.process("test office")
READER = Actor.process("reader")
DATES = [date(2027, 2, 18), date(2027, 2, 19)]
OPENS_AT = datetime(2026, 12, 1, 10, tzinfo=JST)
DEADLINE_AT = datetime(2027, 2, 1, tzinfo=JST)
BEFORE = "2026-06-01T10:00:00+09:00"
AFTER = "2026-12-01T10:00:00+09:00"


@pytest.fixture
def cohort(at):
    """Nothing but the hours of its days is known."""
    at(BEFORE)
    scheme = full_scheme(course=CourseFactory(code="instructor"))
    cohort = CohortFactory(course=scheme.course, scheme_version=scheme, code="2026", title="2026年度", fiscal_year=2026)
    curriculum = two_day_curriculum(course=scheme.course)
    return schedule_cohort(cohort, curriculum=curriculum, dates=[None, None], venue=None, by=OFFICE)


def announced(kind="cohort_decided"):
    return Message.objects.filter(kind=f"checkout.email.{kind}").exclude(status=Message.Status.WITHDRAWN)


def decide(cohort, *, dates=DATES, fee=88_000):
    """Everything a sale needs, the fee last."""
    decide_dates(cohort, dates=dates, by=OFFICE)
    period = {"opens_at": OPENS_AT, "deadline_at": DEADLINE_AT}
    decide_application_period(cohort, **period, by=OFFICE)
    pool = set_capacity(cohort, kind=SeatKind.CERTIFICATION, capacity=10, by=OFFICE)
    return decide_listing(pool, list_price_jpy=fee, by=OFFICE)


def test_nothing_is_told_before_date_and_fee_are_decided(cohort):
    InterestFactory(cohort=cohort)
    decide_dates(cohort, dates=DATES, by=OFFICE)
    decide_application_period(cohort, opens_at=OPENS_AT, deadline_at=DEADLINE_AT, by=OFFICE)
    pool = set_capacity(cohort, kind=SeatKind.CERTIFICATION, capacity=10, by=OFFICE)
    assert announced().count() == 0
    decide_listing(pool, list_price_jpy=88_000, by=OFFICE)
    assert announced().count() == 1


def test_the_mail_says_what_the_page_says(cohort):
    InterestFactory(cohort=cohort, name="見本 花子")
    decide_venue(cohort, venue=VenueFactory(name="研修センター", address="東京都見本区1-2-3"), by=OFFICE)
    decide(cohort)
    (mail,) = announced()
    assert mail.subject == "【開催決定】2026年度"
    told = [line for line in mail.body.splitlines() if line]
    assert told[:9] == [
        "見本 花子 様",
        "ご希望をいただいていた「2026年度」の開催が決まりました。",
        "受付状況：まもなく受付開始",
        "1日目: 2027年2月18日（木） 10:00–17:00",
        "2日目: 2027年2月19日（金） 9:00–16:00",
        "会場：研修センター 東京都見本区1-2-3",
        "認定コース: 88,000円（税込）",
        "受付開始：2026年12月1日（火）10:00",
        "申込締切：2027年1月31日（日）23:59",
    ]


def test_one_mailbox_is_told_once_however_it_registered(cohort):
    InterestFactory(cohort=cohort, email="reader@example.test")
    InterestFactory(cohort=None, course=cohort.course, email="reader@example.test")
    decide(cohort)
    assert announced().count() == 1


def test_who_has_not_confirmed_or_has_withdrawn_is_not_told(cohort):
    InterestFactory(cohort=cohort, confirmed_at=None)
    InterestFactory(cohort=cohort, withdrawn_at=clock.now())
    decide(cohort)
    assert announced().count() == 0


def test_who_confirms_after_the_decision_is_told_then(cohort):
    late = InterestFactory(cohort=cohort, confirmed_at=None)
    decide(cohort)
    confirm_interest(late, by=READER, now=clock.now())
    assert [mail.to_email for mail in announced()] == [late.email]


def test_only_the_kind_of_seat_asked_for_is_told(cohort):
    InterestFactory(cohort=cohort, kind=SeatKind.AUDIT, email="audit@example.test")
    InterestFactory(cohort=cohort, kind=SeatKind.CERTIFICATION, email="full@example.test")
    decide(cohort)
    assert [mail.to_email for mail in announced()] == ["full@example.test"]
    audit = set_capacity(cohort, kind=SeatKind.AUDIT, capacity=4, by=OFFICE)
    decide_listing(audit, list_price_jpy=44_000, by=OFFICE)
    told = announced().get(to_email="audit@example.test")
    assert ("受講のみコース: 44,000円（税込）" in told.body, "88,000円" in told.body) == (True, False)


def test_a_change_before_the_mail_leaves_is_in_the_mail(cohort):
    InterestFactory(cohort=cohort)
    listing = decide(cohort)
    decide_listing(listing.pool, list_price_jpy=99_000, by=OFFICE)
    (mail,) = announced()
    assert "認定コース: 99,000円（税込）" in mail.body


def test_what_has_left_is_not_told_again_by_an_edit(cohort):
    InterestFactory(cohort=cohort)
    listing = decide(cohort)
    announced().update(status=Message.Status.SENT, sent_at=clock.now())
    decide_listing(listing.pool, list_price_jpy=99_000, by=OFFICE)
    set_capacity(cohort, kind=SeatKind.CERTIFICATION, capacity=12, by=OFFICE)
    sweep_announcements()
    assert announced().count() == 1


@pytest.mark.parametrize("stop", [postpone_cohort, cancel_cohort])
def test_a_stop_takes_back_what_has_not_left(cohort, stop):
    InterestFactory(cohort=cohort)
    decide(cohort)
    stop(cohort, reason="会場の都合により", by=OFFICE)
    assert announced().count() == 0


def test_a_new_decision_after_a_postponement_is_told_once_more(cohort, at):
    InterestFactory(cohort=cohort)
    decide(cohort)
    announced().update(status=Message.Status.SENT, sent_at=clock.now())
    postpone_cohort(cohort, reason="会場の都合により", by=OFFICE)
    replan_cohort(cohort, by=OFFICE)
    sweep_announcements()
    assert announced().count() == 1
    at("2026-07-01T10:00:00+09:00")
    decide_dates(cohort, dates=[date(2027, 3, 11), date(2027, 3, 12)], by=OFFICE)
    decide_application_period(cohort, opens_at=OPENS_AT, deadline_at=DEADLINE_AT, by=OFFICE)
    assert announced().count() == 2
    assert "2027年3月11日（木）" in announced().latest("pk").body


def test_a_lost_signal_is_made_up_for_by_the_sweep(cohort):
    decide(cohort)
    Cohort.objects.update(announced_at=None)
    InterestFactory(cohort=cohort)
    assert announce_all(now=clock.now()) == 1
    assert announce_all(now=clock.now()) == 0


def test_who_asks_after_the_announcement_is_told_of_the_opening(cohort, at):
    decide(cohort)
    at("2026-11-01T10:00:00+09:00")
    open_applications(cohort, by=OFFICE, now=clock.now())
    InterestFactory(cohort=cohort, created_at=clock.now(), confirmed_at=clock.now())
    sweep_announcements()
    assert (announced().count(), announced("applications_open").count()) == (0, 0)
    at(AFTER)
    sweep_announcements()
    sweep_announcements()
    (mail,) = announced("applications_open")
    assert mail.subject == "【受付開始】2026年度"
    assert "申し込む:\nhttp://127.0.0.1:8000/apply/2026/" in mail.body


def test_a_course_wide_interest_means_the_next_announcement(cohort, at):
    decide(cohort)
    at("2026-07-01T10:00:00+09:00")
    InterestFactory(cohort=None, course=cohort.course, created_at=clock.now(), confirmed_at=clock.now())
    at(AFTER)
    open_applications(cohort, by=OFFICE, now=clock.now())
    sweep_announcements()
    assert Message.objects.filter(kind__startswith="checkout.email").count() == 0


def test_withdrawing_takes_an_unsent_mail_back(cohort):
    interest = InterestFactory(cohort=cohort)
    decide(cohort)
    withdraw_interest(interest, by=READER, now=clock.now())
    assert announced().count() == 0


def test_english_readers_are_told_in_english(cohort):
    InterestFactory(cohort=cohort, language="en")
    decide(cohort)
    (mail,) = announced()
    assert "Day 1: Thursday, February 18, 2027 10:00–17:00" in mail.body
    assert "certification course: ¥88,000 (tax included)" in mail.body
