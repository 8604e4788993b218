"""Rows of our site for measuring lists: one cohort with so many people, each with an order and something studied."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Permission
from django.urls import reverse

from benchmarks.fill import cookie_of, queries
from cohorts.models import (
    Cohort,
    Consultation,
    Enrollment,
    ExamRecord,
    Interest,
    Organization,
    Person,
    SeatPool,
    StudyProgress,
)
from courses.models import Lesson
from lms.checkout.models import Purchase
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.models import Message
from lms.standalone.models import User
from payments.models import Finding, Order, OrderLine, Payment
from tests.factories.courses import lesson
from tests.world import open_world

LISTS = ("enrollment", "consultation", "person", "examrecord", "order", "finding", "inquiry", "interest", "message")
CODE = "2026"


def office() -> str:
    """The cookie of somebody who runs the office."""
    user = User.objects.create_user("office@example.test", "office")
    for label, codename in (("wagtailadmin", "access_admin"), ("lms_cohorts", "work_as_secretariat")):
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    return cookie_of(user)


def people(count: int) -> dict[str, Any]:
    """Fill the cohort up to so many people; the addresses of what shows them."""
    if not Cohort.objects.filter(code=CODE).exists():
        lesson(open_world(now=clock.now(), capacity=100_000).cohort.curriculum)
    start = Person.objects.count()
    _fill(range(start, count))
    cohort = Cohort.objects.get(code=CODE)
    lists = {name: reverse(f"lms_desk_{name}:index") for name in LISTS}
    one = Enrollment.objects.latest("pk")
    return {
        "roster": reverse("lms_desk:roster", args=[cohort.pk]),
        "lists": lists,
        "dossier": reverse("lms_desk_enrollment:inspect", args=[one.pk]),
        "act": reverse("lms_desk:decline", args=[one.pk]),
    }


def asked(paths: list[str], cookie: str) -> list[int]:
    """Statements of each page in a warm process."""
    return [queries(path, cookie) for path in paths]


def learner(progresses: int) -> dict[str, Any]:
    """My page of somebody with so many lessons studied."""
    person = Person.objects.filter(user__isnull=False).earliest("pk")
    enrollment = person.enrollments.get()
    lessons = [lesson(enrollment.cohort.curriculum, title=f"準備学習{at}") for at in range(progresses)]
    StudyProgress.objects.bulk_create(
        StudyProgress(enrollment=enrollment, lesson=one, opened_at=clock.now(), done_at=clock.now()) for one in lessons
    )
    path, cookie = reverse("lms_portal:my_enrollment_study", args=[enrollment.public_id]), cookie_of(person.user)
    return {"path": path, "cookie": cookie, "queries": queries(path, cookie)}


def _fill(numbers: range) -> None:
    now = clock.now()
    cohort = Cohort.objects.get(code=CODE)
    pool = SeatPool.objects.get(cohort=cohort, kind="certification")
    read = Lesson.objects.earliest("pk")
    users = User.objects.bulk_create(User(email=f"p{at}@example.test", password="!") for at in numbers)  # noqa: S106
    employers = Organization.objects.bulk_create(Organization(name=f"見本商事{at}株式会社") for at in numbers[::10])
    persons = Person.objects.bulk_create(
        Person(
            user=user,
            family_name="見本",
            given_name=f"花子{at}",
            family_kana=f"ミホン{at:05}",
            email=user.email,
            search_key=f"見本花子{at}",
            employer=employers[(at - numbers.start) // 10],
        )
        for at, user in zip(numbers, users, strict=True)
    )
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            number=f"N{at:06}", person=person, cohort=cohort, pool=pool, kind=pool.kind, status="confirmed",
            submitted_at=now, confirmed_at=now,
        )
        for at, person in zip(numbers, persons, strict=True)
    )  # fmt: skip
    orders = Order.objects.bulk_create(
        Order(
            number=f"B-{at:06}", buyer=person.user, buyer_name=person.full_name, buyer_email=person.email,
            status="paid", total_jpy=88_000, tax_jpy=8_000, terms_version="2026-04", form_token=f"bench-{at}",
            price_locked_at=now, created_at=now,
        )
        for at, person in zip(numbers, persons, strict=True)
    )  # fmt: skip
    lines = OrderLine.objects.bulk_create(
        OrderLine(
            order=order, position=1, title="養成講座", reference=f"seat:{order.pk}", list_unit_jpy=88_000,
            unit_jpy=88_000,
        )
        for order in orders
    )  # fmt: skip
    made = zip(orders, lines, enrollments, strict=True)
    Purchase.objects.bulk_create(Purchase(order=order, line=line, enrollment=one) for order, line, one in made)
    Payment.objects.bulk_create(
        Payment(
            order=order, public_id=UUID(int=at), amount_jpy=88_000, status="paid", paid_at=now, session_id=f"cs_{at}",
            intent_id=f"pi_{at}", expires_at=now, check_after=now, created_at=now,
        )
        for at, order in zip(numbers, orders, strict=True)
    )  # fmt: skip
    StudyProgress.objects.bulk_create(StudyProgress(enrollment=one, lesson=read, opened_at=now) for one in enrollments)
    _queues(numbers, persons, enrollments, orders)


def _queues(numbers: range, persons: list[Person], enrollments: list[Enrollment], orders: list[Order]) -> None:
    """As many rows in everything the office works through."""
    now = clock.now()
    cohort = Cohort.objects.get(code=CODE)
    ExamRecord.objects.bulk_create(
        ExamRecord(person=one, candidate_number=f"SP-{at}", number_key=f"sp{at}", holder_name=one.full_name)
        for at, one in zip(numbers, persons, strict=True)
    )
    Consultation.objects.bulk_create(
        Consultation(enrollment=one, cause=Consultation.Cause.TRAINER, due_on=now.date(), opened_at=now)
        for one in enrollments
    )
    Finding.objects.bulk_create(
        Finding(kind=Finding.Kind.PAID_TWICE, severity="warning", dedupe_key=f"b{one.pk}", order=one) for one in orders
    )
    Inquiry.objects.bulk_create(
        Inquiry(
            number=f"Q-{at:06}", topic="course", name="見本 花子", email="a@example.test", message="次回はいつですか。",
            privacy_version="2026-04", fingerprint=f"{at:064}", due_on=now.date(), received_at=now,
        )
        for at in numbers
    )  # fmt: skip
    Interest.objects.bulk_create(
        Interest(course=cohort.course, cohort=cohort, email=f"i{at}@example.test", created_at=now - timedelta(days=1))
        for at in numbers
    )
    Message.objects.bulk_create(
        Message(dedupe_key=f"b{at}", kind="x", to_email="a@example.test", subject="件名", body="本文") for at in numbers
    )
