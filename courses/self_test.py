"""Marking a self-test: a handful of questions a learner checks their own understanding with. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    key: str
    text: str
    is_right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`takes_several`: any number of options may be ticked, and exactly the right ones must be."""

    key: str
    text: str
    options: tuple[Option, ...]
    takes_several: bool = False
    explanation: str = ""

    @property
    def name(self) -> str:
        """What its answer is called in a form."""
        return f"q-{self.key}"


@dataclass(frozen=True, slots=True)
class MarkedOption:
    option: Option
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class MarkedQuestion:
    """`is_right` is None while nothing is chosen."""

    question: Question
    options: tuple[MarkedOption, ...]
    is_right: bool | None

    @property
    def chosen(self) -> tuple[Option, ...]:
        return tuple(one.option for one in self.options if one.is_chosen)


def mark(questions: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> tuple[MarkedQuestion, ...]:
    """Each question with what was chosen; keys that are not (or no longer) options count for nothing."""
    return tuple(_mark(question, frozenset(answers.get(question.key, ()))) for question in questions)


def unanswered(questions: Sequence[Question], answers: Mapping[str, Sequence[str]]) -> tuple[Question, ...]:
    return tuple(marked.question for marked in mark(questions, answers) if marked.is_right is None)


def right_count(marked: Sequence[MarkedQuestion]) -> int:
    return sum(one.is_right is True for one in marked)


def _mark(question: Question, answer: frozenset[str]) -> MarkedQuestion:
    options = tuple(MarkedOption(option, option.key in answer) for option in question.options)
    chosen = {one.option.key for one in options if one.is_chosen}
    right = {option.key for option in question.options if option.is_right}
    several_of_one = not question.takes_several and len(chosen) > 1
    is_right = (chosen == right and not several_of_one) if chosen else None
    return MarkedQuestion(question, options, is_right)
