"""The text of a lesson as templates print it: one piece per block, with what a participant did to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from courses.lesson_blocks import keyed, may_embed
from courses.models import Lesson, StudyMaterial
from courses.self_test import MarkedQuestion, Option, Question, mark

AddressOf = Callable[[StudyMaterial], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of a checklist."""

    key: str
    text: str
    is_ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """`address`: of the material or player. `action`: where its form is sent; "" where nobody fills it in.

    A self-test carries `questions` as they were last answered, and `score` of `total` as it was counted then; `score`
    is None before the first attempt.
    """

    key: str
    kind: str
    value: Any
    address: str = ""
    action: str = ""
    points: tuple[Point, ...] = ()
    questions: tuple[MarkedQuestion, ...] = ()
    attempts: int = 0
    score: int | None = None
    total: int = 0
    is_answered: bool = False
    problems: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        return f"lms_courses/lesson/{self.kind}.html"

    @property
    def anchor(self) -> str:
        return f"piece-{self.key}"

    @property
    def ticked(self) -> int:
        return sum(point.is_ticked for point in self.points)


def pieces_of(lesson: Lesson, *, address_of: AddressOf) -> list[Piece]:
    """What can be shown of the text, untouched by anybody.

    A material that was deleted, and a video of a host that is not (or no longer) allowed, leave no piece.
    """
    made = (_piece(block, address_of) for block in lesson.body)
    return [piece for piece in made if piece is not None]


def pieces_for_editors(lesson: Lesson) -> list[Piece]:
    """For the preview: materials come from the admin, also those of a draft."""
    return pieces_of(
        lesson, address_of=lambda material: reverse("lms_courses_study_material", args=[material.public_id])
    )


def piece_of(lesson: Lesson, key: str, kind: str) -> Piece | None:
    """One checklist or self-test of a lesson."""
    for block in lesson.body:
        if block.id == key and block.block_type == kind:
            return _piece(block, lambda _material: "")
    return None


def _piece(block: Any, address_of: AddressOf) -> Piece | None:
    key, kind, value = block.id, block.block_type, block.value
    if kind in {"image", "file"}:
        material = value["material"]
        return Piece(key=key, kind=kind, value=value, address=address_of(material)) if material else None
    if kind == "video":
        return Piece(key=key, kind=kind, value=value, address=value["url"]) if may_embed(value["url"]) else None
    if kind == "checklist":
        points = tuple(Point(key=point, text=text) for point, text in keyed(value["points"]))
        return Piece(key=key, kind=kind, value=value, points=points)
    if kind == "self_test":
        return Piece(key=key, kind=kind, value=value, questions=mark(_questions(value), {}))
    return Piece(key=key, kind=kind, value=value)


def _questions(value: Any) -> list[Question]:
    return [
        Question(
            key=key,
            text=question["question"],
            takes_several=bool(question["takes_several"]),
            explanation=question["explanation"],
            options=tuple(
                Option(option, one["text"], bool(one["is_right"]), one["feedback"])
                for option, one in keyed(question["options"])
            ),
        )
        for key, question in keyed(value["questions"])
    ]
