"""Rows that no index knows: few enough to read, and changed in ways an index would not hear of."""

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, pgettext

from cohorts.models import Cohort
from lms.catalogue.search.question import Group, Hit, Question, text_of
from lms.checkout.models import LegalDocument
from lms.checkout.offering import CohortCard, cards
from lms.templatetags.lms import short_date


def cohort_hits(question: Question) -> list[Hit]:
    """Cohorts that are announced, open or under way, with their state and what one can do now."""
    ahead = Cohort.objects.public().exclude(status=Cohort.Status.EVALUATED)
    rows = ahead.values_list("pk", "title", "code", "course__title", "course__title_en", "venue__name")
    found = [key for key, *texts in rows if question.matches(*(text or "" for text in texts))]
    if not found:
        return []
    return [_cohort_hit(question, card) for card in cards(ahead.filter(pk__in=found), now=question.now)]


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


def _address(name: str, *args: str) -> str:
    """Empty in a site without that room."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def row_hits(question: Question) -> Iterable[Hit]:
    yield from cohort_hits(question)
    yield from legal_hits(question)
