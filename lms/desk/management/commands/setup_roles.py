from typing import Any

from django.core.management.base import BaseCommand

from lms.desk.roles import REVIEW, ROLES, set_up, set_up_review


class Command(BaseCommand):
    help = "Create the groups for secretariat, deciders and editors, and the review of pages. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for role in ROLES:
            self.stdout.write(f"{role.name}: {'created' if set_up(role) else 'already there'}")
        self.stdout.write(f"{REVIEW}: {'created' if set_up_review() else 'already there'}")
