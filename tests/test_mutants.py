"""Every mutant still finds the line it breaks: `make mutants` runs too long to notice in time that code has moved."""

import pytest

from tests.tools.mutants import MUTANTS
from tests.tools.packages import ROOT

CHANGES = [(mutant.name, file, old) for mutant in MUTANTS for file, old, _new in mutant.changes]


@pytest.mark.parametrize("name,file,old", CHANGES, ids=[f"{name}: {file}" for name, file, _old in CHANGES])
def test_a_mutant_finds_its_line_once(name, file, old):
    assert (ROOT / file).read_text().count(old) == 1
