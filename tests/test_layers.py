"""Rows may point only where imports may run. String foreign keys escape the import linter; this does not let them."""

import tomllib

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model

from tests.tools.packages import ROOT, our_apps


def layers() -> list[list[str]]:
    """The order of the import contract "The rooms", from the roof down; rooms on one floor are strangers."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rooms = next(contract for contract in contracts if contract["name"] == "The rooms")
    return [floor.split(" | ") for floor in rooms["layers"]]


def room_of(model) -> tuple[int, str]:
    return next(
        (number, room)
        for number, floor in enumerate(layers())
        for room in floor
        if model.__module__.startswith(f"{room}.")
    )


def our_models():
    labels = {config.label for config in our_apps()}
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in labels]


def relations():
    ours = set(our_models())
    for model in our_models():
        for field in model._meta.get_fields(include_hidden=True):
            other = field.related_model
            if field.concrete and other in ours and other is not get_user_model():
                yield pytest.param(model, other, id=f"{model._meta.label}.{field.name}")


@pytest.mark.parametrize("model,other", list(relations()))
def test_a_row_points_down_or_within_its_room(model, other):
    floor, room = room_of(model)
    other_floor, other_room = room_of(other)
    assert other_room == room or other_floor > floor


def test_every_model_lives_in_a_room():
    assert all(room_of(model) for model in our_models())
    assert room_of(get_user_model()) == (0, "lms.standalone")
