"""The published framework in both of its layouts, and what has to come of it."""

import json
from pathlib import Path

from courses.framework_text import read
from tests.tools.packages import ROOT

FILE = ROOT / "lms" / "standalone" / "demo" / "cmbok.txt"
TEXT = FILE.read_text(encoding="utf-8")
EXPECTED = json.loads((Path(__file__).parent / "data" / "cmbok.json").read_text(encoding="utf-8"))


def editions():
    return read(TEXT).editions


def small(version: str, *cells: str, framework: str = "KIT") -> str:
    """A text with one version; each cell is a line of its own."""
    return "\n".join([f"● {framework}{version} コンピテンシー", "", *cells, ""])
