"""A link of a mail reads the same whenever it is written, opens what it was made for and nothing else."""

import pytest

from lms.kernel.link_token import token_of, value_of


@pytest.mark.parametrize("value", [7, "0f5c9f0e-5f6f-4d0c-9a54-3f6c1f6f8a11", "Q-2026-00001"])
def test_a_token_opens_what_it_was_made_for(value):
    assert value_of(token_of(value, salt="quotes"), salt="quotes") == value


def test_a_link_written_again_later_is_the_same_link(monkeypatch):
    first = token_of(7, salt="quotes")
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    assert token_of(7, salt="quotes") == first


@pytest.mark.parametrize("token", ["", "x", "Nw", token_of(7, salt="answers"), token_of(7, salt="quotes")[:-1]])
def test_another_token_opens_nothing(token):
    assert value_of(token, salt="quotes") is None
