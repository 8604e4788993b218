"""Whatever buyers, Stripe, banks, staff and broken machines do around one till, its money and seats stay right."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.bench.in_process import stripe_in_process
from tests.checkout.applications import a_world
from tests.checkout.till import Till

# The mutants are hunted with more stories than a working day needs.
EXAMPLES = int(os.environ.get("LMS_TILL_STORIES", "12"))


@pytest.mark.timeout(0)
def test_money_and_seats_stay_right_whatever_happens(db, settings):
    settings.LMS_PAYMENT_METHODS = ["card", "konbini"]
    world = a_world(capacity=2)
    with stripe_in_process():
        run_state_machine_as_test(lambda: Till(world), settings=STORIES)


# A mutant is dead with the first story that shows it; nobody reads its shortest one.
IS_HUNT = "LMS_TILL_STORIES" in os.environ
STORIES = settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate] if IS_HUNT else list(Phase),
    stateful_step_count=30,
    deadline=None,
    derandomize=not IS_HUNT,
    suppress_health_check=list(HealthCheck),
    database=None,
)
