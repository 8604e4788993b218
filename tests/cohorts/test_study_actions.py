"""Studying: first openings stay, ticks keep to their list, attempts are appended, closed lessons take nothing."""

from datetime import timedelta

import pytest

from cohorts.actions.study import (
    LessonClosed,
    QuestionsUnanswered,
    answer_self_test,
    answers_of,
    finish_lesson,
    open_lesson,
    reopen_lesson,
    tick_points,
)
from cohorts.models import SelfTestAttempt, StudyProgress
from courses.self_test import Option, Question
from tests.factories.courses import lesson
from tests.factories.study import NOW, study

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
QUESTIONS = (
    Question("a", "一つ選ぶ", (Option("a1", "正", is_right=True), Option("a2", "誤", is_right=False))),
    Question("b", "もう一つ", (Option("b1", "正", is_right=True), Option("b2", "誤", is_right=False))),
)


@pytest.fixture
def world():
    return study()


@pytest.fixture
def page(world):
    return lesson(world.curriculum)


def answer(world, page, now=NOW, **answers):
    return answer_self_test(world.enrollment, lesson=page, test="t", questions=QUESTIONS, answers=answers, now=now)


def test_the_first_opening_stays(world, page):
    open_lesson(world.enrollment, lesson=page, now=NOW)
    assert open_lesson(world.enrollment, lesson=page, now=LATER).opened_at == NOW
    assert StudyProgress.objects.count() == 1


def test_done_and_not_done(world, page):
    assert finish_lesson(world.enrollment, lesson=page, now=NOW).done_at == NOW
    assert finish_lesson(world.enrollment, lesson=page, now=LATER).done_at == NOW
    assert reopen_lesson(world.enrollment, lesson=page, now=LATER).done_at is None


def test_ticks_of_one_list_leave_the_others_alone(world, page):
    tick_points(world.enrollment, lesson=page, among=["a", "b"], ticked=["a", "elsewhere"], now=NOW)
    tick_points(world.enrollment, lesson=page, among=["c"], ticked=["c"], now=NOW)
    progress = tick_points(world.enrollment, lesson=page, among=["a", "b"], ticked=["b"], now=NOW)
    assert sorted(progress.ticks) == ["b", "c"]


def test_every_attempt_stays_as_it_was_given(world, page):
    first = answer(world, page, a=["a2"], b=["b1"])
    second = answer(world, page, now=LATER, a=["a1"], b=["b1"])
    rows = [(one.number, one.right, one.total) for one in SelfTestAttempt.objects.order_by("number")]
    assert rows == [(1, 1, 2), (2, 2, 2)]
    assert answers_of(first) == {"a": ["a2"], "b": ["b1"]}
    assert second.answers[0] == {
        "key": "a",
        "question": "一つ選ぶ",
        "chosen": [{"key": "a1", "text": "正"}],
        "is_right": True,
    }


def test_an_open_question_marks_nothing(world, page):
    with pytest.raises(QuestionsUnanswered) as refused:
        answer(world, page, a=["a1"], b=["no such answer"])
    assert refused.value.questions == (QUESTIONS[1],)
    assert not SelfTestAttempt.objects.exists()


def test_a_closed_lesson_takes_nothing(world):
    closed = lesson(world.curriculum, opens_days_before=0)
    draft = lesson(world.curriculum, live=False)
    for page in (closed, draft):
        with pytest.raises(LessonClosed):
            open_lesson(world.enrollment, lesson=page, now=NOW)
        with pytest.raises(LessonClosed):
            answer(world, page, a=["a1"], b=["b1"])
    assert not StudyProgress.objects.exists()
