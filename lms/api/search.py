"""The search for machines: the same answers as the page, for the account of the session."""

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema

from lms.catalogue.search.answer import answer_to
from lms.catalogue.search.question import Question
from lms.kernel import clock
from lms.kernel.access import public

router = Router()


class HitSchema(Schema):
    """One thing found. `language` is empty where it is the asked one; `state` is that of a cohort."""

    group: str
    title: str
    url: str
    excerpt: str
    language: str
    state: str


class GroupSchema(Schema):
    """`count` is how many there are; `hits` are the first of them."""

    group: str
    count: int
    hits: list[HitSchema]


class AnswerSchema(Schema):
    query: str
    count: int
    groups: list[GroupSchema]


@router.get("/search", response=AnswerSchema, summary="Everything public that holds all words")
@public
def search(request: HttpRequest, q: str = "") -> AnswerSchema:
    """Longer questions are cut at 200 characters, as on the page. Lessons are found by those who may read them."""
    question = Question.of(request, q, now=clock.now(), language=(get_language() or "ja")[:2])
    answer = answer_to(question)
    return AnswerSchema(
        query=question.text,
        count=answer.count,
        groups=[
            GroupSchema(
                group=found.group.value,
                count=found.count,
                hits=[
                    HitSchema(
                        group=hit.group.value,
                        title=hit.plain_title,
                        url=hit.url,
                        excerpt=hit.plain_excerpt,
                        language=hit.language,
                        state=hit.state,
                    )
                    for hit in found.hits
                ],
            )
            for found in answer.groups
        ],
    )
