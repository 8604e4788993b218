"""The decision, and what may happen to a license afterwards."""

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from cohorts import conflicts
from cohorts.actions.certificate import reissue_certificate
from cohorts.actions.decision import DeciderInvolved, decide_case
from cohorts.actions.license import issue_license, reinstate_license, revoke_license, surrender_license, suspend_license
from cohorts.models import CertificationCase, CertificationDecision, Enrollment, License
from lms.desk.forms import DecisionForm, LicenseChangeForm, ReinstateForm, ReissueForm
from lms.desk.permissions import DECIDE, SECRETARIAT, readable_enrollments
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.kernel import clock
from lms.kernel.access import staff_only


@staff_only(DECIDE)
class DecideView(EnrollmentActView):
    """Certification is decided by somebody who took no part in it (ISO/IEC 17024, 5.2 and 9.4)."""

    right = DECIDE
    title = _("Decide on certification")
    form_class = DecisionForm
    template_name = "lms_desk/decide.html"
    consequence = _(
        "The decision is recorded with everything known at this moment. Certified: the license is issued with its "
        "number and certificate, and the holder is told. Not certified: the trainee is told the reasons."
    )
    undo = _("A decision cannot be changed or repeated. A license can be suspended or revoked later, with a reason.")
    button = _("Decide")
    done = _("The decision is recorded.")
    is_grave = True

    def load(self, pk: int) -> Any:
        files = readable_enrollments(self.staff).values("pk")
        cases = CertificationCase.objects.select_related(
            "enrollment__person", "enrollment__cohort", "enrollment__declaration", "scheme_version__course"
        )
        return get_object_or_404(cases.filter(enrollment__in=files), pk=pk)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if conflicts.is_involved(self.staff, self.subject, day=clock.today()):
            return self.render_to_response(self.get_context_data(form=None, refusal=DeciderInvolved.message))
        return super().get(request, *args, **kwargs)

    def enrollment(self) -> Enrollment:
        enrollment: Enrollment = self.subject.enrollment
        return enrollment

    def act(self) -> object:
        # Together: a certification whose certificate cannot be drawn is not decided either.
        with transaction.atomic():
            decision = decide_case(self.subject, **self.answers, by=self.by, now=self.now)
            if decision.outcome == CertificationDecision.Outcome.CERTIFIED:
                return issue_license(decision, by=self.by, now=self.now)
        return decision


class LicenseActView(ActView):
    """Nobody changes their own license."""

    form_class: type[forms.Form] = LicenseChangeForm
    is_grave = True

    def load(self, pk: int) -> Any:
        others = License.objects.exclude(person__user_id=self.staff.pk).select_related("person")
        return get_object_or_404(others, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.holder_name} ({self.subject.number})"

    def home(self) -> str:
        return row_of("license", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("license"), str(_("Licenses"))


@staff_only(SECRETARIAT)
class SuspendLicenseView(LicenseActView):
    title = _("Suspend the license")
    consequence = _(
        "From that day the title may not be used, and whoever checks the number is told that the license is suspended. "
        "The holder is told by mail."
    )
    undo = _("Reinstate the license. Both lines stay in its ledger.")
    button = _("Suspend")
    done = _("The license is suspended.")

    def act(self) -> object:
        return suspend_license(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ReinstateLicenseView(LicenseActView):
    title = _("Reinstate the license")
    form_class = ReinstateForm
    consequence = _("The suspension ends on that day, and the license is valid again. The holder is told by mail.")
    undo = _("Suspend the license again.")
    button = _("Reinstate")
    done = _("The license is reinstated.")
    is_grave = False

    def act(self) -> object:
        return reinstate_license(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class RevokeLicenseView(LicenseActView):
    title = _("Revoke the license")
    consequence = _(
        "The license ends for good on that day, and whoever checks the number is told that it was revoked. "
        "The holder is told by mail."
    )
    undo = _("A revocation cannot be undone. A new license needs a new certification.")
    button = _("Revoke the license")
    done = _("The license is revoked.")

    def act(self) -> object:
        return revoke_license(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class SurrenderLicenseView(LicenseActView):
    title = _("Take back a surrendered license")
    consequence = _("The holder has given the license up: it ends on that day. The holder is told by mail.")
    undo = _("A surrender cannot be undone. A new license needs a new certification.")
    button = _("Take it back")
    done = _("The license is surrendered.")

    def act(self) -> object:
        return surrender_license(self.subject, **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class ReissueCertificateView(LicenseActView):
    title = _("Reissue the certificate")
    form_class = ReissueForm
    consequence: ClassVar[Any] = _(
        "A new certificate is drawn under this name. The license number stays; the earlier certificate is replaced."
    )
    undo = _("Reissue it once more under the earlier name.")
    button = _("Reissue")
    done = _("The new certificate is being drawn.")
    is_grave = False

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "name": self.subject.holder_name}

    def act(self) -> object:
        return reissue_certificate(self.subject, **self.answers, by=self.by, now=self.now)
