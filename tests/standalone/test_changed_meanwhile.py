"""Whoever loses a race for a row reads a sentence."""

import pytest
from django.db import DatabaseError, IntegrityError
from django.test import RequestFactory

from lms.standalone.middleware import ChangedMeanwhile


@pytest.fixture
def answer(db, rf: RequestFactory):
    request = rf.post("/my/")
    guard = ChangedMeanwhile(lambda _request: None)
    return lambda error: guard.process_exception(request, error)


def test_a_row_that_went_meanwhile_is_answered_with_a_sentence(answer):
    page = answer(DatabaseError("Save with update_fields did not affect any rows."))
    assert page.status_code == 409
    assert "今回の入力は保存されていません" in page.content.decode()


@pytest.mark.parametrize("error", [IntegrityError("a rule of ours"), ValueError("a mistake of ours")])
def test_mistakes_stay_mistakes(answer, error):
    assert answer(error) is None
