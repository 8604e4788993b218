"""More of the schedule: a course for beginners in every state a visitor can meet, and people who wait for news.

Titles and venues are samples; audit seats are offered only where this fiscal year offers them.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

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
from cohorts.actions.interest import confirm_interest, register_interest
from cohorts.models import Cohort, Interest, SeatKind, Venue
from courses.models import Course, Curriculum, CurriculumDay, CurriculumSession, Half, SessionFormat
from lms.checkout.actions.listing import decide_listing
from lms.kernel.actor import Actor
from lms.kernel.calendar import fiscal_year, start_of
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons, at, two_days
from lms.standalone.demo.cohorts import office
from payments.models import CancellationPolicy

CODE = "cs-first-day"
FEE_JPY = 22_000


@dataclass(frozen=True, slots=True)
class Plan:
    """One cohort: weeks from today to its day (None = 未定), where, and what becomes of it."""

    code: str
    title: str
    title_en: str
    weeks: int | None
    venue: str | None
    seats: int = 20
    deadline_before: int = 7  # days
    opens_in: int = -30  # days from today
    priority_days: int = 0  # before that, for those who had asked for news
    fee: bool = True
    postponed: str = ""
    canceled: str = ""


PLANS = (
    Plan("today", "入門1日講座 東京・本日", "First-day course, Tokyo, today", 0, "tokyo"),
    Plan("closed", "入門1日講座 東京・冬", "First-day course, Tokyo, winter", 2, "tokyo", deadline_before=21),
    Plan("full", "入門1日講座 大阪・冬", "First-day course, Osaka, winter", 6, "osaka", seats=0),
    Plan("few", "入門1日講座 オンライン・冬", "First-day course, online, winter", 8, "online", seats=2),
    Plan(
        "upcoming", "入門1日講座 東京・春", "First-day course, Tokyo, spring", 16, "tokyo", opens_in=21,
        priority_days=5,
    ),
    Plan("fee-open", "入門1日講座 大阪・春", "First-day course, Osaka, spring", 20, "osaka", opens_in=40, fee=False),
    Plan(
        "postponed", "入門1日講座 名古屋", "First-day course, Nagoya", 10, "tokyo",
        postponed="講師の体調不良のため延期します。新しい日程は決まり次第お知らせします。",
    ),
    Plan(
        "canceled", "入門1日講座 福岡", "First-day course, Fukuoka", 9, "osaka",
        canceled="お申し込みが最少催行人数に達しなかったため、中止します。",
    ),
    Plan("undecided", "入門1日講座 オンライン・夏", "First-day course, online, summer", None, None),
)  # fmt: skip
VENUES = {
    "tokyo": ("見本会館 2階 研修室B", "Sample Hall, training room B (2F)", "東京都見本区見本町1-2-3", False),
    "osaka": ("見本ビル 8階 会議室", "Sample Building, meeting room (8F)", "大阪府見本市見本1-1", False),
    "online": ("オンライン（Zoom）", "Online (Zoom)", "", True),
}
READERS = (("御園 さくら", "misono@demo.example"), ("保坂 健", "hosaka@demo.example"), ("", "reader@demo.example"))


@dataclass(frozen=True, slots=True)
class Ground:
    """What every cohort of this course is made from."""

    course: Course
    curriculum: Curriculum
    policy: CancellationPolicy
    seasons: Seasons


def make(policy: CancellationPolicy, seasons: Seasons, flagship: Course) -> None:
    course = _course()
    ground = Ground(course, _curriculum(course), policy, seasons)
    for plan in PLANS:
        if not Cohort.objects.filter(code=f"{CODE}-{plan.code}").exists():
            with moment(seasons.ago(days=40)):
                _make(plan, ground)
    _interests(flagship, seasons)


def _course() -> Course:
    course, _created = Course.objects.get_or_create(
        code=CODE,
        defaults={
            "title": "CS入門1日講座",
            "title_en": "First-day course on customer satisfaction",
            "summary": "CSの考え方を一日で見わたす、はじめての方のための講座です。資格の要件には含まれません。",
        },
    )
    return course


def _curriculum(course: Course) -> Curriculum:
    known: Curriculum | None = Curriculum.objects.current().filter(course=course).first()
    if known:
        return known
    curriculum: Curriculum = Curriculum.objects.create(course=course, title="入門 第1版", is_current=True)
    day = CurriculumDay.objects.create(curriculum=curriculum, opens_at=time(13), closes_at=time(17))
    CurriculumSession.objects.create(
        day=day,
        half=Half.AFTERNOON,
        title="はじめてのCS",
        theme="身近な事例から、満足が生まれるしくみを考える",
        formats=[SessionFormat.LECTURE, SessionFormat.WORKSHOP],
    )
    return curriculum


def _make(plan: Plan, ground: Ground) -> None:
    by, today = office(), ground.seasons.today
    day = None if plan.weeks is None else _day(today, plan.weeks)
    cohort = Cohort.objects.create(
        code=f"{CODE}-{plan.code}",
        course=ground.course,
        fiscal_year=fiscal_year(day or today + timedelta(days=200)),
        title=plan.title,
        title_en=plan.title_en,
    )
    schedule_cohort(cohort, curriculum=ground.curriculum, dates=[None], venue=None, by=by)
    if day is None:
        return
    _decide(cohort, plan, day, ground)
    if plan.postponed:
        postpone_cohort(cohort, reason=plan.postponed, by=by)
    if plan.canceled:
        cancel_cohort(cohort, reason=plan.canceled, by=by)


def _day(today: date, weeks: int) -> date:
    """A Thursday; the one of this week is today, whatever day that is."""
    return two_days(today + timedelta(weeks=weeks))[0] if weeks else today


def _decide(cohort: Cohort, plan: Plan, day: date, ground: Ground) -> None:
    by, seasons = office(), ground.seasons
    decide_dates(cohort, dates=[day], by=by)
    if plan.venue:
        decide_venue(cohort, venue=_venue(plan.venue), by=by)
    opens_at = at(seasons.today + timedelta(days=plan.opens_in), 10)
    deadline_at = start_of(day - timedelta(days=plan.deadline_before))
    first_at = opens_at - timedelta(days=plan.priority_days) if plan.priority_days else None
    decide_application_period(cohort, opens_at=opens_at, deadline_at=deadline_at, priority_opens_at=first_at, by=by)
    pool = set_capacity(cohort, kind=SeatKind.AUDIT, capacity=plan.seats, by=by)
    decide_listing(pool, list_price_jpy=FEE_JPY if plan.fee else None, policy=ground.policy, by=by)
    if plan.fee:
        open_applications(cohort, by=by, now=seasons.ago(days=35))


def _venue(key: str) -> Venue:
    name, name_en, address, is_online = VENUES[key]
    venue, _created = Venue.objects.get_or_create(
        name=name, defaults={"name_en": name_en, "address": address, "is_online": is_online}
    )
    return venue


def _interests(flagship: Course, seasons: Seasons) -> None:
    """Two confirmed, one that has not answered its mail yet; all for the cohort with nothing decided."""
    cohort = Cohort.objects.filter(course=flagship, status=Cohort.Status.PLANNED).order_by("-fiscal_year").first()
    if cohort is None or Interest.objects.filter(cohort=cohort).exists():
        return
    visitor = Actor.process("visitor")
    with moment(seasons.ago(days=3, hour=21)) as now:
        _register(flagship, cohort, visitor, now)


def _register(course: Course, cohort: Cohort, visitor: Actor, now: datetime) -> None:
    for name, email in READERS:
        interest = register_interest(course, cohort=cohort, email=email, name=name, language="ja", by=visitor, now=now)
        if name:
            confirm_interest(interest, by=visitor, now=now)
