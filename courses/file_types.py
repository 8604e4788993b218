"""What a study material is, told by its content and not only by its name. Imports no Django."""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from PIL import Image, UnidentifiedImageError

MAX_PIXELS = 50_000_000


@dataclass(frozen=True, slots=True)
class FileType:
    """How a kind of file is sent. `is_inline`: browsers show it; everything else is only offered for saving."""

    content_type: str
    is_image: bool = False
    is_inline: bool = False


IMAGES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}
OFFICE = {
    ".docx": ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pptx": ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
TEXTS = {".txt": "text/plain", ".csv": "text/csv"}
EXTENSIONS = (*IMAGES, ".pdf", *OFFICE, *TEXTS)


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def recognise(name: str, file: IO[bytes]) -> FileType | None:
    """The type that name and content agree on; None where they do not, or where we do not take such files.

    SVG and HTML are not among them: opened from our own address they could run scripts.
    """
    extension = extension_of(name)
    for known, tell in RECOGNISERS.items():
        if extension in known:
            file.seek(0)
            found = tell(extension, file)
            file.seek(0)
            return found
    return None


def size_of_image(file: IO[bytes]) -> tuple[int, int]:
    """Width and height in pixels of a recognised image."""
    file.seek(0)
    with Image.open(file) as image:
        size = image.size
    file.seek(0)
    return size


def _image(extension: str, file: IO[bytes]) -> FileType | None:
    wanted = IMAGES[extension]
    try:
        with Image.open(file, formats=[wanted]) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            image.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return FileType(f"image/{wanted.lower()}", is_image=True, is_inline=True)


def _pdf(_extension: str, file: IO[bytes]) -> FileType | None:
    return FileType("application/pdf", is_inline=True) if file.read(5) == b"%PDF-" else None


def _office(extension: str, file: IO[bytes]) -> FileType | None:
    folder, content_type = OFFICE[extension]
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    is_office = "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
    return FileType(content_type) if is_office else None


def _text(extension: str, file: IO[bytes]) -> FileType | None:
    content = file.read()
    return FileType(TEXTS[extension]) if b"\0" not in content and _is_text(content) else None


def _is_text(content: bytes) -> bool:
    for encoding in ("utf-8", "cp932"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


RECOGNISERS: dict[tuple[str, ...], Callable[[str, IO[bytes]], FileType | None]] = {
    tuple(IMAGES): _image,
    (".pdf",): _pdf,
    tuple(OFFICE): _office,
    tuple(TEXTS): _text,
}
