"""Acts on people chosen on the roster: looked at first, done once, and read afterwards."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrollment
from lms.desk.actions.bulk import carry_out
from lms.desk.bulk import AT_MOST, BULKS, Bulk, Line
from lms.desk.models import BulkAct
from lms.desk.permissions import SECRETARIAT, readable_enrollments
from lms.desk.roster import KANA, Question, narrowed, people_of
from lms.desk.views.cohort import CohortSheetView
from lms.desk.views.roster import roster_of, roster_sheet
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.kernel.row_keys import row_keys


@staff_only(SECRETARIAT)
class BulkActView(CohortSheetView):
    """From the choice on the roster over the preview to the act; nothing is kept before it is done."""

    template_name = "lms_desk/bulk.html"
    header_icon = "group"

    @property
    def page_title(self) -> str:
        return str(BulkAct.Kind(self.bulk.kind).label)

    @cached_property
    def asked(self) -> Question:
        """How the roster was narrowed, to come back to it as it was."""
        return Question.of(QueryDict(self.request.POST.get("asked", "")))

    @cached_property
    def home(self) -> str:
        return roster_of(self.cohort, self.asked)

    @cached_property
    def keys(self) -> list[int]:
        """The people ticked, or everybody the roster was narrowed to."""
        if "everybody" in self.request.POST:
            people = people_of(self.cohort, reader=self.request.user)
            return list(narrowed(people, self.asked).values_list("pk", flat=True)[: AT_MOST + 1])
        return row_keys(self.request.POST.getlist("person"))[: AT_MOST + 1]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An address without a choice: there is nothing to look at."""
        del request, args, kwargs
        return redirect(self.home)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        wanted = request.POST.get("act", "")
        if obstacle := self._obstacle(wanted):
            messages.warning(request, obstacle)
            return redirect(self.home)
        if wanted == "print":
            return redirect(reverse("lms_desk:papers", args=[self.cohort.pk], query={"person": self.keys}))
        if wanted == "export":
            return self._export()
        self.bulk: Bulk = BULKS[wanted](self.cohort, reader=request.user, now=clock.now())
        form = self.bulk.form(request.POST if "filled_in" in request.POST else None)
        if form is not None and ("back" in request.POST or not form.is_valid()):
            return self._ask(form)
        answers = form.cleaned_data if form else {}
        return self._do(answers) if "confirmed" in request.POST else self._preview(form, answers)

    def _obstacle(self, wanted: str) -> str:
        if wanted not in {*BULKS, "print", "export"}:
            return gettext("Choose what is to be done.")
        if not self.keys:
            return gettext("Choose the people first.")
        if len(self.keys) > AT_MOST:
            return gettext("Choose no more than %(count)d people at a time.") % {"count": AT_MOST}
        return ""

    def _export(self) -> HttpResponseBase:
        people = people_of(self.cohort, reader=self.request.user).filter(pk__in=self.keys).order_by(*KANA)
        return roster_sheet(self.request, self.cohort, people, "xlsx", asked=f"{len(self.keys)}")

    def _ask(self, form: forms.Form) -> HttpResponse:
        return self._show(form=form, lines=self.bulk.plan(self.keys, {}), is_final=False)

    def _preview(self, form: forms.Form | None, answers: dict[str, Any]) -> HttpResponse:
        lines = self.bulk.plan(self.keys, answers)
        sample = self.bulk.sample(answers)
        return self._show(form=form, lines=lines, is_final=True, sample=sample, token=uuid4())

    def _do(self, answers: dict[str, Any]) -> HttpResponse:
        by = Actor.person(self.request.user)
        act = carry_out(self.bulk, self.keys, answers, token=_token(self.request), by=by)
        return redirect(f"{reverse('lms_desk:bulk_result', args=[act.pk])}?{self.asked.query()}".rstrip("?"))

    def _show(self, **shown: Any) -> HttpResponse:
        lines = shown["lines"]
        return self.render_to_response(
            self.get_context_data(
                **shown,
                cohort=self.cohort,
                bulk=self.bulk,
                keys=self.keys,
                asked=self.asked.query(),
                concerned=[line for line in lines if not line.left_out],
                left_out=[line for line in lines if line.left_out],
                home=self.home,
            )
        )


@staff_only(SECRETARIAT)
class BulkResultView(CohortSheetView):
    """What became of everybody; the same page however often the button was pressed."""

    template_name = "lms_desk/bulk_result.html"
    header_icon = "group"
    page_title = _("What was done")

    @cached_property
    def act(self) -> BulkAct:
        return get_object_or_404(BulkAct.objects.select_related("cohort__course", "by"), pk=self.kwargs["pk"])

    @cached_property
    def cohort(self) -> Cohort:
        cohort: Cohort = self.act.cohort
        return cohort

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        act = self.act
        keys = [pk for pk, _words in (*act.done, *act.left_out)]
        mine = readable_enrollments(self.request.user).filter(pk__in=keys).select_related("person")
        people = {one.pk: one for one in mine}
        return {
            **context,
            "cohort": self.cohort,
            "act": act,
            "done": _lines(act.done, people),
            "left_out": _lines(act.left_out, people),
            "home": roster_of(self.cohort, Question.of(self.request.GET)),
        }


def _lines(kept: list[Any], people: dict[int, Enrollment]) -> list[Line]:
    return [Line(people[pk], words) for pk, words in kept if pk in people]


def _token(request: HttpRequest) -> UUID:
    """Of the preview; a form without one of ours is an act of its own."""
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid4()
