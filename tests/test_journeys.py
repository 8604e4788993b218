"""docs/journeys.md and the suite say the same: every step that is built has a test that names it."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADING = re.compile(r"^#+ (J\d+b?) ")
STEP = re.compile(r"^\| (\d+) \| .+ \| (.*?) ?\|$")
NAMED = re.compile(r"test_j(\d+b?)_(\d\d)_")


def steps() -> dict[str, str]:
    """Each step of the page as "J4.7", with what it says about not being built."""
    found, journey = {}, ""
    for line in (ROOT / "docs/journeys.md").read_text().splitlines():
        if heading := HEADING.match(line):
            journey = heading[1]
        elif step := STEP.match(line):
            found[f"{journey}.{step[1]}"] = step[2].strip()
    return found


def named() -> set[str]:
    """Each step that the name of a test begins with."""
    names = (
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    )
    return {f"J{match[1]}.{int(match[2])}" for match in map(NAMED.match, names) if match}


def test_every_step_that_is_built_has_a_test_that_names_it():
    built = {step for step, missing in steps().items() if not missing}
    assert sorted(built - named()) == []


def test_a_step_that_is_tested_does_not_say_it_is_missing():
    missing = {step for step, why in steps().items() if why}
    assert sorted(missing & named()) == []


def test_the_page_has_all_journeys():
    assert len(steps()) == 21 + 4 + 12 + 12 + 21 + 14 + 10
