"""A file is what its content says, and only where its name says the same."""

import io
import zipfile

import pytest
from PIL import Image

from courses.file_types import recognise, size_of_image


def picture(kind="PNG", size=(4, 3)):
    file = io.BytesIO()
    Image.new("RGB", size).save(file, kind)
    return file.getvalue()


def office(folder):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}/document.xml", "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    "name,content,content_type",
    [
        ("図.png", picture(), "image/png"),
        ("図.JPG", picture("JPEG"), "image/jpeg"),
        ("図.webp", picture("WEBP"), "image/webp"),
        ("図.gif", picture("GIF"), "image/gif"),
        ("資料.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("表.xlsx", office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("文.docx", office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("発表.pptx", office("ppt"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("覚書.txt", "日本語".encode("cp932"), "text/plain"),
        ("一覧.csv", "氏名,番号".encode(), "text/csv"),
    ],
)
def test_what_we_take(name, content, content_type):
    assert recognise(name, io.BytesIO(content)).content_type == content_type


@pytest.mark.parametrize(
    "name,content",
    [
        ("図.png", picture("JPEG")),
        ("図.png", b"<svg onload=alert(1)>"),
        ("図.png", picture()[:40]),
        ("図.svg", b"<svg/>"),
        ("頁.html", b"<script>"),
        ("資料.pdf", b"<html>%PDF-"),
        ("表.xlsx", office("word")),
        ("文.docx", b"PK\x03\x04 no archive"),
        ("道具.exe", b"MZ"),
        ("覚書.txt", b"\0\1\2"),
        ("一覧.csv", b"\x81"),
        ("名前なし", b"%PDF-1.7"),
    ],
)
def test_what_we_refuse(name, content):
    assert recognise(name, io.BytesIO(content)) is None


def test_the_size_of_an_image():
    assert size_of_image(io.BytesIO(picture(size=(40, 30)))) == (40, 30)
