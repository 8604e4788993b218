"""The work queue on one page, and the two things said about a piece of work: who does it and by when."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.desk.actions.work import decide_due, hand_over
from lms.desk.forms.work import WorkForm
from lms.desk.listing import CountedPaginator
from lms.desk.models import WorkItem
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView
from lms.desk.work import OWNERS, Question, Tally, listed, piece_of, pieces, tallies
from lms.desk.work_queues import QUEUES
from lms.kernel import clock
from lms.kernel.access import post_only, staff_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


@staff_only(SECRETARIAT)
class WorkView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "lms_desk/work.html"
    page_title = _("Work queue")
    header_icon = "tasks"

    @cached_property
    def question(self) -> Question:
        return Question.of(self.request.GET)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        reader: Any = self.request.user
        now = clock.now()
        found = tallies(reader=reader, now=now)
        asked = [tally for kind, tally in found.items() if self.question.kind in {"", kind.value}]
        rows = listed(self.question, reader=reader, now=now)
        count = sum(tally.of(self.question.owner) for tally in asked)
        page = CountedPaginator(rows, count=count).get_page(self.request.GET.get("p"))
        return {
            **context,
            "question": self.question,
            "kinds": self._kinds(found),
            "owners": self._owners(asked),
            "late": sum(tally.late for tally in asked),
            "task": QUEUES[WorkItem.Kind(self.question.kind)].task if self.question.kind else "",
            "page": page,
            "elided_page_range": page.paginator.get_elided_page_range(page.number),
            "object_list": pieces(page.object_list, reader=reader, now=now),
            "here": self.request.path,
        }

    def _kinds(self, found: dict[WorkItem.Kind, Tally]) -> list[dict[str, Any]]:
        owner = self.question.owner
        everything = {"label": gettext("All"), "count": sum(tally.of(owner) for tally in found.values()), "kind": ""}
        each = [{"label": kind.label, "count": tally.of(owner), "kind": kind.value} for kind, tally in found.items()]
        return [
            {**one, "query": self.question.query(kind=str(one["kind"])), "is_chosen": one["kind"] == self.question.kind}
            for one in (everything, *each)
        ]

    def _owners(self, asked: list[Tally]) -> list[dict[str, Any]]:
        return [
            {
                "label": label,
                "count": sum(tally.of(owner) for tally in asked),
                "query": self.question.query(owner=owner),
                "is_chosen": owner == self.question.owner,
            }
            for owner, label in OWNERS.items()
        ]


@post_only
@staff_only(SECRETARIAT)
def take_work(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """One click puts the reader in charge, also of what a colleague has; the answer says whose it was."""
    if kind not in WorkItem.Kind.values:
        raise Http404
    user: Any = request.user
    try:
        former = hand_over(WorkItem.Kind(kind), key, to=user, by=Actor.person(user), now=clock.now())
    except Obstacle as obstacle:
        messages.warning(request, str(obstacle.message))
    else:
        messages.success(request, _taken(user, former))
    return redirect(get_valid_next_url_from_request(request) or reverse("lms_desk:work"))


def _taken(user: Any, former: Any) -> str:
    if former is None or former == user:
        return gettext("This is yours now.")
    return gettext("This is yours now. %(name)s was in charge until now.") % {"name": former}


@staff_only(SECRETARIAT)
class WorkActView(ActView):
    title = _("Hand over or set a day")
    form_class = WorkForm
    consequence = _("The list shows who is in charge and by when, and sorts by that day. Nobody is written to.")
    undo = _("It can be handed over or given another day at any time.")
    button = _("Set")
    done = _("This is noted.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if kwargs["kind"] not in WorkItem.Kind.values:
            raise Http404
        self.kind = WorkItem.Kind(kwargs["kind"])
        return super().dispatch(request, *args, pk=kwargs["key"], **kwargs)

    def load(self, pk: int) -> Any:
        piece = piece_of(self.kind, pk, reader=self.staff, now=clock.now())
        if piece is None:
            raise Http404
        return piece

    def whom(self) -> str:
        return f"{self.subject.queue.label}: {self.subject.title} {self.subject.number}".strip()

    def home(self) -> str:
        return f"{reverse('lms_desk:work')}?{Question(kind=self.kind.value).query()}"

    def trail(self) -> tuple[str, str]:
        return reverse("lms_desk:work"), str(_("Work queue"))

    def get_form_kwargs(self) -> dict[str, Any]:
        may_move = not self.subject.queue.due
        initial = {"owner": self.subject.owner, "due_on": self.subject.due_on}
        said = {"may_move_the_day": may_move, "is_taken": self.subject.owner is not None, "initial": initial}
        return {**super().get_form_kwargs(), **said}

    def act(self) -> object:
        key = self.subject.key
        owner, due_on = self.answers["owner"], self.answers.get("due_on")
        if owner and owner != self.subject.owner:
            hand_over(self.kind, key, to=owner, by=self.by, now=self.now)
        if "due_on" in self.answers and due_on != self.subject.due_on:
            decide_due(self.kind, key, on=due_on, by=self.by, now=self.now)
        return self.subject
