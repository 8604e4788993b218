import pytest

from cohorts.candidate_number import number_key
from cohorts.completion import Completion, Presence, SessionRecord, completion
from cohorts.models import Attendance

HERE = SessionRecord(Presence.PRESENT)
AWAY = SessionRecord(Presence.ABSENT)


def partly(late=0, early=0):
    return SessionRecord(Presence.PARTIAL, late, early)


@pytest.mark.parametrize(
    "records,result",
    [
        ([HERE, HERE, HERE, HERE], Completion.COMPLETE),
        ([HERE, HERE, HERE, partly(late=10)], Completion.COMPLETE),
        ([HERE, HERE, HERE, partly(late=11)], Completion.INCOMPLETE),
        ([HERE, HERE, HERE, partly(early=10)], Completion.COMPLETE),
        ([HERE, HERE, HERE, partly(late=5, early=5)], Completion.COMPLETE),
        ([HERE, HERE, HERE, partly(late=5, early=6)], Completion.INCOMPLETE),
        ([partly(late=10), partly(late=10), partly(late=10), partly(early=10)], Completion.COMPLETE),
        ([HERE, HERE, HERE, AWAY], Completion.INCOMPLETE),
        ([HERE, HERE, HERE, None], Completion.PENDING),
        ([AWAY, HERE, HERE, None], Completion.INCOMPLETE),
        ([None], Completion.PENDING),
        ([], Completion.PENDING),
    ],
)
def test_completion(records, result):
    assert completion(records, tolerated_minutes=10) is result


def test_no_tolerance_at_all():
    assert completion([partly(late=1)], tolerated_minutes=0) is Completion.INCOMPLETE


def test_rows_and_rules_speak_of_the_same_values():
    assert set(Attendance.Status.values) == {each.value for each in Presence}


@pytest.mark.parametrize(
    "typed",
    [
        "SP-2026-0041",
        "sp-2026-0041",
        "ＳＰ－２０２６－００４１",
        "SP2026 0041",
        "SP‐2026–0041",
        "SPー2026ｰ0041",
        " SP−20260041\u3000",
    ],
)
def test_a_candidate_number_is_the_same_however_it_is_typed(typed):
    assert number_key(typed) == "sp20260041"


def test_different_numbers_stay_different():
    assert number_key("SP-2026-0041") != number_key("SP-2026-0014")
