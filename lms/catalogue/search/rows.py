"""Rows that no index knows: few enough to read, and changed in ways an index would not hear of."""

from collections.abc import Iterable, Iterator

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from cohorts.lessons import readable_lessons
from cohorts.models import Cohort
from lms.catalogue.search.question import Group, Hit, Question, text_of
from lms.catalogue.search.standards import standard_hits
from lms.checkout.card import CohortCard
from lms.checkout.models import LegalDocument
from lms.checkout.offering import cards
from lms.templatetags.lms import short_date


def cohort_hits(question: Question) -> list[Hit]:
    """Cohorts that are announced, open or under way, with their state and what one can do now."""
    ahead = Cohort.objects.public().exclude(status=Cohort.Status.EVALUATED)
    found = [card for card in cards(ahead, now=question.now) if question.matches(*_words_of(card))]
    return [_cohort_hit(question, card) for card in found]


def _words_of(card: CohortCard) -> tuple[str, ...]:
    return (card.title, card.code, card.course_title, card.venue or "")


def _cohort_hit(question: Question, card: CohortCard) -> Hit:
    days = " ・ ".join(short_date(day) for day in card.dates)
    return Hit(
        group=Group.COHORTS,
        title=question.marked(card.title),
        url=card.url,
        facts=[days or gettext("To be decided"), *([card.venue] if card.venue else [])],
        state=card.state_label,
        tone=card.tone,
        action_url=card.call.url if card.call else "",
        action_label=str(card.call.label) if card.call else "",
    )


def legal_hits(question: Question) -> list[Hit]:
    """The texts in force now."""
    texts = LegalDocument.objects.all_in_force(at=question.now).values()
    return [_legal_hit(question, text) for text in texts if question.matches(text.title, text_of(text.body))]


def _legal_hit(question: Question, text: LegalDocument) -> Hit:
    return Hit(
        group=Group.LEGAL,
        title=question.marked(text.title),
        url=_address("lms_portal:legal", text.kind),
        excerpt=question.excerpt(text_of(text.body)),
    )


def _address(name: str, *args: object) -> str:
    """Empty in a site without that room."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def lesson_hits(question: Question) -> Iterator[Hit]:
    """Lessons the reader may read now; nobody else learns that they exist."""
    user = question.request.user
    if not user.is_authenticated:
        return
    for lesson in readable_lessons(user, now=question.now):
        words = text_of(" ".join(lesson.body.stream_block.get_searchable_content(lesson.body)))
        if question.matches(lesson.title, words):
            yield Hit(
                group=Group.LESSONS,
                title=question.marked(lesson.title),
                url=_address("lms_portal:lesson", lesson.pk),
                excerpt=question.excerpt(words),
            )


def row_hits(question: Question) -> Iterable[Hit]:
    yield from cohort_hits(question)
    yield from lesson_hits(question)
    yield from standard_hits(question)
    yield from legal_hits(question)
