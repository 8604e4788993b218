import time
from collections.abc import Callable
from datetime import datetime

import pytest


@pytest.fixture
def at(settings) -> Callable[[str], datetime]:
    """Set the clock: `at("2027-01-15T10:00:00+09:00")`. It runs on from there; call again to travel."""

    def travel(moment: str) -> datetime:
        parsed = datetime.fromisoformat(moment)
        if parsed.tzinfo is None:
            message = f"{moment} names no offset; write it as 2027-01-15T10:00:00+09:00"
            raise ValueError(message)
        settings.LMS_CLOCK = moment
        settings.LMS_CLOCK_SET_AT = time.time()
        return parsed

    return travel
