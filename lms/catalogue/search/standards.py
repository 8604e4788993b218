"""What the examinations ask, what the frameworks name, and what the syllabus outlines hold."""

from collections.abc import Iterator

from django.urls import reverse

from courses.models import Competency, ExamLevel, OutlineNode
from lms.catalogue.search.question import Group, Hit, Question, text_of

LEVEL_TEXTS = ("summary", "audience", "ability", "use", "asked")


def standard_hits(question: Question) -> Iterator[Hit]:
    """Three queries. Few rows change here, and by imports that no index hears of."""
    yield from _levels(question)
    yield from _competencies(question)
    yield from _outlines(question)


def _levels(question: Question) -> Iterator[Hit]:
    ending = "_en" if question.language == "en" else ""
    for level in ExamLevel.objects.all():
        name = getattr(level, f"name{ending}") or level.name
        words = text_of(" ".join(getattr(level, f"{text}{ending}") or getattr(level, text) for text in LEVEL_TEXTS))
        if question.matches(name, level.code, words):
            yield Hit(
                group=Group.STANDARDS,
                title=question.marked(name),
                url=reverse("lms_courses:level", args=[level.code]),
                excerpt=question.excerpt(words),
            )


def _competencies(question: Question) -> Iterator[Hit]:
    rows = Competency.objects.values_list(
        "code", "title", "version__framework__code", "version__framework__title", "version__version"
    )
    for code, title, framework, framework_title, version in rows:
        if question.matches(code, title):
            address = reverse("lms_courses:framework_version", args=[framework, version])
            yield Hit(
                group=Group.STANDARDS,
                title=question.marked(f"{code} {title}"),
                url=f"{address}#{code}",
                facts=[f"{framework_title} {version}"],
            )


def _outlines(question: Question) -> Iterator[Hit]:
    """One hit per outline, with its matching branches as the excerpt."""
    branches: dict[tuple[str, str], list[str]] = {}
    for slug, title, text in OutlineNode.objects.values_list("outline__slug", "outline__title", "text"):
        if question.matches(text):
            branches.setdefault((slug, title), []).append(text)
    for (slug, title), texts in branches.items():
        yield Hit(
            group=Group.STANDARDS,
            title=question.marked(title),
            url=reverse("lms_courses:outline", args=[slug]),
            excerpt=question.excerpt(" ／ ".join(texts)),
        )
