"""OPML and FreeMind files. Read with defusedxml as a stream, so that bombs end at the limits and errors name a line."""

from collections.abc import Iterable
from io import StringIO
from xml.sax import SAXParseException, handler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl, InputSource, Locator

import defusedxml.sax
from defusedxml import DefusedXmlException

from courses.outlines.reading_errors import Reason, Unreadable
from courses.outlines.sheet import Collector, Line, Number, Sheet, Skipped, printed

#: The element that is a node, by the root element of the file.
NODE_OF = {"opml": "outline", "map": "node"}
#: XML elements may nest around nodes as well (rich text); far beyond any real file.
MOST_ELEMENTS_DEEP = 60


def read(text: str, *, title: str) -> Sheet:
    """The outline in an OPML or FreeMind file; `title` names it where the file does not.

    Raises Unreadable for XML that is not well-formed (a file cut off is not), for entities, and for other kinds of XML.
    """
    reader = _Reader()
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd, parser.forbid_entities, parser.forbid_external = False, True, True
    parser.setContentHandler(reader)
    source = InputSource()
    source.setCharacterStream(StringIO(text))
    try:
        parser.parse(source)
    except SAXParseException as error:
        raise Unreadable(Reason.NOT_WELL_FORMED, error.getLineNumber() or 0, detail=error.getMessage()) from None
    except DefusedXmlException:
        raise Unreadable(Reason.ENTITIES, parser.getLineNumber() or 0) from None
    return reader.sheet(title)


class _Reader(handler.ContentHandler):
    """Collects nodes with their line; what a node says in rich text is read like what it says plainly."""

    _locator: Locator  # set by the parser before it begins

    def __init__(self) -> None:
        super().__init__()
        self.path: list[str] = []
        self.found = Collector()
        self.skipped: list[Skipped] = []
        self.title = ""
        self.counts = [0]  # children seen so far, by level
        self.opened: list[tuple[int, str | None]] = []  # line and text of open nodes; None: already taken down
        self.words: list[str] = []  # character data of the element that is being read
        self.rich = ""  # the TYPE of the FreeMind rich text that is open

    def line(self) -> int:
        return int(self._locator.getLineNumber() or 0)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX calls it so
        if not self.path and name not in NODE_OF:
            raise Unreadable(Reason.OTHER_XML, self.line(), element=name)
        self.path.append(name)
        if len(self.path) > MOST_ELEMENTS_DEEP:
            raise Unreadable(Reason.TOO_DEEP, self.line(), number=printed(tuple(self.counts)), most=MOST_ELEMENTS_DEEP)
        if name == NODE_OF[self.path[0]]:
            self.take_down()
            self.open_node(attrs)
        elif name == "richcontent":
            self.rich, self.words = attrs.get("TYPE", ""), []
        elif self.path == ["opml", "head", "title"]:
            self.words = []

    def open_node(self, attrs: AttributesImpl) -> None:
        text = attrs.get("text", attrs.get("title", "")) if self.path[0] == "opml" else attrs.get("TEXT", "")
        self.opened.append((self.line(), text))
        self.counts[-1] += 1
        self.counts.append(0)
        if note := attrs.get("_note", "").strip():
            self.skipped.append(Skipped(self.line(), note))

    def take_down(self) -> None:
        """The open node is complete as soon as a child of it, or its end, is met."""
        if self.opened and self.opened[-1][1] is not None:
            line, text = self.opened[-1]
            self.found.add(tuple(self.counts[: len(self.opened)]), text or "", line)
            self.opened[-1] = (line, None)

    def characters(self, content: str) -> None:
        self.words.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX calls it so
        words = " ".join("".join(self.words).split())
        if name == "richcontent":
            self.end_rich(words)
        elif self.path == ["opml", "head", "title"]:
            self.title = words
        elif name == NODE_OF[self.path[0]]:
            self.take_down()
            self.opened.pop()
            self.counts.pop()
        self.path.pop()

    def end_rich(self, words: str) -> None:
        line, text = self.opened[-1] if self.opened else (0, None)
        if self.rich == "NODE" and text is not None:
            self.opened[-1] = (line, text or words)
        elif words:
            self.skipped.append(Skipped(self.line(), words))

    def sheet(self, title: str) -> Sheet:
        lines, title = self.found.lines, self.title or title
        tops = [line for line in lines if len(line.number) == 1]
        if self._is_frame(tops):
            title = tops[0].text
            lines = [Line(line.number[1:], line.text, line.line) for line in lines[1:]]
        if not lines:
            raise Unreadable(Reason.NO_NODES)
        return Sheet(title, tuple(lines), tuple(self.skipped))

    def _is_frame(self, tops: list[Line]) -> bool:
        """FreeMind has one root, which is the map itself; some programs write OPML the same way."""
        return len(tops) == 1 and self.title in {"", tops[0].text}


def write_opml(title: str, lines: Iterable[tuple[Number, str]]) -> str:
    """OPML 2.0, printed with one node a line."""
    parts, depth = [], 0
    for number, text in lines:
        parts += ["  " * (level + 1) + "</outline>" for level in range(depth, len(number) - 1, -1)]
        depth = len(number)
        parts.append("  " * (depth + 1) + f"<outline text={quoteattr(text)}>")
    parts += ["  " * (level + 1) + "</outline>" for level in range(depth, 0, -1)]
    body = "\n".join(parts)
    head = f"  <head>\n    <title>{escape(title)}</title>\n  </head>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n{head}\n  <body>\n{body}\n  </body>\n</opml>\n'
    )
