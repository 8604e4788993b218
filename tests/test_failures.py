"""docs/failures.md and the suite say the same: every misfortune has its tests, shown the way the page says."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| (\d+) \| .+ \| .+ \| ([\w, ]+) \|$", re.MULTILINE)
NAMED = re.compile(r"test_row_(\d\d)_")
# Calls in which a process of the test is killed.
DEATHS = re.compile(r"\b(kill_while|dies)\(|'die'")


def rows() -> dict[int, set[str]]:
    page = (ROOT / "docs/failures.md").read_text()
    return {int(number): set(shown.split(", ")) for number, shown in ROW.findall(page)}


@dataclass(frozen=True)
class RowTest:
    """One test of a row, what it asks for and what its code says."""

    number: int
    file: str
    code: str
    fixtures: frozenset[str]
    is_marked: bool

    @property
    def way(self) -> str:
        if "process_environment" in self.fixtures:
            return "killed" if DEATHS.search(self.code) else "race"
        return "Stripe" if "shop" in self.fixtures else "rows"

    @property
    def is_on_both_databases(self) -> bool:
        return self.is_marked or "process_environment" in self.fixtures


def row_tests() -> list[RowTest]:
    return [test for path in sorted((ROOT / "tests").rglob("test_*.py")) for test in _tests_in(path)]


def _tests_in(path: Path) -> Iterator[RowTest]:
    text = path.read_text()
    if "def test_row_" not in text:
        return
    functions = {node.name: node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    for name, node in functions.items():
        if match := NAMED.match(name):
            is_marked = "pytestmark = pytest.mark.both_databases" in text or "both_databases" in str(
                [ast.unparse(each) for each in node.decorator_list]
            )
            yield RowTest(int(match[1]), path.name, ast.unparse(node), _asked_for(node, functions), is_marked)


def _asked_for(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> frozenset[str]:
    """The fixtures of a test, and what those of its own module ask for in turn."""
    names = {argument.arg for argument in node.args.args}
    return frozenset(names).union(*(_asked_for(functions[name], functions) for name in names & set(functions)))


def test_the_page_has_all_rows():
    assert list(rows()) == list(range(1, 43))


def test_every_row_is_shown_the_way_the_page_says():
    shown: dict[int, set[str]] = {}
    for test in row_tests():
        # A story that has Stripe in it says something about the rows as well.
        shown.setdefault(test.number, {"rows"}).add(test.way)
    missing = {number: ways - shown.get(number, set()) for number, ways in rows().items()}
    assert {number: ways for number, ways in missing.items() if ways} == {}


def test_every_row_runs_on_both_databases():
    """Beside it, a row may have arithmetic without a database, or a page."""
    shown = {test.number for test in row_tests() if test.is_on_both_databases}
    assert sorted(set(rows()) - shown) == []
