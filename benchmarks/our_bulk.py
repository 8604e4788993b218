"""Acts on many people as the office sends them, and a list of people; beside each the least that writes as much."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from benchmarks.fill import cookie_of
from cohorts.models import Cohort, Declaration, Enrollment, Person, SeatPool
from lms.desk.models import BulkAct
from lms.kernel import clock
from lms.kernel.models import Message
from lms.standalone.models import User
from tests.factories.cohorts import ClassSessionFactory, CohortDayFactory
from tests.factories.lists import csv_of
from tests.world import open_world

TO_CHECK = {"verdict": "review", "reasons": [], "needs": ["number_check"], "offers": None, "cleared": []}
FILLED_IN = {
    "write": {"subject": "会場のお知らせ", "text": "会場の入口は南側です。"},
    "decline": {"reason": "今回は対象となる方に限っております。"},
}


def act(name: str, size: int) -> dict[str, Any]:
    """Carry it out for so many people, as the preview sends it, after two others so that the process is warm."""
    office = _office()
    _sent(office, name, 2)()
    return _beside_floor(_sent(office, name, size), list(Enrollment.objects.order_by("-pk")[:size]))


def people_list(size: int) -> dict[str, Any]:
    """A file of people uploaded, its report looked at, and all of it accepted."""
    office = _office()
    _take_list(office, f"warm{size}", 1)
    found = _beside_floor(lambda: _take_list(office, "list", size), [])
    made = list(Person.objects.order_by("-pk")[:size])
    if not made[-1].email.startswith(f"list{size}-"):
        message = "The list was not accepted"
        raise RuntimeError(message)
    return {**found, "floor": _seconds(lambda: _least(made))}


def _sent(office: Client, name: str, size: int) -> Callable[[], None]:
    """Makes the people of an act; what is returned sends its form."""
    cohort, people = _people(size, confirmed=name in {"attendance", "write"})
    fields: dict[str, Any] = dict(FILLED_IN.get(name, {}))
    if name == "attendance":
        number = cohort.days.count() + 1
        day = CohortDayFactory(cohort=cohort, position=number, held_on=f"2026-12-{number:02}")
        session = ClassSessionFactory(day=day, position=100 + number, title="時限")
        fields = {"sessions": [session.pk], "status": "present"}
    keys = [one.pk for one in people]
    sent = {"act": name, "person": keys, "confirmed": "1", "filled_in": "1", "token": str(uuid4()), **fields}

    def send() -> None:
        office.post(reverse("lms_desk:bulk", args=[cohort.pk]), sent)
        done = len(BulkAct.objects.latest("pk").done)
        if done != size:
            message = f"{name} was done to {done} of {size}"
            raise RuntimeError(message)

    return send


def _take_list(office: Client, mark: str, size: int) -> None:
    rows = [
        f"名簿{mark}{size} 花子{at},ミホン ハナコ,{mark}{size}-{at}@example.test,見本商事{at % 50}"
        for at in range(size)
    ]
    file = SimpleUploadedFile("people.csv", csv_of("氏名,フリガナ,メールアドレス,会社名", rows))
    page = office.post(reverse("lms_desk:new_import", args=["people"]), {"file": file}, follow=True)
    digest = BeautifulSoup(page.content, "html.parser").find("input", {"name": "digest"})
    accept = digest.find_parent("form")["action"]
    office.post(accept, {"digest": digest["value"], "scope": "all"}, follow=True)


def _beside_floor(work: Callable[[], None], rows: list[Any]) -> dict[str, Any]:
    with CaptureQueriesContext(connection) as seen:
        taken = _seconds(work)
    statements = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    return {"ours": taken, "statements": len(statements), "floor": _seconds(lambda: _least(rows)) if rows else 0}


@transaction.atomic
def _least(rows: list[Any]) -> None:
    """As many rows changed, lines of the log and mails, by three bulk statements."""
    name = "number" if isinstance(rows[0], Enrollment) else "search_key"
    type(rows[0]).objects.bulk_update(rows, [name])
    kind = ContentType.objects.get_for_model(rows[0])
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(content_type=kind, object_id=str(row.pk), label="x", action="x", timestamp=clock.now(), data={})
        for row in rows
    )
    Message.objects.bulk_create(
        Message(dedupe_key=str(uuid4()), kind="x", to_email="a@example.test", subject="件名", body="本文")
        for _row in rows
    )


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _people(size: int, *, confirmed: bool) -> tuple[Cohort, list[Enrollment]]:
    """Applicants whose number waits to be checked, or people with a seat."""
    now, mark = clock.now(), uuid4().hex[:8]
    if not Cohort.objects.filter(code="2026").exists():
        open_world(now=now, capacity=100_000)
    pool = SeatPool.objects.select_related("cohort").get(cohort__code="2026", kind="certification")
    persons = Person.objects.bulk_create(
        Person(family_name="見本", given_name=f"花子{at}", email=f"{mark}-{at}@example.test") for at in range(size)
    )
    state = {"status": "confirmed", "confirmed_at": now} if confirmed else {"status": "under_review"}
    enrollments = Enrollment.objects.bulk_create(
        Enrollment(
            number=f"{mark}-{at:04}",
            person=person,
            cohort=pool.cohort,
            pool=pool,
            kind=pool.kind,
            submitted_at=now,
            eligibility={} if confirmed else TO_CHECK,
            **state,
        )
        for at, person in enumerate(persons)
    )
    Declaration.objects.bulk_create(
        Declaration(
            enrollment=one,
            purpose=Declaration.Purpose.COMPANY_EMPLOYEE,
            specialist_status=Declaration.SpecialistStatus.PASSED,
            specialist_number=f"S-{one.pk}",
        )
        for one in enrollments
    )
    return pool.cohort, enrollments


def _office() -> Client:
    user, _created = User.objects.get_or_create(email="office@example.test")
    for label, codename in (("wagtailadmin", "access_admin"), ("lms_cohorts", "work_as_secretariat")):
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    return Client(headers={"cookie": cookie_of(user)})
