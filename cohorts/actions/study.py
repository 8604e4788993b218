"""What a participant does with a lesson. It is theirs alone and judged by nobody: no audit line, the rows tell it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cohorts.lessons import lessons_of
from cohorts.models import Enrollment, SelfTestAttempt, StudyProgress
from courses.models import Lesson
from courses.self_test import MarkedQuestion, Question, mark, right_count, unanswered
from lms.kernel.obstacles import Obstacle


class LessonClosed(Obstacle):
    message = _("This lesson is not open to you now.")


class QuestionsUnanswered(Obstacle):
    """Nothing is marked before every question has an answer; `questions` are the open ones."""

    message = _("Answer every question before you check.")

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__()


@transaction.atomic
def open_lesson(enrollment: Enrollment, *, lesson: Lesson, now: datetime) -> StudyProgress:
    """Remember when the lesson was opened first; harmless when repeated. Raises LessonClosed."""
    if not lessons_of(enrollment, now=now).filter(pk=lesson.pk).exists():
        raise LessonClosed
    progress, _created = StudyProgress.objects.get_or_create(
        enrollment=enrollment, lesson=lesson, defaults={"opened_at": now}
    )
    return progress


@transaction.atomic
def finish_lesson(enrollment: Enrollment, *, lesson: Lesson, now: datetime) -> StudyProgress:
    """Mark as done; the first moment stays when repeated. Raises LessonClosed."""
    progress = open_lesson(enrollment, lesson=lesson, now=now)
    StudyProgress.objects.filter(pk=progress.pk, done_at=None).update(done_at=now)
    progress.refresh_from_db()
    return progress


@transaction.atomic
def reopen_lesson(enrollment: Enrollment, *, lesson: Lesson, now: datetime) -> StudyProgress:
    """Take the mark back. Raises LessonClosed."""
    progress = open_lesson(enrollment, lesson=lesson, now=now)
    progress.done_at = None
    progress.save(update_fields=["done_at"])
    return progress


@transaction.atomic
def tick_points(
    enrollment: Enrollment, *, lesson: Lesson, among: Collection[str], ticked: Collection[str], now: datetime
) -> StudyProgress:
    """Tick exactly `ticked` among the points of one checklist; those of other checklists stay. Raises LessonClosed."""
    opened = open_lesson(enrollment, lesson=lesson, now=now)
    progress = StudyProgress.objects.select_for_update().get(pk=opened.pk)
    others = [key for key in progress.ticks if key not in among]
    progress.ticks = [*others, *(key for key in among if key in ticked)]
    progress.save(update_fields=["ticks"])
    return progress


@transaction.atomic
def answer_self_test(
    enrollment: Enrollment,
    *,
    lesson: Lesson,
    test: str,
    questions: Sequence[Question],
    answers: Mapping[str, Sequence[str]],
    now: datetime,
) -> SelfTestAttempt:
    """Mark one set of answers and keep it beside the earlier ones.

    Raises LessonClosed, QuestionsUnanswered.
    """
    opened = open_lesson(enrollment, lesson=lesson, now=now)
    if missing := unanswered(questions, answers):
        raise QuestionsUnanswered(missing)
    progress = StudyProgress.objects.select_for_update().get(pk=opened.pk)
    marked = mark(questions, answers)
    latest = progress.attempts.filter(test=test).aggregate(latest=Max("number"))["latest"] or 0
    return SelfTestAttempt.objects.create(
        progress=progress,
        test=test,
        number=latest + 1,
        answers=[_as_kept(one) for one in marked],
        right=right_count(marked),
        total=len(marked),
        answered_at=now,
    )


def answers_of(attempt: SelfTestAttempt) -> dict[str, list[str]]:
    """What was chosen, as `mark` takes it."""
    return {kept["key"]: [option["key"] for option in kept["chosen"]] for kept in attempt.answers}


def _as_kept(marked: MarkedQuestion) -> dict[str, object]:
    return {
        "key": marked.question.key,
        "question": marked.question.text,
        "chosen": [{"key": option.key, "text": option.text} for option in marked.chosen],
        "is_right": marked.is_right,
    }
