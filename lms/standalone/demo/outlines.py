"""The syllabus map of the demonstration, read from a file by the importer everybody uses."""

from pathlib import Path

from courses.actions.outline import import_outline, plan_import
from courses.models import SyllabusOutline
from courses.outline_frameworks import known_frameworks
from lms.kernel import clock
from lms.kernel.actor import Actor

SLUG = "customer-service"
FILE = Path(__file__).with_name("customer_service.txt")
SOURCE = "コン検 第3章「カスタマーサービス」の公開マインドマップの項目名（見本）"


def make() -> None:
    """Once: what staff made of it since is theirs."""
    if SyllabusOutline.objects.exists():
        return
    plan = plan_import(FILE.read_bytes(), file_name=FILE.name, slug=SLUG, frameworks=known_frameworks())
    outline = import_outline(plan, by=Actor.process("demonstration"), now=clock.now())
    SyllabusOutline.objects.filter(pk=outline.pk).update(source_note=SOURCE)
