"""`manage.py demo`: sample data, a web server and a worker; no account anywhere, nothing leaves the machine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lms.standalone.demo.accounts import Sheet, read_sheet, write_sheet
from lms.standalone.demo.backstage import PortInUse, check_port
from lms.standalone.demo.build import build
from lms.standalone.processes import ProcessEnded, serve

ADDRESSES = (
    ("Site", "/"),
    ("My page", "/my/"),
    ("Evaluator desk", "/evaluate/"),
    ("Verify a license", "/verify/"),
    ("Wagtail admin", "/cms/"),
    ("All mails sent", "/outbox/"),
)


class Command(BaseCommand):
    help = "Make the sample data, then run web server and worker together until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-serve", action="store_true", help="Make the data and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LMS_SANDBOX:
            raise CommandError("The demonstration runs with the embedded settings only.")
        port = options["port"]
        try:
            check_port(port)
            self._tell("Database")
            call_command("migrate", verbosity=0, interactive=False)
            path = Path(settings.VAR_DIR) / "demo.json"
            accounts = build(read_sheet(path), port=port, tell=self._tell)
        except PortInUse as error:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another one: make demo PORT={port + 1}"
            ) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. The next run goes on from here.") from None
        sheet = Sheet(base_url=f"http://127.0.0.1:{port}", accounts=accounts)
        write_sheet(path, sheet)
        self._print(sheet, path)
        if not options["no_serve"]:
            self._serve(port)

    def _serve(self, port: int) -> None:
        self.stdout.write("\nWeb server and worker are running. Ctrl-C stops both.")
        self.stdout.flush()
        try:
            serve(port, var=Path(settings.VAR_DIR))
        except ProcessEnded as error:
            raise CommandError(str(error)) from error

    def _tell(self, what: str) -> None:
        self.stdout.write(f"… {what}")
        self.stdout.flush()

    def _print(self, sheet: Sheet, path: Path) -> None:
        lines = ["", *(f"  {label:<17}{sheet['base_url']}{where}" for label, where in ADDRESSES)]
        lines += ["", f"  {'Role':<17}{'E-mail':<31}Password"]
        lines += [f"  {role:<17}{one['email']:<31}{one['password']}" for role, one in sheet["accounts"].items()]
        lines += ["", "  Test cards: 4242 4242 4242 4242 is paid, 4000 0000 0000 0002 is declined; any date and code."]
        lines += [f"  Accounts are kept in {path}. A walk through it: docs/tour.md"]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
