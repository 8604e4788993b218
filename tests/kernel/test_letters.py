"""What brings one letter in line with what is called for: every standing against every wish."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lms.kernel.letters import (
    Because,
    Call,
    Edition,
    Rewrite,
    Standing,
    TakeBack,
    Write,
    changes_between,
    next_step,
)

NOW = datetime(2027, 2, 1, 1, 0, tzinfo=UTC)
FACTS = {"venue": "研修室A"}
ELSEWHERE = {"venue": "研修室B"}


def a_call(facts: dict[str, str] = FACTS, **changes: object) -> Call:
    given = {
        "key": "joining:1",
        "kind": "checkout.email.joining_instructions",
        "due_at": NOW + timedelta(days=3),
        "ends_at": NOW + timedelta(days=17),
        "facts": facts,
        "details": {"email": "hanako@example.test"},
    }
    return Call(**{**given, **changes})


def an_edition(standing: Standing, number: int = 1, call: Call | None = None) -> Edition:
    call = call or a_call()
    return Edition(
        pk=number, number=number, standing=standing, due_at=call.due_at, facts=call.facts, digest=call.digest
    )


WAITING = an_edition(Standing.WAITING)
TRIED = an_edition(Standing.TRIED)
SENT = an_edition(Standing.SENT)
WITHDRAWN = an_edition(Standing.WITHDRAWN)
ON_ITS_WAY = an_edition(Standing.ON_ITS_WAY)
SECOND = an_edition(Standing.WAITING, 2, a_call(ELSEWHERE))
MOVED = a_call(ELSEWHERE)
LATER = a_call(due_at=NOW + timedelta(days=4))
OTHER_ADDRESS = a_call(details={"email": "moved@example.test"})
PAST = a_call(ends_at=NOW)


@pytest.mark.parametrize(
    "call, editions, step",
    [
        pytest.param(a_call(), [], Write(1, None), id="first"),
        pytest.param(None, [], None, id="nothing wanted, nothing there"),
        pytest.param(PAST, [], None, id="wanted until this very moment"),
        pytest.param(replace(PAST, ends_at=NOW + timedelta(microseconds=1)), [], Write(1, None), id="one tick before"),
        pytest.param(a_call(), [WAITING], None, id="in line"),
        pytest.param(MOVED, [WAITING], Rewrite(WAITING, None), id="a fact changed before it left"),
        pytest.param(OTHER_ADDRESS, [WAITING], Rewrite(WAITING, None), id="address changed before it left"),
        pytest.param(LATER, [WAITING], Rewrite(WAITING, None), id="its day moved"),
        pytest.param(None, [WAITING], TakeBack(WAITING, Because.NOT_CALLED_FOR), id="no longer wanted"),
        pytest.param(PAST, [WAITING], TakeBack(WAITING, Because.TOO_LATE), id="the course began before it left"),
        pytest.param(LATER, [TRIED], None, id="one that is being retried keeps its pauses"),
        pytest.param(OTHER_ADDRESS, [TRIED], Rewrite(TRIED, None), id="refused, and the address was corrected"),
        pytest.param(None, [TRIED], TakeBack(TRIED, Because.NOT_CALLED_FOR), id="refused and no longer wanted"),
        pytest.param(MOVED, [ON_ITS_WAY], None, id="on its way: nobody knows yet what was said"),
        pytest.param(None, [ON_ITS_WAY], None, id="on its way and no longer wanted"),
        pytest.param(a_call(), [SENT], None, id="never twice"),
        pytest.param(OTHER_ADDRESS, [SENT], None, id="never twice for a detail"),
        pytest.param(LATER, [SENT], None, id="never twice for another day"),
        pytest.param(None, [SENT], None, id="what was sent stays sent"),
        pytest.param(MOVED, [SENT], Write(2, FACTS), id="what was said is no longer true"),
        pytest.param(MOVED, [SENT, SECOND], None, id="the correction waits"),
        pytest.param(a_call(), [SENT, SECOND], TakeBack(SECOND, Because.TRUE_AGAIN), id="true again"),
        pytest.param(
            MOVED,
            [SENT, an_edition(Standing.WITHDRAWN, 2, MOVED)],
            Write(3, FACTS),
            id="changed a second time after a correction was taken back",
        ),
        pytest.param(
            a_call(), [SENT, an_edition(Standing.SENT, 2, MOVED)], Write(3, ELSEWHERE), id="back to the beginning"
        ),
        pytest.param(a_call(), [WITHDRAWN], Write(2, None), id="postponed before it left, and wanted anew"),
    ],
)
def test_next_step(call, editions, step):
    assert next_step(call, editions, now=NOW) == step


def test_changes_name_what_differs_in_the_order_of_the_facts():
    said = {"day_1": "2027-02-18", "venue": "研修室A", "gone": "x"}
    facts = {"day_1": "2027-02-25", "venue": "研修室A", "new": "y"}

    assert changes_between(said, facts) == [
        ("day_1", "2027-02-18", "2027-02-25"),
        ("new", "", "y"),
        ("gone", "x", ""),
    ]
    assert changes_between(None, facts) == []
