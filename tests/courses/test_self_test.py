"""Marking: exactly the right options, nothing more and nothing less."""

import pytest

from courses.self_test import Option, Question, mark, right_count, unanswered

SINGLE = Question("a", "一つ選ぶ", (Option("1", "正", is_right=True), Option("2", "誤", is_right=False)))
SEVERAL = Question(
    "b",
    "すべて選ぶ",
    (Option("1", "正", is_right=True), Option("2", "正", is_right=True), Option("3", "誤", is_right=False)),
    takes_several=True,
)


@pytest.mark.parametrize(
    "question,answer,is_right",
    [
        (SINGLE, [], None),
        (SINGLE, ["1"], True),
        (SINGLE, ["2"], False),
        (SINGLE, ["1", "2"], False),
        (SINGLE, ["gone"], None),
        (SEVERAL, ["1"], False),
        (SEVERAL, ["1", "2"], True),
        (SEVERAL, ["2", "1", "1"], True),
        (SEVERAL, ["1", "2", "3"], False),
        (SEVERAL, ["1", "2", "gone"], True),
    ],
)
def test_an_answer(question, answer, is_right):
    (marked,) = mark([question], {question.key: answer})
    assert marked.is_right is is_right


def test_the_count_and_what_is_still_open():
    marked = mark([SINGLE, SEVERAL], {"a": ["1"]})
    assert right_count(marked) == 1
    assert unanswered([SINGLE, SEVERAL], {"a": ["1"]}) == (SEVERAL,)
    assert marked[0].chosen == (SINGLE.options[0],)
