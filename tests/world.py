"""A site on which somebody can apply: the two-day course, an open cohort, its fee, its texts, its pages.

Built by the product's own actions, on whatever database is the default now (`with site.rows(): …`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wagtail.models import Locale, Page, Site

from cohorts.actions.cohort import open_applications, schedule_cohort, set_capacity
from cohorts.models import Cohort, SeatKind, StaffAssignment, Venue
from courses.models import Course, SchemeVersion
from lms.checkout.models import LegalDocument, Listing
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from lms.pages.models import CourseIndexPage, CoursePage, HomePage
from lms.standalone.models import User
from payments.models import CancellationPolicy, DiscountOffer
from tests.factories.commerce import CommerceStatementFactory, SellerFactory
from tests.factories.courses import CourseFactory, two_day_curriculum
from tests.factories.scheme import full_scheme

OFFICE = Actor.process("test office")
FIRST_DAY = date(2027, 2, 18)
SECOND_DAY = date(2027, 2, 19)
LIST_PRICE_JPY = 88_000
EARLY_PRICE_JPY = 70_400
AUDIT_PRICE_JPY = 44_000
OFFER_ENDS_AT = datetime(2027, 1, 1, tzinfo=JST)
DEADLINE_AT = datetime(2027, 2, 1, tzinfo=JST)


@dataclass
class World:
    course: Course
    scheme: SchemeVersion
    cohort: Cohort
    course_path: str = "/courses/cs-instructor/"


def open_world(*, now: datetime, capacity: int = 10) -> World:
    """An open cohort on 18 and 19 February 2027: 88,000 yen, 20 % off to the end of 2026, audit seats at 44,000 yen."""
    course = CourseFactory(
        code="cs-instructor", title="CS実務教育インストラクター養成講座", license_title="CS実務インストラクター"
    )
    scheme = full_scheme(course=course)
    cohort = Cohort.objects.create(
        code="2026",
        course=course,
        fiscal_year=2026,
        title="2026年度 CS実務教育インストラクター養成講座",
        scheme_version=scheme,
        applications_open_at=now - timedelta(days=30),
        application_deadline_at=DEADLINE_AT,
    )
    venue = Venue.objects.create(name="研修センター 第1研修室", address="東京都見本区見本1-2-3")
    curriculum = two_day_curriculum(course=course, is_current=True)
    schedule_cohort(cohort, curriculum=curriculum, dates=[FIRST_DAY, SECOND_DAY], venue=venue, by=OFFICE)
    _price(cohort, capacity=capacity, now=now)
    _texts(now=now)
    open_applications(Cohort.objects.get(pk=cohort.pk), by=OFFICE, now=now)
    _pages(course)
    return World(course, scheme, Cohort.objects.get(pk=cohort.pk))


def staff(world: World, *, trainers: list[User], evaluators: list[User]) -> None:
    for role, users in ((StaffAssignment.Role.TRAINER, trainers), (StaffAssignment.Role.EVALUATOR, evaluators)):
        for user in users:
            StaffAssignment.objects.create(cohort=world.cohort, user=user, role=role)


def _price(cohort: Cohort, *, capacity: int, now: datetime) -> None:
    policy = CancellationPolicy.objects.create(
        name="公開講座", version=1, text="お申し出の日により、次のキャンセル料をいただきます。"
    )
    offer = DiscountOffer.objects.create(
        label="早期割引", percent=20, starts_at=now - timedelta(days=30), ends_at=OFFER_ENDS_AT
    )
    for kind, price_jpy in ((SeatKind.CERTIFICATION, LIST_PRICE_JPY), (SeatKind.AUDIT, AUDIT_PRICE_JPY)):
        pool = set_capacity(cohort, kind=kind, capacity=capacity, by=OFFICE)
        listing = Listing.objects.create(pool=pool, list_price_jpy=price_jpy, policy=policy)
        if kind == SeatKind.CERTIFICATION:
            listing.offers.add(offer)


def _texts(*, now: datetime) -> None:
    for kind, title in LegalDocument.Kind.choices:
        LegalDocument.objects.create(
            kind=kind,
            version="2026-04",
            title=str(title),
            body="<p>見本の本文です。</p>",
            effective_at=now - timedelta(days=60),
        )
    CommerceStatementFactory(effective_at=now - timedelta(days=60))
    SellerFactory()


def _pages(course: Course) -> None:
    root = Page.objects.get(depth=1)
    home = root.add_child(
        instance=HomePage(
            title="CS実務インストラクター",
            headline="CSの成果を「見える化」し、社内で教える人へ",
            slug="instructor",
            locale=Locale.get_active(),
            course=course,
        )
    )
    Site.objects.filter(is_default_site=True).update(root_page=home)
    Site.clear_site_root_paths_cache()
    index = home.add_child(instance=CourseIndexPage(title="講座", slug="courses"))
    index.add_child(instance=CoursePage(title=course.title, slug="cs-instructor", course=course))
