"""Whether the archive of documents is what was issued: bytes, and numbers without gap or repeat."""

from collections import defaultdict

from payments.actions.document import Damaged, bytes_of
from payments.models import Document


def check_documents() -> tuple[int, list[str]]:
    """How many documents were looked at, and one sentence for each fault."""
    faults: list[str] = []
    series: dict[str, list[int]] = defaultdict(list)
    count = 0
    for document in Document.objects.select_related("file").order_by("pk").iterator(chunk_size=50):
        count += 1
        name, _dash, last = document.number.rpartition("-")
        series[name].append(int(last))
        if not hasattr(document, "file"):
            faults.append(f"{document.number} has no file.")
            continue
        try:
            bytes_of(document)
        except Damaged as error:
            faults.append(str(error))
    for name, numbers in series.items():
        missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
        faults += [f"{name}-{number:06d} is missing." for number in missing]
    return count, faults
