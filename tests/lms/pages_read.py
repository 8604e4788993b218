"""Reading a page the way its reader would: text in order, attributes by element."""

from collections.abc import Iterator
from html.parser import HTMLParser

from django.template import Context, Template

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source"}


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.unread = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in {"script", "style"}:
            self.unread += 1

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self.unread -= 1

    def handle_data(self, data):
        if not self.unread and data.strip():
            self.words.append(" ".join(data.split()))

    @property
    def text(self) -> str:
        return " ".join(self.words)

    def all(self, tag: str, **attributes: str) -> Iterator[dict[str, str]]:
        for name, found in self.elements:
            if name == tag and all(found.get(key.replace("_", "-")) == value for key, value in attributes.items()):
                yield found

    def one(self, tag: str, **attributes: str) -> dict[str, str]:
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def inline_code(self) -> list[str]:
        """What a strict content security policy would refuse to run."""
        found = [f"<{tag} style>" for tag, attributes in self.elements if "style" in attributes]
        found += [
            f"<{tag} {name}>" for tag, attributes in self.elements for name in attributes if name.startswith("on")
        ]
        found += [f"<{tag}>" for tag, attributes in self.elements if tag == "style"]
        scripts = (each for each in self.all("script") if each.get("type") != "application/ld+json")  # data, never run
        return found + ["<script>" for attributes in scripts if "src" not in attributes]


def drawn(source: str, **context: object) -> Page:
    return Page(Template("{% load lms %}" + source).render(Context(context)))
