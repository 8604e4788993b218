"""Every mutant still finds the line it breaks: `make mutants` runs too long to notice in time that code has moved."""

import pytest

from tests.tools.mutants import MUTANTS, Ending, ending_of
from tests.tools.packages import ROOT

CHANGES = [(mutant.name, file, old) for mutant in MUTANTS for file, old, _new in mutant.changes]


@pytest.mark.parametrize("name,file,old", CHANGES, ids=[f"{name}: {file}" for name, file, _old in CHANGES])
def test_a_mutant_finds_its_line_once(name, file, old):
    assert (ROOT / file).read_text().count(old) == 1


@pytest.mark.parametrize(
    "returncode,last,ending",
    [
        (1, "1 failed in 12.34s", Ending.KILLED),
        (0, "1 passed in 80.01s (0:01:20)", Ending.SURVIVED),
        (1, "1 error in 0.51s", Ending.NOT_RUN),
        (1, "1 failed, 1 error in 3.00s", Ending.NOT_RUN),
        (2, "1 error in 0.20s", Ending.NOT_RUN),
        (4, "ERROR: file or directory not found: tests/x.py", Ending.NOT_RUN),
        (5, "no tests ran in 0.01s", Ending.NOT_RUN),
        (0, "1 skipped in 0.10s", Ending.NOT_RUN),
        (-9, "", Ending.NOT_RUN),
    ],
)
def test_only_a_test_that_failed_kills(returncode, last, ending):
    assert ending_of(returncode, f"F\nE   something\n{last}\n") is ending
