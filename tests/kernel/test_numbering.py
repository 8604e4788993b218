import subprocess
import sys

import pytest
from django.db import transaction

from lms.kernel.actions.numbering import next_number
from lms.kernel.models import NumberSequence
from tests.bench.manage import ROOT

WORKER = """
import django; django.setup()
import random, sys
from django.db import transaction
from lms.kernel.actions.numbering import next_number
random.seed(sys.argv[1])
for turn in range(25):
    try:
        with transaction.atomic():
            number = next_number("license", period=2026)
            if random.random() < 0.3:
                raise InterruptedError
    except InterruptedError:
        continue
    print(number)
"""


def test_each_series_and_period_counts_by_itself(db):
    taken = [
        next_number(*key[:1], period=key[1])
        for key in [("license", 2026), ("license", 2026), ("license", 2027), ("receipt", 2026)]
    ]
    assert taken == [1, 2, 1, 1]


def test_a_rollback_gives_its_number_back(db):
    assert next_number("license") == 1
    with transaction.atomic():
        assert next_number("license") == 2
        transaction.set_rollback(True)
    assert next_number("license") == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_given_outside_the_transaction_that_stores_it():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        next_number("license")
    assert not NumberSequence.objects.exists()


def test_competing_processes_leave_no_gap_and_no_double(process_environment):
    """Four processes begin the series together and give three numbers in ten back."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(seed)], cwd=ROOT, env=process_environment, stdout=subprocess.PIPE
        )
        for seed in range(4)
    ]
    numbers = [int(line) for worker in workers for line in worker.communicate(timeout=120)[0].split()]
    assert [worker.returncode for worker in workers] == [0, 0, 0, 0]
    assert len(numbers) > 40
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
