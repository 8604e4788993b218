"""The competency framework the course refers to: both published versions, through the importer of any other site."""

from pathlib import Path

from courses.actions.framework import import_framework
from courses.framework_text import read
from courses.models import Framework
from lms.kernel import clock
from lms.kernel.actor import Actor

TEXT = Path(__file__).parent / "cmbok.txt"


def make_framework() -> Framework:
    """Codes and titles as published; what staff writes about the framework stays."""
    import_framework(read(TEXT.read_text(encoding="utf-8")), by=Actor.process("demo"), now=clock.now())
    Framework.objects.filter(code="cmbok", publisher="").update(
        publisher="一般社団法人 日本コンタクトセンター教育検定協会",
        summary="コンタクトセンターの仕事に求められる力を、領域ごとに番号を付けて整理した知識体系です。",
    )
    return Framework.objects.get(code="cmbok")
