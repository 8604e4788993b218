import logging

from celery import shared_task

from cohorts.actions import certificate
from cohorts.models import LicenseCertificate
from lms.kernel import clock
from lms.kernel.typesetting import UndrawableText

logger = logging.getLogger(__name__)


@shared_task(name="lms_cohorts.render_certificate")
def render_certificate(pk: int) -> None:
    certificate.render_certificate(pk, now=clock.now())


@shared_task(name="lms_cohorts.sweep_certificates")
def sweep_certificates() -> None:
    """Draw what no worker was woken for; one certificate that cannot be drawn holds up no other."""
    for pk in LicenseCertificate.objects.pending().order_by("pk").values_list("pk", flat=True)[:50]:
        try:
            certificate.render_certificate(pk, now=clock.now())
        except UndrawableText:
            logger.exception("Certificate %s cannot be drawn.", pk)
