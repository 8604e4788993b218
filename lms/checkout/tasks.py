from celery import shared_task

from cohorts.actions.interest import forget_lapsed_interests
from lms.checkout.actions.announcement import announce_all
from lms.checkout.actions.correspondence import reconcile_all
from lms.kernel import clock


@shared_task(name="lms_checkout.sweep_announcements")
def sweep_announcements() -> None:
    """Openings come with the clock, and nothing decided goes untold; addresses nobody confirmed are forgotten."""
    announce_all(now=clock.now())
    forget_lapsed_interests(now=clock.now())


@shared_task(name="lms_checkout.sweep_letters")
def sweep_letters() -> None:
    """What a lost signal, a changed address or a moved deadline left out of step."""
    reconcile_all(now=clock.now())
