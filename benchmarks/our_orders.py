"""Rows of our site for measuring orders: people who stand before the confirm screen, each with a session."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Count, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.fill import cookie_of
from cohorts.models import Cohort, Declaration, Enrollment, ExamRecord, Person, SeatPool
from lms.checkout.models import Listing
from lms.kernel import clock
from lms.standalone.models import User
from payments.models import Order, WebhookEvent
from tests.checkout.applications import shown
from tests.portal.applicant import CONSENTS
from tests.world import open_world


def buyers(count: int) -> list[str]:
    """Accounts with a person and a confirmed pass; the cookies they are signed in by."""
    open_world(now=clock.now())
    users = User.objects.bulk_create(User(email=f"buyer{at}@example.test", password="!") for at in range(count))  # noqa: S106
    people = Person.objects.bulk_create(
        Person(user=user, family_name="見本", given_name=f"花子{at}", email=user.email) for at, user in enumerate(users)
    )
    ExamRecord.objects.bulk_create(
        ExamRecord(
            person=person,
            candidate_number=f"SP-{at:05}",
            number_key=f"sp{at:05}",
            holder_name=person.full_name,
            status=ExamRecord.Status.PASSED,
            passed_on="2026-09-01",
            confirmed_at=clock.now(),
        )
        for at, person in enumerate(people)
    )
    return [cookie_of(user) for user in users]


def drafts(code: str, capacity: int, first: int = 0, count: int = 0) -> dict[str, Any]:
    """A cohort of its own with so many seats, and a draft of so many buyers; what their forms say when sent."""
    cohort = _cohort(code, capacity)
    pool = cohort.pools.get(kind="certification")
    people = list(Person.objects.filter(user__email__startswith="buyer").order_by("pk")[first : first + count])
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(number=f"{code}-{at:04}", person=person, cohort=cohort, pool=pool, kind=pool.kind)
        for at, person in enumerate(people)
    )
    numbers = dict(ExamRecord.objects.values_list("person_id", "candidate_number"))
    Declaration.objects.bulk_create(
        Declaration(
            enrollment=one,
            purpose=Declaration.Purpose.COMPANY_EMPLOYEE,
            specialist_status=Declaration.SpecialistStatus.PASSED,
            specialist_number=numbers[one.person_id],
        )
        for one in enrollments
    )
    seen = shown(enrollments[0], at=clock.now())
    fields = {"shown_total_jpy": str(seen.price.unit_jpy), "shown_offer": seen.fingerprint, **CONSENTS}
    return {"path": f"/apply/{code}/confirm/", "fields": fields}


def sold(code: str) -> dict[str, int]:
    """What is true of a cohort after the crowd has left."""
    pool = SeatPool.objects.get(cohort__code=code, kind="certification")
    held = Q(enrollments__status=Enrollment.Status.HELD)
    enrollments = SeatPool.objects.filter(pk=pool.pk).aggregate(held=Count("enrollments", filter=held))["held"]
    orders = Order.objects.filter(purchases__enrollment__pool=pool).distinct().count()
    return {"taken": pool.taken, "enrollments": enrollments, "orders": orders}


def statements(path: str, fields: dict[str, str], cookie: str) -> dict[str, int]:
    """Statements of one order in a warm process, and how many of them only open or close a savepoint."""
    ContentType.objects.get_for_model(Enrollment)  # kept for good by the first audit line of a process
    with CaptureQueriesContext(connection) as seen:
        answer = Client(headers={"cookie": cookie}).post(path, fields)
    marks = sum("SAVEPOINT" in query["sql"] for query in seen.captured_queries)
    return {"status": answer.status_code, "statements": len(seen) - marks, "savepoints": marks}


def deliveries() -> int:
    return WebhookEvent.objects.count()


def _cohort(code: str, capacity: int) -> Cohort:
    """The open cohort once more, without its early discount, whose row all buyers would share."""
    first = Cohort.objects.get(code="2026")
    listing = Listing.objects.get(pool__cohort=first, pool__kind="certification")
    days = list(first.days.all())
    first.pk, first.code = None, code
    first.save(force_insert=True)
    for day in days:
        day.pk, day.cohort = None, first
        day.save(force_insert=True)
    pool = SeatPool.objects.create(cohort=first, kind="certification", capacity=capacity)
    Listing.objects.create(pool=pool, list_price_jpy=listing.list_price_jpy, policy=listing.policy)
    return first
