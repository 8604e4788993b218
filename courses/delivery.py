"""Sending a private file to somebody who may read it; whether they may is asked before."""

from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from courses import conf
from courses.models import StudyMaterial


def send(material: StudyMaterial) -> HttpResponseBase:
    """A material of a lesson. Raises Http404 where the file is gone from the disk."""
    return send_file(
        material.file,
        filename=material.filename,
        content_type=material.content_type,
        is_inline=material.is_inline,
    )


def send_file(file: FieldFile, *, filename: str, content_type: str, is_inline: bool = False) -> HttpResponseBase:
    """The file with the type we recognised, never cached for anybody else, never guessed at by the browser.

    Raises Http404 where the file is gone, from the row or from the disk.
    """
    if not file:
        raise Http404
    if conf.X_ACCEL_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = quote(f"{conf.X_ACCEL_PREFIX.rstrip('/')}/{file.name}")
    else:
        response = FileResponse(_opened(file))
    response["Content-Type"] = content_type
    response["Content-Disposition"] = str(content_disposition_header(not is_inline, filename))
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _opened(file: FieldFile) -> object:
    try:
        return file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
