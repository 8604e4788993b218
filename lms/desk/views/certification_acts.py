"""The decision, and what may happen to a license afterwards."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cohorts import conflicts
from cohorts.actions.decision import DeciderInvolved, decide_case
from cohorts.actions.license import issue_license, reinstate_license, revoke_license, surrender_license, suspend_license
from cohorts.actions.proof import ProofHasChanged, answer_correction, pass_over_proof
from cohorts.actions.reissue import terms_for
from cohorts.models import (
    CertificateProof,
    CertificateReissue,
    CertificationCase,
    CertificationDecision,
    Enrollment,
    License,
)
from cohorts.reasons import joined
from lms.checkout.actions.reissue import reissue_or_ask
from lms.desk.forms.certification import CorrectedProofForm, DecisionForm, LicenseChangeForm, ReinstateForm, ReissueForm
from lms.desk.forms.common import ReasonForm
from lms.desk.permissions import DECIDE, SECRETARIAT, readable_enrollments
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.enrollment_acts import EnrollmentActView
from lms.kernel import clock
from lms.kernel.access import staff_only
from lms.kernel.obstacles import Obstacle


@staff_only(DECIDE)
class DecideView(EnrollmentActView):
    """Certification is decided by somebody who took no part in it (ISO/IEC 17024, 5.2 and 9.4)."""

    right = DECIDE
    title = _("Decide on certification")
    form_class = DecisionForm
    template_name = "lms_desk/decide.html"
    consequence = _(
        "The decision is recorded with everything known at this moment. Certified: the license is issued with its "
        "number, and the holder is told and shown the proof of the certificate. Not certified: the trainee is told the "
        "reasons."
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


#: What the office reads once a reissue is on file.
REISSUE_BEGUN = {
    CertificateReissue.Status.AWAITING_FEE: _("The holder is asked for the fee. Nothing is printed before it is paid."),
    CertificateReissue.Status.PROOFING: _(
        "The name is another one than was printed: the holder has the proof, and it is printed once that is approved."
    ),
    CertificateReissue.Status.DONE: _("The name is the one that was printed: the new certificate is being drawn."),
}


@staff_only(SECRETARIAT)
class ReissueCertificateView(LicenseActView):
    title = _("Reissue the certificate")
    form_class = ReissueForm
    undo = _("Reissue it once more under the earlier name. A fee that is not paid can be withdrawn.")
    button = _("Reissue")
    is_grave = False

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "name": self.subject.holder_name}

    def get_hindrance(self) -> str:
        try:
            terms_for(self.subject, CertificateReissue.Cause.WRONG)
        except Obstacle as obstacle:
            return str(obstacle.message)
        return ""

    def get_consequence(self) -> str:
        """What is free and what is not follows from the proof, and the page says why before anybody chooses."""
        try:
            terms = terms_for(self.subject, CertificateReissue.Cause.WRONG)
        except Obstacle:
            return ""
        grounds = CertificateReissue.Grounds(terms.grounds.value).label
        wrong = (
            gettext("If the printed name is wrong, the reissue is free: %(grounds)s")
            if terms.is_free
            else gettext("If the printed name is wrong, the reissue costs the fee: %(grounds)s")
        ) % {"grounds": grounds}
        rest = gettext(
            "A changed name or a lost certificate costs the fee, which the holder is asked for first. The name as it "
            "was printed is then printed again at once; of another name the holder gets a proof, and it is printed "
            "once that is approved. The license number stays; the earlier certificate is replaced by the new one."
        )
        return joined(wrong, rest)

    def act(self) -> object:
        reissue = reissue_or_ask(self.subject, **self.answers, by=self.by, now=self.now)
        self.done = REISSUE_BEGUN[CertificateReissue.Status(reissue.status)]  # type: ignore[misc]  # known only now
        return reissue


class ProofActView(LicenseActView):
    """The open proof of a license."""

    is_grave = False

    def get_hindrance(self) -> str:
        return "" if self.open_proof() else gettext("No proof of this certificate is open.")

    def open_proof(self) -> CertificateProof | None:
        found: CertificateProof | None = self.subject.proofs.open().first()
        return found

    def proof(self) -> CertificateProof:
        """Raises ProofHasChanged where there is none any more."""
        found = self.open_proof()
        if found is None:
            raise ProofHasChanged
        return found


@staff_only(SECRETARIAT)
class CorrectProofView(ProofActView):
    title = _("Correct the proof")
    form_class = CorrectedProofForm
    undo = _("The holder can ask for another correction.")
    button = _("Show the corrected proof")
    done = _("The corrected proof is shown, and the holder has a mail.")

    def get_initial(self) -> dict[str, Any]:
        proof = self.open_proof()
        if proof is None:
            return super().get_initial()
        is_latin = proof.lettering == CertificateProof.Lettering.LATIN
        name = self.subject.person.name_for_certificate if is_latin else proof.name
        return {**super().get_initial(), "name": name, "lettering": proof.lettering}

    def get_consequence(self) -> str:
        proof = self.open_proof()
        wish = gettext("The holder wrote: %(wish)s") % {"wish": proof.wish if proof else ""}
        return joined(wish, gettext("A further version of the proof is shown, and a mail says so."))

    def act(self) -> object:
        return answer_correction(self.proof(), **self.answers, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class PassOverProofView(ProofActView):
    title = _("Print without an approval")
    form_class = ReasonForm
    consequence = _(
        "The certificate is printed as the proof shows it. The holder is told the reason by mail, and a wrong name is "
        "set right free of charge because nobody approved it."
    )
    undo = _("Printing cannot be undone; the certificate can be reissued.")
    button = _("Print it")
    done = _("The certificate is being printed.")
    is_grave = True

    def act(self) -> object:
        return pass_over_proof(self.proof(), reason=self.answers["reason"], by=self.by, now=self.now)
