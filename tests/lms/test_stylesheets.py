"""A stylesheet with a brace too many or too few is read by browsers without a word, and half of it is gone."""

import re

import pytest

from tests.tools.packages import ROOT

SHEETS = sorted(path for path in ROOT.glob("*/**/static/**/*.css") if ".venv" not in path.parts)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_rule_is_closed_where_its_layer_ends(sheet):
    text = re.sub(
        r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), sheet.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    depth, wrong = 0, []
    for number, line in enumerate(text.splitlines(), start=1):
        if (line.startswith(("@layer", "}")) and depth != line.startswith("}")) or (
            depth and not line.startswith((" ", "}")) and line.strip()
        ):
            wrong.append(f"line {number}: {line}")
        depth += line.count("{") - line.count("}")
    assert (wrong, depth) == ([], 0)
