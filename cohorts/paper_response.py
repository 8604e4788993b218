"""A paper of a cohort on its way to whoever prints it."""

from urllib.parse import quote

from django.http import HttpResponse


class PaperResponse(HttpResponse):
    """Opens in the browser, ready to print; kept by no cache on the way, because it names people."""

    def __init__(self, name: str, pdf: bytes) -> None:
        super().__init__(pdf, content_type="application/pdf")
        self["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(f'{name}.pdf')}"
        self["Cache-Control"] = "private, no-store"
