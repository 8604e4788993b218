from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cohorts.actions.submission_retention import outdated_files, purge_files
from lms.kernel import clock
from lms.kernel.actor import Actor


class Command(BaseCommand):
    help = "Erase the files of assignments whose time is over, as the worker does every night. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list what would go; erase nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if not dry_run:
            self.stdout.write(f"{purge_files(today=clock.today(), by=Actor.process('purge_files'))} files erased")
            return
        files = list(outdated_files(today=clock.today()))
        for one in files:
            kept = f"{one.enrollment.number} version {one.number}, {one.size} bytes, SHA-256 {one.sha256[:12]}"
            self.stdout.write(kept)
        self.stdout.write(f"{len(files)} files would be erased")
