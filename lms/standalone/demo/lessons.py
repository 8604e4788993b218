"""Lessons and textbooks of the sample course, and how far its people are with them."""

import json
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.core.files.base import ContentFile

from cohorts.actions.study import answer_self_test, finish_lesson, open_lesson, tick_points
from cohorts.actions.textbook import NothingToDeliver, Shipment, hand_out, ship
from cohorts.lessons import lessons_of, studying
from cohorts.models import Cohort, Enrollment
from courses.lesson_pieces import Piece, pieces_of
from courses.models import Course, Curriculum, Lesson, StudyMaterial, Textbook
from lms.kernel.calendar import jst_date
from lms.standalone.demo import cohorts, lesson_files, people
from lms.standalone.demo.calendar import Seasons
from lms.standalone.demo.lesson_texts import PICTURE, SHEET, TEXTS, Text
from lms.standalone.demo.people import Guest

BOOKS = (("講座テキスト 理論編", 1), ("講座テキスト 実務編", 2))
#: How many lessons somebody of the open cohort has done, and how many days ago they began.
STUDENTS = ((people.HAYASE, 3, 18), (people.TSUKISHIRO, 1, 12), (people.AUDITOR, 1, 5))


def make(course: Course, curriculum: Curriculum) -> None:
    """What there is to read and to receive; what editors made of it since stays."""
    for title, position in BOOKS:
        Textbook.objects.get_or_create(
            course=course, title=title, defaults={"position": position, "publisher": "講座事務局（見本）"}
        )
    materials = {PICTURE: _picture(course), SHEET: _sheet(course)}
    for position, text in enumerate(TEXTS, 1):
        if not Lesson.objects.filter(course=course, title=text.title).exists():
            _publish(text, curriculum, position, materials)


def study_held(cohort: Cohort, seasons: Seasons) -> None:
    """Last year's participants prepared, and got both books at the reception."""
    enrollments = list(studying().filter(cohort=cohort))
    for number, enrollment in enumerate(enrollments):
        _study(enrollment, count=4 - number % 3 // 2, since=seasons.held.before(9 + number, 20))
        _study(enrollment, count=6 if number % 2 else 5, since=seasons.held.after(20 + number, 21))
    try:
        hand_out(
            cohort,
            enrollments=[enrollment.pk for enrollment in enrollments],
            textbooks=list(cohort.course.textbook_items.values_list("pk", flat=True)),
            on=seasons.held.days[0],
            by=cohorts.office(),
            now=seasons.held.before(0, 9, 40),
        )
    except NothingToDeliver:
        return


def study_open(cohort: Cohort, seasons: Seasons) -> None:
    """The participants of this year are at it; one who comes from far away got the books by post."""
    for guest, count, days in STUDENTS:
        enrollment = _enrollment(cohort, guest)
        if enrollment is not None:
            _study(enrollment, count=count, since=seasons.ago(days=days, hour=21))
    far_away = _enrollment(cohort, people.AUDITOR)
    if far_away is not None and not far_away.textbook_deliveries.exists():
        sent_at = seasons.ago(days=4, hour=15)
        ship(
            far_away,
            textbooks=list(cohort.course.textbook_items.values_list("pk", flat=True)),
            shipment=Shipment("見本運輸", "1000-2000-3004"),
            on=jst_date(sent_at),
            by=cohorts.office(),
            now=sent_at,
        )


def _enrollment(cohort: Cohort, guest: Guest) -> Enrollment | None:
    return studying().filter(cohort=cohort, person__email=guest.email).first()


def _study(enrollment: Enrollment, *, count: int, since: datetime) -> None:
    """The first lessons that were open then are done, the next one is begun; whoever has begun is left alone."""
    known = set(enrollment.study_progress.values_list("lesson", flat=True))
    readable = list(lessons_of(enrollment, now=since))
    for lesson in readable[:count]:
        if lesson.pk not in known:
            for piece in pieces_of(lesson, address_of=lambda _material: ""):
                _fill_in(enrollment, lesson, piece, since)
            finish_lesson(enrollment, lesson=lesson, now=since)
    for lesson in readable[count : count + 1]:
        open_lesson(enrollment, lesson=lesson, now=since)


def _fill_in(enrollment: Enrollment, lesson: Lesson, piece: Piece, now: datetime) -> None:
    if piece.kind == "checklist":
        keys = [point.key for point in piece.points]
        tick_points(enrollment, lesson=lesson, among=keys, ticked=keys, now=now)
    if piece.kind == "self_test":
        questions = [one.question for one in piece.questions]
        right = {each.key: [option.key for option in each.options if option.is_right] for each in questions}
        answers = {**right, questions[-1].key: [questions[-1].options[0].key]}
        for attempt in (answers, right):
            answer_self_test(enrollment, lesson=lesson, test=piece.key, questions=questions, answers=attempt, now=now)


# Rows ------------------------------------------------------------------------------------------------------------


def _publish(text: Text, curriculum: Curriculum, position: int, materials: dict[str, StudyMaterial]) -> None:
    lesson = Lesson(
        course=curriculum.course,
        title=text.title,
        kind=text.kind,
        position=position,
        minutes=text.minutes,
        day=text.day,
        half=text.half,
        for_seats=text.seats,
        opens_days_before=text.opens,
        closes_days_after=text.closes,
        body=json.dumps([_block(text.title, place, *block, materials) for place, block in enumerate(text.blocks)]),
        live=False,
    )
    lesson.editions = [curriculum]
    lesson.save()
    lesson.save_revision(user=cohorts.office().user).publish()


def _block(title: str, place: int, kind: str, value: Any, materials: dict[str, StudyMaterial]) -> dict[str, Any]:
    key = f"{title}/{place}"
    if kind in {"image", "file"}:
        value = {**value, "material": materials[value["material"]].pk}
    return {"type": kind, "value": _listed(value, key), "id": _id(key)}


def _listed(value: Any, key: str) -> Any:
    """Lists get keys that stay the same, as the editor gives them."""
    if isinstance(value, dict):
        return {name: _listed(one, f"{key}/{name}") for name, one in value.items()}
    if isinstance(value, list):
        return [
            {"type": "item", "value": _listed(one, f"{key}/{place}"), "id": _id(f"{key}/{place}")}
            for place, one in enumerate(value)
        ]
    return value


def _id(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, key))


def _picture(course: Course) -> StudyMaterial:
    title = "図：満足は先に現れる"
    return _material(course, title, f"{title}.png", lesson_files.leading_indicator_png, lesson_files.ALT_TEXT)


def _sheet(course: Course) -> StudyMaterial:
    return _material(course, "気づき観察シート", "気づき観察シート.pdf", lesson_files.observation_sheet_pdf, "")


def _material(course: Course, title: str, filename: str, draw: Any, alt_text: str) -> StudyMaterial:
    existing = StudyMaterial.objects.filter(course=course, title=title).first()
    if existing is not None:
        return existing
    material = StudyMaterial(course=course, title=title, alt_text=alt_text)
    material.file = ContentFile(draw(), name=filename)
    material.full_clean()
    material.save()
    return material
