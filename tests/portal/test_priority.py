"""Those who had asked for news apply first, until a moment everybody reads; nobody is kept out, no seat is set aside."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cohorts.actions.application_period import PriorityReversed, PriorityTooLong, decide_application_period
from cohorts.actions.interest import withdraw_interest
from cohorts.models import Cohort, Enrollment, Interest, SeatPool
from lms.checkout.offering import card_of
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from payments.models import Order
from tests.factories.cohorts import InterestFactory
from tests.lms.pages_read import Page
from tests.portal.applicant import DECLARATION, PERSON, address, confirm, confirm_form, fill_in

OFFICE = Actor.process("test office")
ANNOUNCED = datetime(2026, 12, 1, 10, 0, tzinfo=JST)
FIRST = datetime(2026, 12, 8, 10, 0, tzinfo=JST)
EVERYBODY = datetime(2026, 12, 15, 10, 0, tzinfo=JST)


@pytest.fixture
def cohort(world) -> Cohort:
    """On 10 December the window has been open for two days, and five are left of it."""
    Cohort.objects.update(announced_at=ANNOUNCED, priority_opens_at=FIRST, applications_open_at=EVERYBODY)
    return Cohort.objects.get()


@pytest.fixture
def asked(cohort) -> Interest:
    return InterestFactory(cohort=cohort, email="trainee@example.test", created_at=ANNOUNCED - timedelta(days=9))


def words(client, path):
    return " ".join(Page(client.get(path).content.decode()).words)


def test_j1_01_who_had_asked_applies_while_everybody_else_reads_from_when(browser, asked, other_trainee):
    fill_in(browser)
    assert confirm_form(browser)["shown_total_jpy"] == "70400"
    other = Client()
    other.force_login(other_trainee)
    for step in ("apply", "apply_declarations"):
        refused = other.get(address(step))
        assert (refused.status_code, "2026年12月15日（火）10:00" in refused.content.decode()) == (409, True)
    assert other.post(address("apply"), PERSON).status_code == 409
    assert other.post(address("apply_declarations"), DECLARATION).status_code == 409
    assert Enrollment.objects.get().person.user.email == "trainee@example.test"


@pytest.mark.parametrize(
    "moment,status",
    [
        (FIRST - timedelta(minutes=1), 409),
        (datetime(2026, 12, 8, 0, 59, tzinfo=UTC), 409),
        (FIRST, 200),
        (datetime(2026, 12, 8, 1, 0, tzinfo=UTC), 200),
    ],
)
def test_the_window_opens_at_its_moment(browser, asked, at, moment, status):
    at(moment.isoformat())
    assert browser.get(address("apply")).status_code == status


@pytest.mark.parametrize("moment,status", [(EVERYBODY - timedelta(minutes=1), 409), (EVERYBODY, 200)])
def test_it_ends_for_everybody_at_the_moment_that_was_shown(browser, cohort, at, moment, status):
    at(moment.isoformat())
    assert browser.get(address("apply")).status_code == status


@pytest.mark.parametrize(
    "changes",
    [
        {"created_at": ANNOUNCED},
        {"created_at": ANNOUNCED + timedelta(days=1)},
        {"confirmed_at": None},
        {"withdrawn_at": ANNOUNCED},
        {"email": "somebody@example.test"},
    ],
    ids=["at the announcement", "after it", "mail not answered", "withdrawn", "another mailbox"],
)
def test_who_did_not_ask_in_time_waits_with_everybody(browser, asked, changes):
    Interest.objects.update(**changes)
    assert browser.get(address("apply")).status_code == 409


def test_the_next_cohort_of_the_course_counts_as_asked_for(browser, asked):
    Interest.objects.update(cohort=None)
    assert browser.get(address("apply")).status_code == 200


def test_an_account_without_a_name_yet_is_known_by_its_address(client, stranger, asked):
    Interest.objects.update(email=stranger.email)
    client.force_login(stranger)
    assert client.get(address("apply")).status_code == 200


def test_who_applied_in_the_window_may_confirm_though_news_is_no_longer_wanted(browser, asked):
    fill_in(browser, specialist_number="SP-9")
    confirm(browser)
    withdraw_interest(asked, by=OFFICE, now=clock.now())
    enrollment = Enrollment.objects.get()
    assert enrollment.status == "under_review"
    from cohorts.actions.review import clear_review
    from cohorts.eligibility import Need

    clear_review(enrollment, needs=[Need.NUMBER_CHECK], note="", by=OFFICE, now=clock.now())
    confirm(browser)
    assert (Enrollment.objects.get().status, Order.objects.count()) == ("held", 1)


def test_nothing_is_oversold_and_who_finds_no_seat_can_wait(browser, asked, other_trainee, at):
    SeatPool.objects.filter(kind="certification").update(capacity=1)
    fill_in(browser)
    confirm(browser)
    at(EVERYBODY.isoformat())
    other = Client()
    other.force_login(other_trainee)
    fill_in(other, specialist_status="passed", specialist_number="SP-2026-0042")
    pool = SeatPool.objects.get(kind="certification")
    assert (pool.taken, pool.capacity) == (1, 1)
    assert other.get(address("apply_confirm")).context["must_wait"]


# Said everywhere


def test_everybody_reads_both_moments_and_the_state_is_everybodys(client, cohort):
    card = card_of(cohort, now=clock.now())
    assert (card.is_upcoming, card.first_at, card.first_url) == (True, FIRST, address("apply"))
    page = words(client, reverse("lms_catalogue:cohort", args=[cohort.code]))
    assert ("2026年12月8日（火）10:00" in page, "2026年12月15日（火）10:00" in page) == (True, True)
    assert "別枠の席はありません" in page


def test_after_the_window_nothing_is_said_of_it(client, cohort, at):
    at(EVERYBODY.isoformat())
    card = card_of(cohort, now=clock.now())
    assert (card.is_open, card.first_at, card.first_url) == (True, None, "")


def test_a_cohort_without_a_window_has_none(world, django_assert_num_queries):
    assert card_of(world.cohort, now=clock.now()).first_at is None


# Deciding it


@pytest.mark.parametrize(
    "first,refusal",
    [
        (EVERYBODY, PriorityReversed),
        (EVERYBODY - timedelta(days=14, seconds=1), PriorityTooLong),
        (EVERYBODY - timedelta(days=14), None),
        (EVERYBODY - timedelta(seconds=1), None),
    ],
)
def test_the_window_lies_before_the_opening_and_is_not_endless(world, first, refusal):
    moments = {"opens_at": EVERYBODY, "deadline_at": world.cohort.application_deadline_at, "priority_opens_at": first}
    if refusal is None:
        assert decide_application_period(world.cohort, **moments, by=OFFICE).priority_opens_at == first
        return
    with pytest.raises(refusal):
        decide_application_period(world.cohort, **moments, by=OFFICE)


def test_the_database_refuses_a_window_after_the_opening(cohort):
    cohort.priority_opens_at = EVERYBODY
    with pytest.raises(ValidationError) as refused:
        cohort.validate_constraints()
    assert refused.value.messages == ["案内をご希望の方の受付は、一般の受付開始より前に始まります。"]


def test_the_desk_decides_it_beside_the_period(client, secretariat, world):
    client.force_login(secretariat)
    path = reverse("lms_desk:cohort_period", args=[world.cohort.pk])
    period = {"applications_open_at": "2026-12-15 10:00", "application_deadline_at": "2027-02-01 00:00"}
    wrong = client.post(path, {**period, "priority_opens_at": "2026-12-16 10:00"})
    assert list(wrong.context["form"].errors) == ["priority_opens_at"]
    client.post(path, {**period, "priority_opens_at": "2026-12-08 10:00"})
    assert Cohort.objects.get(pk=world.cohort.pk).priority_opens_at == FIRST
