from typing import Any

from django.core.management.base import BaseCommand

from courses.actions.standards import load_standards
from lms.kernel import clock
from lms.kernel.actor import Actor


class Command(BaseCommand):
    help = (
        "Load the published exam levels, pass rules and reference qualifications that are missing. "
        "Rows that exist stay as they are. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        new = load_standards(by=Actor.process("setup_standards"), now=clock.now())
        for kind in ("bodies", "levels", "rules", "qualifications"):
            self.stdout.write(f"{kind}: {new[kind]} added")
