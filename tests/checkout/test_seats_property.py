"""Whatever applicants, people who wait and the office do, seats and their money stay right.

LMS_SEAT_STORIES=500 tells more stories than a working day needs.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bench.in_process import stripe_in_process
from tests.checkout.application_rules import ApplicationRules
from tests.checkout.applications import a_world
from tests.checkout.change_rules import ChangeRules
from tests.checkout.group_rules import GroupRules
from tests.checkout.hold_rules import HoldRules
from tests.checkout.seat_stories import SeatStories
from tests.checkout.test_organizer_change import another_cohort
from tests.checkout.waitlist_rules import WaitlistRules
from tests.factories.cohorts import SeatPoolFactory

MORE = "LMS_SEAT_STORIES" in os.environ
STORIES = settings(
    max_examples=int(os.environ.get("LMS_SEAT_STORIES", "8")),
    stateful_step_count=25,
    deadline=None,
    derandomize=not MORE,
    suppress_health_check=list(HealthCheck),
    database=None,
)


class Story(ApplicationRules, WaitlistRules, ChangeRules, GroupRules, HoldRules, SeatStories):
    """Everything that can happen to a seat. Further acts join here with their own mixin."""


@pytest.mark.timeout(0)
@pytest.mark.both_databases
def test_seats_stay_right_whatever_happens(db, settings):
    settings.LMS_PAYMENT_METHODS = ["card", "konbini"]
    world = a_world(capacity=2)
    other = another_cohort(world, capacity=2)
    SeatPoolFactory(cohort=other, kind="audit", capacity=2)
    with stripe_in_process():
        run_state_machine_as_test(lambda: Story(world), settings=STORIES)
