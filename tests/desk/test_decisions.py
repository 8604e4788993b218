"""What is decided stays decided: the forms of the desk say so beside the field, and nothing is half-saved."""

from datetime import date, datetime

import pytest

from cohorts.actions.cohort import AlreadyDecided, schedule_cohort
from cohorts.models import Cohort
from lms.checkout.actions.listing import FeeDecided, decide_listing
from lms.checkout.models import Listing
from lms.kernel.calendar import JST
from payments.models import DiscountOffer
from tests.factories.certification import OFFICE
from tests.factories.cohorts import CohortDayFactory, CohortFactory, SeatPoolFactory, VenueFactory
from tests.factories.courses import two_day_curriculum
from tests.factories.payments import DiscountOfferFactory
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def listing():
    return Listing.objects.create(pool=SeatPoolFactory(), list_price_jpy=88_000)


def said(answer) -> str:
    assert answer.status_code == 200
    return Page(answer.content.decode()).text


def fee(listing, **changes):
    kept = {"pool": listing.pool_id, "list_price_jpy": listing.list_price_jpy, "tax_percent": 10}
    return {**kept, **changes}


def test_a_fee_is_changed_and_never_made_undecided(desk, listing):
    address = f"/cms/desk/fees/edit/{listing.pk}/"
    assert "未定に戻すことはできません" in said(desk.post(address, fee(listing, list_price_jpy="")))
    assert desk.post(address, fee(listing, list_price_jpy=99_000)).status_code == 302
    listing.refresh_from_db()
    assert listing.list_price_jpy == 99_000


def test_the_action_refuses_an_undecided_fee_as_well(listing):
    with pytest.raises(FeeDecided):
        decide_listing(listing.pool, list_price_jpy=None, by=OFFICE)
    listing.refresh_from_db()
    assert listing.list_price_jpy == 88_000


def test_a_fee_stays_with_its_seats(desk, listing):
    answer = desk.post(f"/cms/desk/fees/edit/{listing.pk}/", fee(listing, pool=SeatPoolFactory().pk))
    assert "受講料は、決めたときの席から変えられません" in said(answer)


def test_a_decided_fee_is_told_on_the_page_of_the_cohort(desk):
    pool = SeatPoolFactory()
    answer = desk.post("/cms/desk/fees/new/", {"pool": pool.pk, "list_price_jpy": 88_000, "tax_percent": 10})
    assert answer.status_code == 302
    assert [change.kind for change in pool.cohort.changes.all()] == ["fee"]


@pytest.mark.parametrize(
    "ends_at,words",
    [
        ("", "割引には終了日時が必要です"),
        ("2026-11-30", "割引の終了は、開始より後にしてください"),
        ("2026-11-01", "割引の終了は、開始より後にしてください"),
    ],
)
def test_an_offer_has_an_end_after_its_beginning(desk, ends_at, words):
    offer = {"label": "早期割引", "kind": "early", "percent": 20, "starts_at": "2026-12-01 00:00", "ends_at": ends_at}
    answer = desk.post("/cms/desk/offers/new/", offer)
    assert words in said(answer)
    assert DiscountOffer.objects.count() == 0


def test_an_offer_cannot_lose_its_end(desk):
    offer = DiscountOfferFactory()
    answer = desk.post(
        f"/cms/desk/offers/edit/{offer.pk}/",
        {"label": "早期割引", "percent": 20, "starts_at": "2026-12-01 00:00", "ends_at": ""},
    )
    assert "割引には終了日時が必要です" in said(answer)


@pytest.fixture
def cohort():
    cohort = CohortFactory()
    CohortDayFactory(cohort=cohort, position=1, held_on=date(2027, 2, 18))
    CohortDayFactory(cohort=cohort, position=2)
    return cohort


@pytest.mark.parametrize(
    "first,second,words",
    [
        ("2027-02-17", "2027-02-19", "決定済み"),
        ("2027-02-18", "2027-02-18", "前の日より後の日付にしてください"),
        ("2027-02-18", "2027-02-17", "前の日より後の日付にしてください"),
    ],
)
def test_dates_in_the_wrong_order_or_moved_are_refused(desk, cohort, first, second, words):
    answer = desk.post(f"/cms/desk/cohorts/{cohort.pk}/dates/", {"day_1": first, "day_2": second})
    assert words in said(answer)
    assert [day.held_on for day in cohort.days.order_by("position")] == [date(2027, 2, 18), None]


def test_a_day_that_is_over_is_not_announced(desk, at):
    at("2026-11-26T00:00:00+09:00")
    cohort = CohortFactory()
    CohortDayFactory(cohort=cohort, position=1)
    address = f"/cms/desk/cohorts/{cohort.pk}/dates/"
    assert "この日は過ぎています。年をご確認ください。" in said(desk.post(address, {"day_1": "2026-11-25"}))
    assert cohort.days.get().held_on is None
    desk.post(address, {"day_1": "2026-11-26"})
    assert cohort.days.get().held_on == date(2026, 11, 26)


@pytest.mark.parametrize(
    "opens,deadline,words",
    [
        ("2027-01-10 10:00", "2027-01-10 10:00", "申込締切は受付開始より後にしてください。"),
        ("2027-01-10 10:00", "2027-02-18 00:01", "講座の初日より前"),
    ],
)
def test_a_period_that_cannot_be_is_refused(desk, cohort, opens, deadline, words):
    answer = desk.post(
        f"/cms/desk/cohorts/{cohort.pk}/period/", {"applications_open_at": opens, "application_deadline_at": deadline}
    )
    assert words in said(answer)
    assert Cohort.objects.get(pk=cohort.pk).application_deadline_at is None


def test_applications_may_end_at_the_midnight_before_the_first_day(desk, cohort):
    period = {"applications_open_at": "2027-01-10 10:00", "application_deadline_at": "2027-02-18 00:00"}
    assert desk.post(f"/cms/desk/cohorts/{cohort.pk}/period/", period).status_code == 302
    assert Cohort.objects.get(pk=cohort.pk).application_deadline_at == datetime(2027, 2, 18, tzinfo=JST)


@pytest.mark.parametrize("dates", [[None, None], [date(2027, 2, 17), None]])
def test_copying_the_curriculum_again_undecides_nothing(cohort, dates):
    with pytest.raises(AlreadyDecided):
        schedule_cohort(cohort, curriculum=two_day_curriculum(course=cohort.course), dates=dates, venue=None, by=OFFICE)
    assert cohort.days.get(position=1).held_on == date(2027, 2, 18)


def test_copying_the_curriculum_again_keeps_the_venue():
    cohort = CohortFactory(venue=VenueFactory())
    curriculum = two_day_curriculum(course=cohort.course)
    with pytest.raises(AlreadyDecided):
        schedule_cohort(cohort, curriculum=curriculum, dates=[None, None], venue=None, by=OFFICE)
