from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.eligibility import Need
from cohorts.models import CertificationCase, Enrollment, SeatKind
from cohorts.results import News
from lms.checkout.actions.substitution import is_paid_by_another
from lms.desk.dossier import Dossier, dossier_of
from lms.desk.permissions import BROWSE, VIEW, readable_enrollments
from lms.kernel import clock
from payments.models import Order

Status = Enrollment.Status
MAY_BE_ADMITTED = {Status.DRAFT, Status.UNDER_REVIEW, Status.WAITLISTED, Status.OFFERED}
SEATED = {Status.CONFIRMED, Status.COMPLETED, Status.INCOMPLETE}
CANCELABLE = {
    Status.DRAFT, Status.UNDER_REVIEW, Status.WAITLISTED, Status.OFFERED, Status.HELD, Status.CONFIRMED,
}  # fmt: skip


class DossierView(generic.InspectView):
    """The file of an enrollment; every act on it starts here."""

    any_permission_required = [VIEW]
    template_name = "lms_desk/dossier.html"
    page_title = _("File")

    dossier: Dossier

    def get_object(self, queryset: Any = None) -> Enrollment:
        del queryset
        files = readable_enrollments(self.request.user)
        try:
            self.dossier = dossier_of(files, self.pk, reader=self.request.user, now=clock.now())
        except Enrollment.DoesNotExist as missing:
            raise Http404 from missing
        return self.dossier.enrollment

    def get_fields(self) -> list[str]:
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Back to the list the reader may open: the applications, or the cases."""
        name = "enrollment" if self.user_has_permission(BROWSE) else "certificationcase"
        label = _("Applications and enrollments") if name == "enrollment" else _("Certification cases")
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"lms_desk_{name}:index"), "label": label},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "file": self.dossier, "can": possible_acts(self.dossier)}


def possible_acts(file: Dossier) -> dict[str, bool]:
    """Which acts make sense now; the actions themselves still refuse what has changed meanwhile."""
    status = file.enrollment.status
    is_seated = status in SEATED and file.enrollment.leads_to_license
    is_undecided = file.decision is None
    has_open_sheets = bool(file.evaluations and file.evaluations[-1].open_count)
    is_ready = file.case is not None and file.case.status == CertificationCase.Status.READY
    return {
        "review": file.is_office and status == Status.UNDER_REVIEW,
        "check": Need.NUMBER_CHECK.value in file.enrollment.eligibility.get("needs", []),
        "waive": file.is_office and file.enrollment.leads_to_license and status in MAY_BE_ADMITTED,
        "consult": file.is_office and file.consultation is not None,
        "cancel": file.is_office and status in CANCELABLE,
        "move": file.is_office and status == Status.CONFIRMED,
        "substitute": file.is_office and status == Status.CONFIRMED and is_paid_by_another(file.enrollment),
        "upgrade": file.is_office and status == Status.CONFIRMED and file.enrollment.kind == SeatKind.AUDIT,
        "state": file.is_office and status in {Status.COMPLETED, Status.INCOMPLETE},
        "grant_reevaluation": file.is_office and is_seated and is_undecided and bool(file.releases),
        "evaluate": file.is_office and is_seated and is_undecided and not has_open_sheets,
        "assign": file.is_office and is_seated and is_undecided,
        "void": file.is_office and is_undecided,
        "mark": file.is_office and is_seated and is_undecided,
        "correct": file.is_office and is_undecided and file.news is News.CORRECTION,
        "link": file.is_office and is_undecided,
        "confirm_pass": file.is_office,
        "decide": file.is_decider and is_ready and not file.is_barred,
        "pay": file.order is not None and file.order.status == Order.Status.AWAITING_PAYMENT,
    }
