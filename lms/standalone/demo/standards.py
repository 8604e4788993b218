"""The competency framework the course refers to: both published versions, through the importer of any other site."""

from pathlib import Path

from courses.actions.framework import import_framework
from courses.framework_text import read
from courses.models import Competency, Curriculum, Framework
from lms.kernel import clock
from lms.kernel.actor import Actor

TEXT = Path(__file__).parent / "cmbok.txt"
# What each half day teaches, in order; and the outcome, counted from 1, that serves a competency of CMBOK 2.0.
TAUGHT: list[tuple[list[str], dict[int, str]]] = [
    (["CS-1", "CS-4", "LF-1", "LF-4", "PE-13"], {1: "CS-4", 2: "LF-4"}),
    (["CS-2", "CS-4", "CR-3", "OP-5"], {1: "CS-2", 2: "OP-5"}),
    (["CS-3", "CR-3", "LF-2", "PE-14"], {1: "CR-3", 3: "LF-2"}),
    (["CS-5", "CS-6", "LF-3", "PE-3", "PE-5"], {1: "PE-3", 2: "LF-3"}),
]


def make_framework() -> Framework:
    """Codes and titles as published; what staff writes about the framework stays."""
    import_framework(read(TEXT.read_text(encoding="utf-8")), by=Actor.process("demo"), now=clock.now())
    Framework.objects.filter(code="cmbok", publisher="").update(
        publisher="一般社団法人 日本コンタクトセンター教育検定協会",
        summary="コンタクトセンターの仕事に求められる力を、領域ごとに番号を付けて整理した知識体系です。",
    )
    return Framework.objects.get(code="cmbok")


def name_competencies(curriculum: Curriculum) -> None:
    """Which competencies the half days teach; once somebody has named any, theirs stay."""
    competencies = {each.code: each for each in Competency.objects.filter(version__version="2.0")}
    edition = Curriculum.objects.with_timetable().get(pk=curriculum.pk)
    sessions = [session for day in edition.days.all() for session in day.sessions.all()]
    if any(session.competencies.all() for session in sessions):
        return
    for session, (codes, served) in zip(sessions, TAUGHT, strict=False):
        session.competencies = [competencies[code] for code in codes]
        session.save()
        for number, outcome in enumerate(session.outcomes.all(), start=1):
            if number in served:
                outcome.competency = competencies[served[number]]
                outcome.save(update_fields=["competency"])
