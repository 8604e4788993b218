"""Pictures as the pages show them. Originals, and whatever else lies in the media folder, have no address here."""

from typing import Final

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from lms.kernel.access import public

CONTENT_TYPES: Final = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
FOLDER: Final = "images"  # where Wagtail puts renditions; a changed picture gets a new name


@public
def rendition(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001 - every reader sees the same
    """Only kinds that a browser draws and never executes; the name is one segment, so it stays in the folder."""
    content_type = CONTENT_TYPES.get(name.rpartition(".")[2].lower())
    path = f"{FOLDER}/{name}"
    if content_type is None or name.startswith(".") or not default_storage.exists(path):
        raise Http404
    response = FileResponse(default_storage.open(path), content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
