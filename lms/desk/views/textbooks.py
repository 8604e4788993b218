"""Textbooks of a cohort: who has which, and recording a hand-out to many at once after a look at what it does."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cohorts.actions.textbook import (
    NothingToDeliver,
    Shipment,
    correct_delivery,
    hand_out,
    hand_out_plan,
    ship,
)
from cohorts.models import Enrollment, TextbookDelivery
from lms.desk.forms.textbooks import CorrectDeliveryForm, HandOutForm, ShipmentForm
from lms.desk.permissions import SECRETARIAT, readable_enrollments
from lms.desk.textbooks import book_lines_of, books_of
from lms.desk.views.cohort import CohortSheetView
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


@staff_only(SECRETARIAT)
class TextbooksView(CohortSheetView):
    """The list; a hand-out is chosen on it, looked at, and recorded with what was looked at."""

    template_name = "lms_desk/textbooks.html"
    page_title = _("Textbooks")
    header_icon = "openquote"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._load()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        self._load(request.POST)
        if not self.form.is_valid() or "back" in request.POST:
            return self._again()
        chosen = {"enrollments": self.form.people(), "textbooks": self.form.books()}
        if "confirmed" in request.POST:
            return self._record(chosen)
        plan = hand_out_plan(self.cohort, **chosen)
        if not plan:
            return self._again(NothingToDeliver())
        return self.render_to_response(self.get_context_data(plan=plan, on=self.form.cleaned_data["on"]))

    def _record(self, chosen: dict[str, Any]) -> HttpResponse:
        by, now = Actor.person(self.request.user), clock.now()
        try:
            made = hand_out(self.cohort, **chosen, on=self.form.cleaned_data["on"], by=by, now=now)
        except Obstacle as obstacle:
            return self._again(obstacle)
        done = ngettext("%(count)d textbook is recorded.", "%(count)d textbooks are recorded.", len(made))
        messages.success(self.request, done % {"count": len(made)})
        return redirect(self.request.path)

    def _again(self, obstacle: Obstacle | None = None) -> HttpResponse:
        if obstacle is not None:
            self.form.add_error(None, str(obstacle.message))
        return self.render_to_response(self.get_context_data())

    def _load(self, data: Any = None) -> None:
        self.books = books_of(self.cohort)
        self.lines = book_lines_of(self.cohort, self.books, reader=self.request.user)
        self.form = HandOutForm(data, lines=self.lines, books=self.books, initial={"on": clock.today()})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "cohort": self.cohort,
            "books": self.books,
            "lines": self.lines,
            "form": self.form,
            "ticked": self.form.ticked(),
            "missing": sum(line.is_missing_any for line in self.lines),
        }


@staff_only(SECRETARIAT)
class ShipTextbooksView(EnrollmentActView):
    title = _("Record a shipment of textbooks")
    form_class = ShipmentForm
    consequence = _("The participant sees on their course page when the textbooks were sent, and how to track them.")
    undo = _("An entry is not deleted. It can be corrected with a reason, and both stay on file.")
    button = _("Record")
    done = _("The shipment is recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        books = books_of(self.subject.cohort)
        return {**super().get_form_kwargs(), "books": books, "today": clock.today()}

    def home(self) -> str:
        return _textbooks_of(self.subject)

    def act(self) -> object:
        return ship(
            self.subject,
            textbooks=self.form.books(),
            shipment=Shipment(self.answers["carrier"], self.answers["tracking_number"]),
            on=self.answers["on"],
            by=self.by,
            now=self.now,
        )


@staff_only(SECRETARIAT)
class CorrectDeliveryView(EnrollmentActView):
    title = _("Correct a textbook entry")
    form_class = CorrectDeliveryForm
    consequence = _("What you enter here holds from now on. The earlier entry stays on file with your reason.")
    undo = _("A correction can itself be corrected.")
    button = _("Correct")
    done = _("The entry is corrected.")

    def load(self, pk: int) -> Any:
        entries = TextbookDelivery.objects.filter(enrollment__in=readable_enrollments(self.staff))
        return get_object_or_404(entries.select_related("enrollment__person", "enrollment__cohort", "textbook"), pk=pk)

    def enrollment(self) -> Enrollment:
        enrollment: Enrollment = self.subject.enrollment
        return enrollment

    def home(self) -> str:
        return _textbooks_of(self.enrollment())

    def get_initial(self) -> dict[str, Any]:
        entry = self.subject
        return {
            **super().get_initial(),
            "kind": entry.kind,
            "on": entry.delivered_on,
            "carrier": entry.carrier,
            "tracking_number": entry.tracking_number,
        }

    def act(self) -> object:
        return correct_delivery(
            self.subject,
            kind=self.answers["kind"],
            on=self.answers["on"],
            shipment=Shipment(self.answers["carrier"], self.answers["tracking_number"]),
            reason=self.answers["reason"],
            by=self.by,
            now=self.now,
        )


def _textbooks_of(enrollment: Enrollment) -> str:
    return reverse("lms_desk:textbooks", args=[enrollment.cohort_id])
