"""Sending a study material to somebody who may read it; whether they may is asked before."""

from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from courses import conf
from courses.models import StudyMaterial


def send(material: StudyMaterial) -> HttpResponseBase:
    """The file with the type we recognised, never cached for anybody else, never guessed at by the browser.

    Raises Http404 where the file is gone from the disk.
    """
    if conf.X_ACCEL_PREFIX:
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = quote(f"{conf.X_ACCEL_PREFIX.rstrip('/')}/{material.file.name}")
    else:
        response = FileResponse(_opened(material))
    response["Content-Type"] = material.content_type
    response["Content-Disposition"] = str(content_disposition_header(not material.is_inline, material.filename))
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _opened(material: StudyMaterial) -> object:
    try:
        return material.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
