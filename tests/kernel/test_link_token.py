"""A link of a mail reads the same whenever it is written, opens what it was made for and nothing else."""

import pytest
from django.contrib.auth.models import Group

from lms.kernel.link_token import row_of, token_of


@pytest.fixture
def trainers(db) -> Group:
    return Group.objects.create(name="trainers")


def opened(token: str) -> Group | None:
    return row_of(token, Group.objects.all(), salt="quotes")


def test_a_token_opens_what_it_was_made_for(trainers):
    assert opened(token_of(trainers, salt="quotes")) == trainers


def test_a_link_written_again_later_is_the_same_link(trainers, monkeypatch):
    first = token_of(trainers, salt="quotes")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert token_of(trainers, salt="quotes") == first


def test_another_token_opens_nothing(trainers):
    for token in ("", "x", "Nw", token_of(trainers, salt="answers"), token_of(trainers, salt="quotes")[:-1]):
        assert opened(token) is None


def test_what_was_deleted_is_not_opened(trainers):
    token = token_of(trainers, salt="quotes")
    trainers.delete()
    assert opened(token) is None
