"""Make the next edition of a curriculum, and say which edition is the current one."""

from django.db import transaction
from django.db.models import Max
from wagtail.models import Revision

from courses.models import Curriculum, CurriculumDay, CurriculumSession, LearningOutcome, Lesson
from lms.kernel import audit
from lms.kernel.actor import Actor


@transaction.atomic
def new_curriculum_version(curriculum: Curriculum, *, by: Actor) -> Curriculum:
    """An editable copy of the edition with its days, sessions, outcomes, competencies and lessons.

    One version further than the course's latest, and not current: cohorts keep the edition they were scheduled with.
    """
    latest = Curriculum.objects.filter(course=curriculum.course).aggregate(latest=Max("version"))["latest"]
    copy: Curriculum = Curriculum.objects.create(course=curriculum.course, version=latest + 1, title=curriculum.title)
    for day in Curriculum.objects.with_timetable().get(pk=curriculum.pk).days.all():
        _copy_day(day, to=copy)
    _take_lessons_along(curriculum, copy)
    audit.record("lms_courses.new_curriculum_version", copy, by=by, version=copy.version, source=curriculum.version)
    return copy


@transaction.atomic
def make_curriculum_current(curriculum: Curriculum, *, by: Actor) -> Curriculum:
    """From now on the course page shows this edition and new cohorts are scheduled with it; harmless when repeated."""
    others = Curriculum.objects.filter(course=curriculum.course, is_current=True).exclude(pk=curriculum.pk)
    before = list(others.values_list("version", flat=True))
    others.update(is_current=False)
    if Curriculum.objects.filter(pk=curriculum.pk, is_current=False).update(is_current=True):
        audit.record(
            "lms_courses.make_curriculum_current", curriculum, by=by, version=curriculum.version, before=before
        )
    curriculum.refresh_from_db()
    return curriculum


def _copy_day(day: CurriculumDay, *, to: Curriculum) -> None:
    copy = CurriculumDay.objects.create(
        curriculum=to, position=day.position, opens_at=day.opens_at, closes_at=day.closes_at
    )
    for session in day.sessions.all():
        _copy_session(session, to=copy)


def _copy_session(session: CurriculumSession, *, to: CurriculumDay) -> None:
    copy = CurriculumSession(
        day=to,
        position=session.position,
        half=session.half,
        title=session.title,
        theme=session.theme,
        formats=session.formats,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    copy.competencies = session.competencies.all()
    copy.save()
    LearningOutcome.objects.bulk_create(
        LearningOutcome(session=copy, position=outcome.position, text=outcome.text, competency_id=outcome.competency_id)
        for outcome in session.outcomes.all()
    )


def _take_lessons_along(source: Curriculum, copy: Curriculum) -> None:
    """Also in the drafts: an editor opens the latest draft and would otherwise save the new edition away."""
    lessons = Lesson.objects.filter(editions=source)
    Lesson.editions.through.objects.bulk_create(
        Lesson.editions.through(lesson_id=pk, curriculum_id=copy.pk) for pk in lessons.values_list("pk", flat=True)
    )
    for draft in Revision.objects.filter(pk__in=lessons.exclude(latest_revision=None).values("latest_revision")):
        if source.pk in draft.content.get("editions", ()):
            draft.content = {**draft.content, "editions": [*draft.content["editions"], copy.pk]}
            draft.save(update_fields=["content"])
