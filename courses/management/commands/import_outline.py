from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.utils.translation import gettext

from courses.actions.outline import Plan, import_outline, plan_import
from courses.outline_frameworks import known_frameworks
from courses.outline_words import by_heading, changes_in_words, compared_with, counted, line_skipped
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class Command(BaseCommand):
    help = (
        "Import a syllabus outline: the numbered text of a mind map, OPML or FreeMind. Prints what changes and what is "
        "odd about it. Importing the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", default="", help="the outline to update, or the address of a new one")
        parser.add_argument("--framework", default="", metavar="CODE/VERSION", help="what it follows, as in cmbok/2.0")
        parser.add_argument("--dry-run", action="store_true", help="tell everything, write nothing")

    def handle(self, *args: Any, file: Path, slug: str, framework: str, dry_run: bool, **options: Any) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            message = f"{file}: {error.strerror}"
            raise CommandError(message) from error
        try:
            plan = plan_import(
                data, file_name=file.name, slug=checked(slug), follows=version(framework), frameworks=known_frameworks()
            )
            self.stdout.writelines(f"{line}\n" for line in told(plan))
            if not dry_run:
                import_outline(plan, by=Actor.process("import_outline"), now=clock.now())
        except Obstacle as obstacle:
            message = f"{file.name}: {obstacle.message}"
            raise CommandError(message) from obstacle
        if dry_run:
            self.stdout.write(gettext("Nothing was written."))
        elif plan.changes_anything:
            self.stdout.write(gettext("Imported as %(slug)s.") % {"slug": plan.slug})


def checked(slug: str) -> str:
    try:
        if slug:
            validate_slug(slug)
    except ValidationError as error:
        message = f"--slug {slug}: {' '.join(error.messages)}"
        raise CommandError(message) from error
    return slug


def version(named: str) -> tuple[str, str] | None:
    if not named:
        return None
    code, slash, number = named.partition("/")
    if not (code and slash and number):
        message = f"--framework {named}: write it as cmbok/2.0"
        raise CommandError(message)
    return code, number


def told(plan: Plan) -> Iterator[str]:
    """What was read, what changes, and the report, as the screens of the admin tell it."""
    yield f"{plan.sheet.title}: {counted(plan.entries)}"
    for skipped in plan.sheet.skipped:
        yield "  " + line_skipped(skipped)
    yield from changes(plan)
    yield compared_with(plan.framework)
    for heading, findings in by_heading(plan.report):
        yield heading
        for number, sentence in findings:
            yield f"  {number} {sentence}" if number else f"  {sentence}"


def changes(plan: Plan) -> Iterator[str]:
    if not plan.changes_anything:
        yield gettext("Nothing changes.")
    elif plan.outline is None:
        yield gettext("New outline: %(slug)s") % {"slug": plan.slug}
    else:
        yield gettext("Changes to %(slug)s") % {"slug": plan.slug}
        for sentence in changes_in_words(plan.changes):
            yield f"  {sentence}"
