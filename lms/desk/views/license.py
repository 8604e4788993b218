from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.actions.proof import can_be_passed_over
from cohorts.ledger import Standing
from cohorts.models import CertificateProof, License
from cohorts.register import shown_of
from lms.desk.timeline import timeline_of
from lms.kernel import clock

REVOCABLE = {Standing.NOT_YET, Standing.VALID, Standing.SUSPENDED, Standing.EXPIRED}
SURRENDERABLE = {Standing.NOT_YET, Standing.VALID, Standing.SUSPENDED}


class LicenseView(generic.InspectView):
    """A license with its ledger, its certificates, and the acts its standing allows."""

    template_name = "lms_desk/license.html"
    page_title = _("License record")

    def get_object(self, queryset: QuerySet[License] | None = None) -> License:
        del queryset
        licenses = License.objects.select_related(
            "person__employer", "scheme_version__course", "decision__decided_by", "decision__case__enrollment__cohort"
        )
        return get_object_or_404(
            licenses.prefetch_related("events__by", "certificates", "proofs", "reissues"), pk=self.pk
        )

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        status = self.object.status_on(clock.today())
        return {
            **context,
            "license": self.object,
            "status": status,
            "shown": shown_of(self.object),
            "acts": self._acts(status.standing),
            "timeline": timeline_of([self.object], order=None, with_mail=True),
        }

    def _acts(self, standing: Standing) -> list[tuple[str, Any]]:
        """Nobody is offered acts on their own license."""
        if self.object.person.user_id == self.request.user.pk:
            return []
        proof = next((one for one in self.object.proofs.all() if one.is_open), None)
        corrects = proof is not None and proof.status == CertificateProof.Status.CORRECTION
        prints = proof is not None and can_be_passed_over(proof, now=clock.now())
        possible = {
            "proof_correct": (corrects, _("Correct the proof")),
            "proof_print": (prints, _("Print without an approval")),
            "suspend": (standing is Standing.VALID, _("Suspend")),
            "reinstate": (standing is Standing.SUSPENDED, _("Reinstate")),
            "surrender": (standing in SURRENDERABLE, _("Take back a surrendered license")),
            "revoke": (standing in REVOCABLE, _("Revoke the license")),
            "reissue": (
                standing in SURRENDERABLE and bool(self.object.certificates.all()),
                _("Reissue the certificate"),
            ),
        }
        return [
            (reverse(f"lms_desk:license_{name}", args=[self.object.pk]), label)
            for name, (is_possible, label) in possible.items()
            if is_possible
        ]
