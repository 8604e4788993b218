from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from lms.catalogue.search.answer import Answer, answer_to, group_in_full
from lms.catalogue.search.question import LONGEST, Group, Question
from lms.kernel import clock
from lms.kernel.access import public


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The search page: `q` is asked, `in` shows one group in full, `page` turns it over."""
    question = Question.of(request, request.GET.get("q", ""), now=clock.now(), language=(get_language() or "ja")[:2])
    group = _group(request.GET.get("in", ""))
    answer = _answer(question, group, request.GET.get("page", "1"))
    context = {"question": question, "answer": answer, "group": group, "longest": LONGEST}
    response = render(request, "lms_catalogue/search.html", context)
    response["X-Robots-Tag"] = "noindex, follow"
    return response


def _answer(question: Question, group: Group | None, page: str) -> Answer:
    return answer_to(question) if group is None else group_in_full(question, group, page=page)


def _group(name: str) -> Group | None:
    return Group(name) if name in Group.values else None
