from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.document_check import check_documents


class Command(BaseCommand):
    help = "Compares every stored document with its checksum and every series of numbers with itself."

    def handle(self, **options: Any) -> None:
        count, faults = check_documents()
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            msg = f"{len(faults)} faults in {count} documents."
            raise CommandError(msg)
        self.stdout.write(f"{count} documents are as they were issued.")
