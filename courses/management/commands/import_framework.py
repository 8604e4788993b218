"""`manage.py import_framework FILE`: the published text of a competency framework, as it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from courses.actions.framework import Imported, Result, import_framework, replace_framework
from courses.framework_edition import Edition
from courses.framework_text import Reading, read
from courses.framework_words import sentence
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

WORDS = {
    Result.CREATED: "imported",
    Result.UNCHANGED: "nothing changed",
    Result.REPLACED: "replaced",
}


class Command(BaseCommand):
    help = "Import the versions of a competency framework from its published text. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the text: UTF-8 or Shift_JIS (CP932)")
        parser.add_argument("--framework", help="refuse a text about any other framework than this, e.g. cmbok")
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            metavar="VERSION=COUNT",
            help="refuse the text unless it has this many competencies of that version; repeatable",
        )
        parser.add_argument("--dry-run", action="store_true", help="read, compare and report; keep nothing")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="replace a version that is there with other content, where nothing refers to it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reading = read(text_of(options["file"]))
        self._check_framework(options["framework"], reading)
        self._check_counts(options["expect"], reading)
        keep = replace_framework if options["replace"] else import_framework
        try:
            with transaction.atomic():
                imported = keep(reading, by=Actor.process("import_framework"), now=clock.now())
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except Obstacle as obstacle:
            raise CommandError(f"Nothing was imported from {options['file']}.\n{obstacle.message}") from obstacle
        self._report(reading, imported)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was kept.")

    def _check_framework(self, framework: str | None, reading: Reading) -> None:
        if framework and reading.framework and reading.framework.lower() != framework.lower():
            raise CommandError(f"The text is about {reading.framework}, not about {framework}. Nothing was imported.")

    def _check_counts(self, expected: list[str], reading: Reading) -> None:
        counts = {edition.version: len(edition.items) for edition in reading.editions}
        for each in expected:
            version, _is, count = each.partition("=")
            if not count.isdecimal():
                raise CommandError(f"--expect {each}: write it as VERSION=COUNT, for example 2.0=93.")
            if counts.get(version, 0) != int(count):
                found = f"has {counts.get(version, 0)} competencies of version {version}, not {count}"
                raise CommandError(f"The text {found}; it may be cut off. Nothing was imported.")

    def _report(self, reading: Reading, imported: list[Imported]) -> None:
        for each in imported:
            edition = each.edition
            counted = f"{len(edition.items)} competencies in {len(edition.domains)} domains"
            self.stdout.write(f"{reading.framework} {edition.version}: {counted}, {WORDS[each.result]}")
            self.stdout.write(f"  {per_domain(edition)}")
        for remark in reading.remarks:
            self.stdout.write(self.style.WARNING(sentence(remark)))
        if not reading.remarks:
            self.stdout.write("Everything in the text has its place.")
        if all(each.result is Result.UNCHANGED for each in imported):
            self.stdout.write("Nothing changed.")


def per_domain(edition: Edition) -> str:
    return " ".join(f"{domain.prefix} {len(domain.items)}" for domain in edition.domains)


def text_of(path: Path) -> str:
    """The text in the encodings such files come in. Raises CommandError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    text = decoded(raw, path)
    if control := next((c for c in text if c < " " and c not in "\t\r\n\f"), ""):
        line = text[: text.index(control)].count("\n") + 1
        raise CommandError(f"{path}, line {line}: the file is not a text (character {ord(control):#04x}).")
    return text


def decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as not_utf8:
        if not_utf8.reason == "unexpected end of data":
            raise CommandError(f"{path}: the file is cut off in the middle of a character.") from None
        try:
            return raw.decode("cp932")
        except UnicodeDecodeError:
            line = raw[: not_utf8.start].count(b"\n") + 1
            raise CommandError(
                f"{path}, line {line}: neither UTF-8 nor Shift_JIS (CP932). Save the file as UTF-8 and try again."
            ) from None
