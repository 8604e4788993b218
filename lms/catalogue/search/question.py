"""What somebody asks, and what an answer is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from re import compile as pattern

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.search.excerpt import Piece, contains_all, count_found, excerpt, marked
from lms.search.text import Term, asked_terms

#: A longer question is cut: no one means it, and both databases stay quick.
LONGEST = 200
BLOCK_TAG = pattern(r"</?(?:p|div|h\d|ul|ol|li|br|hr|table|tr|td|th|blockquote|figure)\b[^>]*>")
OTHER_TAG = pattern(r"<[^>]+>")


class Group(TextChoices):
    """Where a hit belongs, in the order in which groups are shown; a page class may name its own in `search_group`."""

    COHORTS = "cohorts", _("Cohorts")
    COURSES = "courses", _("Courses")
    QUESTIONS = "questions", _("Questions and answers")
    PAGES = "pages", _("Pages")
    NEWS = "news", _("Announcements")
    LESSONS = "lessons", _("Lessons")
    STANDARDS = "standards", _("Levels and competencies")
    LEGAL = "legal", _("Terms and statements")


@dataclass(frozen=True, slots=True)
class Question:
    """The words somebody typed, who they are, and when."""

    text: str
    request: HttpRequest
    now: datetime
    language: str
    terms: Sequence[Term] = field(default=())

    @classmethod
    def of(cls, request: HttpRequest, text: str, *, now: datetime, language: str) -> "Question":
        text = " ".join(text.replace("\x00", "").split())[:LONGEST].strip()
        return cls(text, request, now, language, tuple(asked_terms(text)))

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def suggestions(self) -> list[str]:
        """Words that lead somewhere on every site of this product."""
        return [gettext("instructor"), gettext("application"), gettext("certification"), gettext("cancellation fee")]

    def matches(self, *texts: str) -> bool:
        return contains_all(" \n ".join(texts), self.terms)

    def in_title(self, title: str) -> int:
        return count_found(title, self.terms)

    def marked(self, text: str) -> list[Piece]:
        return marked(text, self.terms)

    def excerpt(self, text: str) -> list[Piece]:
        return excerpt(text, self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found. `language` is its own; `state` and `tone` are those of a cohort."""

    group: Group
    title: Sequence[Piece]
    url: str
    excerpt: Sequence[Piece] = ()
    language: str = ""
    facts: Sequence[str] = ()
    state: str = ""
    tone: str = ""
    action_url: str = ""
    action_label: str = ""

    @property
    def plain_title(self) -> str:
        return plain(self.title)

    @property
    def plain_excerpt(self) -> str:
        return plain(self.excerpt)


def plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def text_of(html: str) -> str:
    """The words of a rich text: blocks are apart, marks inside a word are not."""
    return " ".join(unescape(OTHER_TAG.sub("", BLOCK_TAG.sub(" ", html))).split())
