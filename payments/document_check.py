"""Whether the archive of documents and quotes is what was issued: bytes, and numbers without gap or repeat."""

from collections import defaultdict
from collections.abc import Iterator

from payments.actions.document import Damaged, bytes_of
from payments.actions.quote import bytes_of_quote
from payments.models import Document, Quote


def check_documents() -> tuple[int, list[str]]:
    """How many documents and sent quotes were looked at, and one sentence for each fault."""
    faults: list[str] = []
    series: dict[str, list[int]] = defaultdict(list)
    count = 0
    for paper in _papers():
        count += 1
        if not (isinstance(paper, Quote) and paper.revises_id):  # a further version keeps the number of the first
            name, _dash, last = paper.number.rpartition("-")
            series[name].append(int(last))
        if fault := _fault_of(paper):
            faults.append(fault)
    for name, numbers in series.items():
        missing = sorted(set(range(1, max(numbers) + 1)) - set(numbers))
        faults += [f"{name}-{number:06d} is missing." for number in missing]
    return count, faults


def _papers() -> Iterator[Document | Quote]:
    yield from Document.objects.select_related("file").order_by("pk").iterator(chunk_size=50)
    sent = Quote.objects.exclude(status=Quote.Status.DRAFT)
    yield from sent.select_related("file").order_by("pk").iterator(chunk_size=50)


def _fault_of(paper: Document | Quote) -> str:
    if not hasattr(paper, "file"):
        return f"{paper.number} has no file."
    try:
        bytes_of_quote(paper) if isinstance(paper, Quote) else bytes_of(paper)
    except Damaged as error:
        return str(error)
    return ""
