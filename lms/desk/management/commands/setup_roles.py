from typing import Any

from django.core.management.base import BaseCommand

from lms.desk.roles import ROLES, set_up


class Command(BaseCommand):
    help = "Create the groups for secretariat, deciders and editors with their rights. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for role in ROLES:
            self.stdout.write(f"{role.name}: {'created' if set_up(role) else 'already there'}")
