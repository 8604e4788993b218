"""Three cohorts: one that was held last fiscal year, one that takes applications, one with nothing decided (未定)."""

from dataclasses import dataclass
from datetime import datetime

from cohorts.actions.assignment import decide_assignment
from cohorts.actions.cohort import (
    close_applications,
    finish_cohort,
    open_applications,
    schedule_cohort,
    set_capacity,
    start_cohort,
)
from cohorts.models import Cohort, SeatKind, SeatPool, StaffAssignment, Venue
from courses.models import Curriculum, SchemeVersion
from lms.checkout.models import Listing
from lms.kernel.actor import Actor
from lms.standalone.demo.accounts import account
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Season, Seasons
from payments.models import CancellationPolicy, DiscountOffer

Status = Cohort.Status
THINGS_TO_BRING = "筆記用具\nお手元のテキスト\n名刺（グループワークで使います）"
JOINING_NOTES = (
    "受付は、両日とも開始の20分前からです。レッスンモデルは2日目の午後に行います。"
    "お一人15分で実演していただきますので、事前学習のページで進め方をご確認ください。"
)
ASSIGNMENT = (
    "自社の顧客接点を一つ選び、お客様がまだ言葉にしていない期待を、満足度を高める3ステップに沿ってまとめてください。"
    "現状の観察、改善案、社内での教え方の順に、A4で5枚以内です。お客様や同僚が特定できる記述は避けてください。"
)
FEES_JPY = {SeatKind.CERTIFICATION: 88_000, SeatKind.AUDIT: 44_000}
SEATS = {SeatKind.CERTIFICATION: 14, SeatKind.AUDIT: 8}
STAFF = (
    ("trainer", StaffAssignment.Role.TRAINER),
    ("evaluator", StaffAssignment.Role.EVALUATOR),
    ("evaluator_2", StaffAssignment.Role.EVALUATOR),
)


@dataclass(frozen=True, slots=True)
class Standards:
    """What a cohort is planned from."""

    curriculum: Curriculum
    scheme: SchemeVersion
    policy: CancellationPolicy


def office() -> Actor:
    return Actor.person(account("secretariat"))


def make_held(standards: Standards, season: Season) -> Cohort:
    """Planned and opened; `close`, `start` and `finish` take it on when its people have come that far."""
    cohort = _planned(standards, season.fiscal_year, season)
    _open(cohort, standards, season, offers=[_early("早期割引", season.opens_at, season.before(60, 0))])
    return cohort


def make_open(standards: Standards, seasons: Seasons) -> Cohort:
    season = seasons.open
    cohort = _planned(standards, season.fiscal_year, season)
    _open(cohort, standards, season, offers=[_early("早期割引", season.opens_at, seasons.early_until)])
    return cohort


def make_undecided(standards: Standards, year: int) -> Cohort:
    """Only the hours of its days are known."""
    cohort = _planned(standards, year, None)
    if not cohort.days.exists():
        schedule_cohort(cohort, curriculum=standards.curriculum, dates=[None, None], venue=None, by=office())
    return cohort


def close(cohort: Cohort, now: datetime) -> None:
    if cohort.status == Status.OPEN:
        with moment(now):
            close_applications(cohort, by=office())
        cohort.refresh_from_db()


def start(cohort: Cohort, now: datetime) -> None:
    if cohort.status == Status.CLOSED:
        with moment(now):
            start_cohort(cohort, by=office())
        cohort.refresh_from_db()


def finish(cohort: Cohort, now: datetime) -> None:
    if cohort.status == Status.RUNNING:
        with moment(now):
            finish_cohort(cohort, by=office())
        cohort.refresh_from_db()


def _planned(standards: Standards, year: int, season: Season | None) -> Cohort:
    cohort, _created = Cohort.objects.get_or_create(
        code=f"{standards.curriculum.course.code}-{year}",
        defaults={
            "course": standards.curriculum.course,
            "scheme_version": standards.scheme,
            "fiscal_year": year,
            "title": f"{year}年度 養成講座" + ("・見本料金" if season else ""),
            "applications_open_at": season.opens_at if season else None,
            "application_deadline_at": season.deadline_at if season else None,
            "things_to_bring": THINGS_TO_BRING if season else "",
            "joining_notes": JOINING_NOTES if season else "",
        },
    )
    return cohort


def _open(cohort: Cohort, standards: Standards, season: Season, *, offers: list[DiscountOffer]) -> None:
    _assign_staff(cohort)
    if cohort.status != Status.PLANNED:
        return
    with moment(season.opens_at) as now:
        dates, venue = list(season.days), _venue()
        schedule_cohort(cohort, curriculum=standards.curriculum, dates=dates, venue=venue, by=office())
        for kind, seats in SEATS.items():
            _list(set_capacity(cohort, kind=kind, capacity=seats, by=office()), standards.policy, offers)
        open_applications(cohort, by=office(), now=now)
        decide_assignment(cohort, task=ASSIGNMENT, due_at=season.assignment_due_at, by=office(), now=now)
    cohort.refresh_from_db()


def _assign_staff(cohort: Cohort) -> None:
    for role, duty in STAFF:
        StaffAssignment.objects.get_or_create(
            cohort=cohort, user=account(role), role=duty, defaults={"declared_at": cohort.applications_open_at}
        )


def _list(pool: SeatPool, policy: CancellationPolicy, offers: list[DiscountOffer]) -> None:
    fee = FEES_JPY[SeatKind(pool.kind)]
    listing, _created = Listing.objects.get_or_create(pool=pool, defaults={"list_price_jpy": fee, "policy": policy})
    if pool.kind == SeatKind.CERTIFICATION:
        listing.offers.set(offers)


def _early(label: str, starts_at: datetime, ends_at: datetime) -> DiscountOffer:
    offer, _created = DiscountOffer.objects.get_or_create(
        label=label, percent=20, starts_at=starts_at, defaults={"ends_at": ends_at}
    )
    return offer


def _venue() -> Venue:
    venue, _created = Venue.objects.get_or_create(
        name="見本会館 3階 研修室A", defaults={"address": "東京都見本区見本町1-2-3"}
    )
    return venue
