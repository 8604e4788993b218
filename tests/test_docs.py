"""What the documents say is so."""

import re

import pytest

from tests.tools import states
from tests.tools.packages import ROOT

PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
MAKE_TARGETS = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
COMMAND = re.compile(r"(?:^\$? ?|`)make ([a-z-]+)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def in_code(text: str) -> str:
    """Only what is set as code: prose may "make sense"."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, flags=re.DOTALL))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_a_page_names_exists(page):
    assert set(COMMAND.findall(in_code(page.read_text(encoding="utf-8")))) <= MAKE_TARGETS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(page):
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_sets_up_with_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"demo", "test"} <= set(COMMAND.findall(in_code(readme)))


def test_the_states_page_matches_the_models():
    assert states.PAGE.read_text(encoding="utf-8") == states.page()
