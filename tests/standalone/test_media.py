"""Uploads are looked at or saved, never executed; what is not shown on a page has no address."""

import gc
import warnings

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

pytestmark = pytest.mark.django_db


def drawn(image, spec):
    """The address of a rendition. Wagtail leaves the file it drew into to the garbage collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        url = image.get_rendition(spec).url
        gc.collect()
    return url


@pytest.fixture
def image():
    return Image.objects.create(title="会場", file=get_test_image_file(filename="hall.png"))


@pytest.mark.parametrize("kind,content_type", [("avif", "image/avif"), ("webp", "image/webp"), ("jpeg", "image/jpeg")])
def test_a_picture_is_served_as_a_page_shows_it(client, image, kind, content_type):
    answer = client.get(drawn(image, f"width-320|format-{kind}"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == content_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) != b""


def test_the_original_has_no_address(client, image):
    assert client.get(f"/media/{image.file.name}").status_code == 404


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "notes.txt", "picture", ".png", "script.js"])
def test_nothing_else_in_the_folder_is_served(client, name):
    stored = default_storage.save(f"images/{name}", ContentFile(b"<script>"))
    try:
        assert client.get(f"/media/images/{name}").status_code == 404
    finally:
        default_storage.delete(stored)


@pytest.mark.parametrize("path", ["/media/images/../original_images/hall.png", "/media/images/%2e%2e%2fdb.png"])
def test_the_folder_cannot_be_left(client, image, path):
    assert client.get(path).status_code == 404


def test_a_drawing_with_scripts_is_refused(admin_client):
    drawing = SimpleUploadedFile("seal.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
    answer = admin_client.post(reverse("wagtailimages:add"), {"title": "印", "file": drawing, "collection": 1})
    assert answer.status_code == 200
    assert Image.objects.count() == 0


def test_a_document_that_a_browser_would_run_is_refused(admin_client):
    page = SimpleUploadedFile("page.html", b"<script>alert(1)</script>", "text/html")
    admin_client.post(reverse("wagtaildocs:add"), {"title": "頁", "file": page, "collection": 1})
    assert Document.objects.count() == 0


@pytest.mark.parametrize(
    "name,content_type,disposition",
    [
        ("guide.pdf", "application/pdf", "inline"),
        ("list.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
    ],
)
def test_a_document_is_read_or_saved_by_its_kind(client, name, content_type, disposition):
    document = Document.objects.create(title="資料", file=ContentFile(b"%PDF-1.7", name=name))
    document.file.close()
    answer = client.get(document.url)
    answer.close()
    assert answer.status_code == 200
    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"].partition(";")[0] == disposition
    assert answer["X-Content-Type-Options"] == "nosniff"
