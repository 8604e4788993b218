"""Papers on their way to the accountant: one ZIP with the PDFs as they were issued and an index that opens in Excel."""

import csv
import zipfile
from collections.abc import Iterable, Sequence
from io import StringIO
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse

from lms.desk.sheets import BYTE_ORDER_MARK


def bundle(name: str, headings: Sequence[str], papers: Iterable[tuple[str, bytes, Sequence[Any]]]) -> FileResponse:
    """Papers as (path in the archive, PDF, row of the index). Written to disk, one paper at a time."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    index = StringIO()
    table = csv.writer(index)
    table.writerow(headings)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, pdf, row in papers:
            archive.writestr(path, pdf)
            table.writerow(row)
        archive.writestr("index.csv", BYTE_ORDER_MARK + index.getvalue().encode())
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-store"
    return response


def words(text: str) -> str:
    """As text for Excel, which takes what begins like a formula for one."""
    return f"'{text}" if text[:1] in "=+-@" and text else text
