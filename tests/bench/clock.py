import time
from collections.abc import Callable
from datetime import datetime

import pytest

CLOSE_TO_THE_MINUTE = 40


@pytest.fixture
def at(settings) -> Callable[[str], datetime]:
    """Set the clock: `at("2027-01-15T10:00:00+09:00")`. It runs on from there; call again to travel.

    So a page may be written some seconds later, and a test that stands one second before a deadline passes it on a busy
    machine. Stand a minute before; the last microsecond belongs to the tests of the rule, which take the moment itself.
    """

    def travel(moment: str) -> datetime:
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            message = f"{moment} names no offset; write it as 2027-01-15T10:00:00+09:00"
            raise ValueError(message)
        if parsed.second > CLOSE_TO_THE_MINUTE:
            message = f"the clock runs on: {moment} may be past its minute before the page is written"
            raise ValueError(message)
        settings.LMS_CLOCK = moment
        settings.LMS_CLOCK_SET_AT = time.time()
        return parsed

    return travel
