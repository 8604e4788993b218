"""A lesson has no public side: a word planted in one is looked for behind every address there is.

Nobody it is not meant for finds it on a page or in a file, feed, search, message or answer of the API.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from urllib.parse import quote, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import resolve

from courses.models import Lesson, StudyMaterial
from lms.kernel.access import access_rule, is_post_only
from tests.factories.cohorts import CohortFactory
from tests.factories.courses import CurriculumFactory, StudyMaterialFactory, lesson
from tests.factories.pages import course_page
from tests.factories.study import NOW, Study, enrolled, study
from tests.tools.urls import ARGUMENT, Address, every_address

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.slow]

SOUGHT = "竜骨座"  # what is typed into every search, and what an answer may repeat
PLANTED = "第七燈台"  # stands beside it in the lesson and nowhere else
AS_SENT = [spelled.encode() for spelled in (PLANTED, json.dumps(PLANTED).strip('"'), quote(PLANTED))]
TOO_EARLY = "2026-12-01T12:00:00+09:00"
LINK = re.compile(rb"(?:href|src|action)=\"([^\"#?]+)|<loc>([^<]+)</loc>")


@dataclass
class World:
    """A lesson for certification seats, open from 60 days before the course, and the participant it is meant for."""

    owner: Study
    lesson: Lesson
    material: StudyMaterial


@pytest.fixture
def world(db, at, settings, tmp_path) -> World:
    settings.LMS_PRIVATE_ROOT = tmp_path / "private"
    settings.LMS_VISITOR_CACHE_SECONDS = 5
    at(NOW.isoformat())
    owner = study()
    course_page(owner.cohort.course)
    words = f"{SOUGHT}と{PLANTED}"
    material = StudyMaterialFactory(
        course=owner.cohort.course,
        title=f"{words}の資料",
        file=ContentFile(words.encode(), name="x.txt"),
        filename=f"{PLANTED}.txt",
        content_type="text/plain",
    )
    planted = lesson(
        owner.curriculum,
        title=words,
        for_seats="certification",
        opens_days_before=60,
        body=[("text", f"<p>{words}を見る。</p>"), ("file", {"material": material, "note": words})],
    )
    planted.save_revision().publish()
    return World(owner, planted, material)


def test_whoever_it_is_meant_for_finds_it_where_it_belongs(world, client):
    """The walk can find: otherwise the next tests would prove nothing."""
    client.force_login(world.owner.user)
    found = {resolve(path.removeprefix("/en")).view_name for path in places_that_tell(client, world)}
    assert found == {
        "lms_api:search",
        "lms_catalogue:search",
        "lms_portal:lesson_material",
        "lms_portal:my_enrollment_study",
        "lms_portal:my_lesson",
    }


def test_a_visitor_never_finds_it(world, client):
    owner = Client()
    owner.force_login(world.owner.user)
    owner.get("/search/", {"q": SOUGHT})  # what was drawn for somebody else is not kept for visitors
    assert places_that_tell(client, world) == []


def test_an_account_without_business_here_never_finds_it(world, client, stranger):
    client.force_login(stranger)
    assert places_that_tell(client, world) == []


def test_a_participant_of_another_cohort_never_finds_it(world, client):
    course = world.owner.cohort.course
    mine = enrolled(CohortFactory(course=course, curriculum=CurriculumFactory(course=course)))
    client.force_login(mine.user)
    assert places_that_tell(client, world, mine) == []


def test_an_audit_seat_never_finds_what_is_for_certification(world, client):
    mine = enrolled(world.owner.cohort, kind="audit")
    client.force_login(mine.user)
    assert places_that_tell(client, world, mine) == []


def test_nobody_finds_it_before_it_opens(world, client, at):
    at(TOO_EARLY)
    client.force_login(world.owner.user)
    assert places_that_tell(client, world, world.owner) == []


def test_a_draft_is_found_by_nobody(world, client):
    world.lesson.unpublish()
    client.force_login(world.owner.user)
    assert places_that_tell(client, world, world.owner) == []


# The walk --------------------------------------------------------------------------------------------------------


def places_that_tell(client: Client, world: World, reader: Study | None = None) -> list[str]:
    """Everywhere the planted word was said: every address with every name that could lead there, and every link."""
    telling = []
    waiting = list(paths(world, reader))
    known = set(waiting)
    while waiting:
        path = waiting.pop()
        answer = client.get(path, {"q": SOUGHT, "in": "lessons"})
        text = said(answer)
        telling += [path] if any(word in text for word in AS_SENT) else []
        fresh = {link for link in links(text) if link not in known}
        known |= fresh
        waiting += sorted(fresh)
    if reader is not None:
        telling += [path for path in acts(world, reader) if any(word in said(client.post(path)) for word in AS_SENT)]
    return sorted(telling)


def said(answer) -> bytes:
    """Headers, cookies and the whole body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.serialize_headers() + answer.cookies.output().encode() + body


def paths(world: World, reader: Study | None) -> Iterator[str]:
    name = world.material.file.name
    yield from (
        f"/media/{name}",
        f"/media/images/{name}",
        f"/private/{name}",
        f"/static/{name}",
        f"/documents/1/{name}",
    )
    yield from ("/en/", "/en/search/", "/en/sitemap.xml")
    for address in every_address():
        if not address.is_in_admin:  # closed to strangers altogether: test_urls_are_guarded.py
            yield from filled_in(address, world, reader)


def acts(world: World, reader: Study) -> Iterator[str]:
    for address in every_address():
        if access_rule(address.view) and is_post_only(address.view) and not address.is_in_admin:
            yield from filled_in(address, world, reader)


def filled_in(address: Address, world: World, reader: Study | None) -> Iterator[str]:
    """The address with every identifier of the lesson and its surroundings that fits."""
    course, cohort = world.owner.cohort.course.code, world.owner.cohort.code
    enrollments = [world.owner.enrollment, *([reader.enrollment] if reader else [])]
    words = {"code": [course, cohort], "key": ["x"]}.get
    fitting = {
        "int": [str(world.lesson.pk), str(world.material.pk)],
        "uuid": [str(world.material.public_id), *(str(one.public_id) for one in enrollments)],
        "path": [world.material.file.name],
    }
    spaces = [
        fitting.get(found["converter"]) or words(found["name"], [str(world.lesson.pk), world.material.file.name])
        for found in ARGUMENT.finditer(address.route)
    ]
    for values in product(*spaces):
        given = iter(values)
        yield "/" + ARGUMENT.sub(lambda _found: next(given), address.route)  # noqa: B023 - used up at once


def links(text: bytes) -> set[str]:
    """Paths of this site, without those that are only files of the design."""
    found = {urlsplit((one or two).decode()) for one, two in LINK.findall(text)}
    return {url.path for url in found if url.path.startswith("/") and not url.path.startswith(("/static/", "/cms/"))}
