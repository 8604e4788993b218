"""Rows that no index knows: few enough to read, and changed in ways an index would not hear of."""

from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, pgettext

from cohorts.lessons import readable_lessons
from cohorts.models import Cohort
from lms.catalogue.search.question import Group, Hit, Question, text_of
from lms.checkout.models import LegalDocument
from lms.checkout.offering import CohortCard, card_of
from lms.templatetags.lms import short_date


def cohort_hits(question: Question) -> list[Hit]:
    """Cohorts that are announced, open or under way, with their state and what one can do now."""
    ahead = Cohort.objects.public().exclude(status=Cohort.Status.EVALUATED).select_related("course", "venue")
    found = [cohort for cohort in ahead if question.matches(*_words_of(cohort))]
    prefetch_related_objects(found, "days", "pools__listing__offers")
    return [_cohort_hit(question, card_of(cohort, now=question.now)) for cohort in found]


def _words_of(cohort: Cohort) -> Iterator[str]:
    yield from (cohort.title, cohort.code, cohort.course.title, cohort.course.title_en)
    if cohort.venue:
        yield cohort.venue.name


def _cohort_hit(question: Question, card: CohortCard) -> Hit:
    days = [short_date(day.date) for day in card.days if day.date]
    apply_url = next((seat.apply_url for seat in card.seats if seat.apply_url), "")
    return Hit(
        group=Group.COHORTS,
        title=question.marked(card.title),
        url=_address("lms_catalogue:cohort", card.code) or apply_url,
        facts=[gettext("To be decided") if not days else " ・ ".join(days), *([card.venue] if card.venue else [])],
        state=card.state_label,
        tone=card.tone,
        action_url=apply_url,
        action_label=pgettext("search", "Apply") if apply_url else "",
    )


def legal_hits(question: Question) -> list[Hit]:
    """The texts in force now."""
    texts = LegalDocument.objects.all_in_force(at=question.now)
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
    yield from legal_hits(question)
