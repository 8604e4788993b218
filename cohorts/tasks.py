import logging

from celery import shared_task

from cohorts.actions import (
    accommodation,
    affiliation,
    certificate,
    company_hold,
    planned_release,
    review,
    submission_retention,
    waitlist,
)
from cohorts.models import CompanyHold, Consultation, Enrollment, LicenseCertificate, PlannedRelease, SeatPool
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.typesetting import UndrawableText

HOLDS = Actor.process("seats held for companies")
RELEASES = Actor.process("planned releases of results")
RETENTION = Actor.process("retention")
CONSULTATIONS = Actor.process("consultations")
WAITLIST = Actor.process("waitlist")
BATCH = 100

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


@shared_task(name="lms_cohorts.offer_seats")
def offer_seats(pool_pk: int) -> None:
    waitlist.offer_seats(SeatPool.objects.get(pk=pool_pk), by=WAITLIST, now=clock.now())


@shared_task(name="lms_cohorts.sweep_waitlists")
def sweep_waitlists() -> None:
    """Offers whose time is over go back, places end with the course, and free seats are offered on."""
    now = clock.now()
    for enrollment in Enrollment.objects.filter(status=Enrollment.Status.OFFERED, hold_until__lte=now)[:BATCH]:
        waitlist.lapse_offer(enrollment, by=WAITLIST, now=now)
    for enrollment in Enrollment.objects.waiting_in_vain()[:BATCH]:
        waitlist.close_place(enrollment, by=WAITLIST, now=now)
    for pool in SeatPool.objects.with_seats_for_waitlist()[:BATCH]:
        waitlist.offer_seats(pool, by=WAITLIST, now=now)


@shared_task(name="lms_cohorts.sweep_company_holds")
def sweep_company_holds() -> None:
    """What a company did not use until its day goes back, to those who wait first."""
    now = clock.now()
    for hold in CompanyHold.objects.lapsing(now)[:BATCH]:
        company_hold.lapse_hold(hold, by=HOLDS, now=now)


@shared_task(name="lms_cohorts.sweep_consultations")
def sweep_consultations() -> None:
    """Consultations in which no answer came in time, or whose course has begun, end with their application."""
    now = clock.now()
    for consultation in Consultation.objects.lapsing(now).select_related("enrollment")[:BATCH]:
        review.lapse_consultation(consultation, by=CONSULTATIONS, now=now)


@shared_task(name="lms_cohorts.release_planned_results")
def release_planned_results() -> None:
    """Results whose moment has come are released, or their plan is stopped where something had changed."""
    now = clock.now()
    for planned in PlannedRelease.objects.planned().filter(due_at__lte=now).order_by("due_at")[:BATCH]:
        planned_release.carry_out_plan(planned, by=RELEASES, now=now)


@shared_task(name="lms_cohorts.purge_accommodations")
def purge_accommodations() -> None:
    """Requests for accommodation are deleted once their course is long over."""
    accommodation.purge_accommodations(today=clock.today())


@shared_task(name="lms_cohorts.purge_files")
def purge_files() -> None:
    """Files of assignments are erased once their time is over."""
    submission_retention.purge_files(today=clock.today(), by=RETENTION)


@shared_task(name="lms_cohorts.refresh_employers")
def refresh_employers() -> None:
    """Employments that begin or end today are shown on the people."""
    affiliation.refresh_employers(today=clock.today())
