"""The board of a cohort, and what its sheets (attendance, preparation, textbooks) have in common."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cohorts.models import Cohort
from lms.desk.board import board_of
from lms.desk.permissions import BROWSE
from lms.desk.views.act import list_of, row_of
from lms.kernel import clock

SHEETS = (
    ("roster", _("Roster"), "group"),
    ("waitlist", _("Waitlist"), "list-ol"),
    ("company_holds", _("Seats held for companies"), "lock"),
    ("attendance", _("Attendance"), "tick-inverse"),
    ("study", _("Preparatory study"), "pilcrow"),
    ("textbooks", _("Textbooks"), "openquote"),
    ("cohort_results", _("Results"), "clipboard-list"),
    ("letters", _("Mail to participants"), "mail"),
    ("papers", _("Papers to print"), "doc-full"),
)


class CohortBoardView(generic.InspectView):
    """One cohort on one page, each fact with the act that decides it."""

    any_permission_required = [BROWSE]
    template_name = "lms_desk/cohort.html"
    page_title = _("Board")

    def get_object(self, queryset: Any = None) -> Cohort:
        del queryset
        try:
            self.board = board_of(self.pk, now=clock.now())
        except Cohort.DoesNotExist as missing:
            raise Http404 from missing
        return self.board.cohort

    def get_fields(self) -> list[str]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(label, url=reverse(f"lms_desk:{name}", args=[self.object.pk]), icon_name=icon)
            for name, label, icon in SHEETS
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "board": self.board, "cohort": self.object}


class CohortSheetView(WagtailAdminTemplateMixin, TemplateView):
    """A sheet of a cohort, reached from its board; subclasses load their rows for `self.cohort`."""

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(Cohort.objects.select_related("course"), pk=self.kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": list_of("cohort"), "label": _("Cohorts")},
            {"url": row_of("cohort", self.cohort.pk), "label": self.cohort.title},
            {"url": "", "label": self.page_title},
        ]
