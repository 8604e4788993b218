from datetime import time

import factory
from factory.django import DjangoModelFactory

from courses.models import (
    Course,
    Curriculum,
    CurriculumDay,
    CurriculumSession,
    Half,
    LearningOutcome,
    Lesson,
    StudyMaterial,
    Textbook,
)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    code = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"講座{n}")


class CurriculumFactory(DjangoModelFactory):
    class Meta:
        model = Curriculum

    course = factory.SubFactory(CourseFactory)
    version = factory.Sequence(lambda n: n + 1)
    title = "二日間の課程"


class CurriculumDayFactory(DjangoModelFactory):
    class Meta:
        model = CurriculumDay

    curriculum = factory.SubFactory(CurriculumFactory)
    position = factory.Sequence(lambda n: n)
    opens_at = time(10)
    closes_at = time(17)


class CurriculumSessionFactory(DjangoModelFactory):
    class Meta:
        model = CurriculumSession

    day = factory.SubFactory(CurriculumDayFactory)
    position = factory.Sequence(lambda n: n)
    half = Half.MORNING
    title = factory.Sequence(lambda n: f"時限{n}")


class LearningOutcomeFactory(DjangoModelFactory):
    class Meta:
        model = LearningOutcome

    session = factory.SubFactory(CurriculumSessionFactory)
    position = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"到達目標{n}を説明できる")


def two_day_curriculum(**fields: object) -> Curriculum:
    """Two days with different hours and four half days, as the course is really held."""
    curriculum = CurriculumFactory(**fields)
    hours = [(time(10), time(17)), (time(9), time(16))]
    for position, (opens_at, closes_at) in enumerate(hours):
        day = CurriculumDayFactory(curriculum=curriculum, position=position, opens_at=opens_at, closes_at=closes_at)
        for place, half in enumerate([Half.MORNING, Half.AFTERNOON]):
            session = CurriculumSessionFactory(day=day, position=place, half=half, formats=["lecture", "workshop"])
            LearningOutcomeFactory(session=session)
    return curriculum


class StudyMaterialFactory(DjangoModelFactory):
    """A PDF by name and type; give `file` where its content is read."""

    class Meta:
        model = StudyMaterial

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"資料{n}")
    file = factory.Sequence(lambda n: f"study/{n}.pdf")
    kind = StudyMaterial.Kind.FILE
    filename = "資料.pdf"
    content_type = "application/pdf"
    size = 9


class TextbookFactory(DjangoModelFactory):
    class Meta:
        model = Textbook

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"テキスト{n}")


def lesson(curriculum: Curriculum, **fields: object) -> Lesson:
    """A published lesson of this edition, for every seat, open as soon as a seat is confirmed."""
    made = Lesson(**{"course": curriculum.course, "title": f"課題{Lesson.objects.count() + 1}", **fields})
    made.editions = [curriculum]
    made.save()
    return made
