"""Postponing a cohort or calling it off: everybody it concerns stands on the page before, and its progress after."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.checkout.actions import organizer_change
from lms.checkout.change_emails import answer_by
from lms.checkout.models import OrganizerChange
from lms.checkout.organizer_preview import preview_of
from lms.desk.forms.changes import CallOffForm, PostponeForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.cohort_acts import CohortActView
from lms.kernel.access import staff_only

Kind = OrganizerChange.Kind


class OrganizerChangeActView(CohortActView):
    """The dry run is the page itself; the act writes a row for everybody on it."""

    template_name = "lms_desk/organizer_change_act.html"
    kind = Kind.CANCELED
    is_grave = True
    change: OrganizerChange

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "preview": preview_of(self.subject, self.kind)}

    def get_success_url(self) -> str:
        change = getattr(self, "change", None)
        return reverse("lms_desk:organizer_change", args=[change.pk]) if change else super().get_success_url()


@staff_only(SECRETARIAT)
class PostponeView(OrganizerChangeActView):
    title = _("Postpone the cohort")
    form_class = PostponeForm
    kind = Kind.POSTPONED
    consequence = _(
        "The dates no longer hold, the reason is shown to everybody, and the people below are written to. Confirmed "
        "participants choose until the last day: stay, another cohort, or all money back. Without an answer they are "
        "asked once more; after that their money goes back. No fee is charged."
    )
    undo = _("Take it back on the next page, as long as no money has left and nobody has moved.")
    button = _("Postpone and write to everybody")
    done = _("The cohort is postponed. The mails are being written.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "cohort": self.subject}

    def act(self) -> object:
        self.change = organizer_change.postpone(
            self.subject,
            reason=self.answers["reason"],
            dates=self.form.dates(),
            answer_by=self.answers["answer_by"],
            by=self.by,
            now=self.now,
        )
        return self.change


@staff_only(SECRETARIAT)
class CancelView(OrganizerChangeActView):
    title = _("Cancel the cohort")
    form_class = CallOffForm
    consequence = _(
        "It is announced that the cohort will not be held, with the reason. Every application below ends, payment "
        "pages are closed, and everything that was paid goes back without a fee."
    )
    undo = _("A canceled cohort stays canceled, and refunds cannot be called back.")
    button = _("Cancel the cohort and send the money back")
    done = _("The cohort is canceled. Refunds and mails are on their way.")

    def act(self) -> object:
        self.change = organizer_change.call_off(self.subject, **self.answers, by=self.by, now=self.now)
        return self.change


@staff_only(SECRETARIAT)
class OrganizerChangeView(WagtailAdminTemplateMixin, TemplateView):
    """How far a change is: who was told, who chose what, what is in the way."""

    template_name = "lms_desk/organizer_change.html"
    header_icon = "warning"
    page_title = _("Change of the plan")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        change = get_object_or_404(OrganizerChange.objects.select_related("cohort"), pk=self.kwargs["pk"])
        notices = list(change.notices.select_related("enrollment__person", "enrollment__cancellation__refund"))
        counts: dict[str, int] = {}
        for notice in notices:
            label = str(notice.get_status_display())
            counts[label] = counts.get(label, 0) + 1
        return {
            **context,
            "change": change,
            "notices": [(notice, answer_by(notice)) for notice in notices],
            "counts": list(counts.items()),
            "may_take_back": change.is_postponed and change.status in {"under_way", "asking"},
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        change = get_object_or_404(OrganizerChange.objects.select_related("cohort"), pk=self.kwargs["pk"])
        return [
            *self.breadcrumbs_items,
            {"url": list_of("cohort"), "label": _("Cohorts")},
            {"url": row_of("cohort", change.cohort_id), "label": str(change.cohort)},
            {"url": "", "label": self.page_title},
        ]


@staff_only(SECRETARIAT)
class TakeBackView(ActView):
    title = _("Take the postponement back")
    consequence = _(
        "The cohort is held on the dates first announced after all, with the application period it had. Everybody who "
        "was told is told."
    )
    undo = _("Postpone it again.")
    button = _("Take it back")
    done = _("The postponement is taken back.")

    def load(self, pk: int) -> Any:
        return get_object_or_404(OrganizerChange.objects.select_related("cohort"), pk=pk)

    def home(self) -> str:
        return reverse("lms_desk:organizer_change", args=[self.subject.pk])

    def trail(self) -> tuple[str, str]:
        return list_of("cohort"), str(_("Cohorts"))

    def act(self) -> object:
        return organizer_change.take_back(self.subject, by=self.by, now=self.now)
