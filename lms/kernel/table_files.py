"""A file that holds a list, whatever kind of file it is: told by its content, not by its name."""

from lms.kernel.tables import MOST_BYTES, OldWorkbook, Table, TableEmpty, TableTooLarge, read_text
from lms.kernel.workbooks import read_workbook

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"


def read_table(data: bytes) -> Table:
    """The first worksheet of a workbook that is not hidden, or a CSV file of any usual encoding and separator.

    Raises the obstacles of `lms.kernel.tables`, each a sentence that says what to do.
    """
    if len(data) > MOST_BYTES:
        raise TableTooLarge
    if not data.strip():
        raise TableEmpty
    if data.startswith(OLD_EXCEL):
        raise OldWorkbook
    return read_workbook(data) if data.startswith(ZIP) else read_text(data)
