"""One way in for every kind of file, told apart by what is in it and not by its name."""

from courses.outlines import numbered_text, xml_maps
from courses.outlines.decoding import decode
from courses.outlines.sheet import Sheet


def read(data: bytes, *, title: str) -> Sheet:
    """The outline in a file; `title` where the file names none. Raises Unreadable with line and reason."""
    text = decode(data)
    read_text = xml_maps.read if text.lstrip().startswith("<") else numbered_text.read
    return read_text(text, title=title)
