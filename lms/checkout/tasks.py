from datetime import timedelta

from celery import shared_task

from cohorts.actions.interest import forget_lapsed_interests
from cohorts.models import Cohort
from lms.checkout.actions.announcement import announce_all
from lms.checkout.actions.cancellation import settle_fee as settle
from lms.checkout.actions.correspondence import reconcile_all
from lms.checkout.actions.group_draft import forget_people
from lms.checkout.actions.organizer_change import carry_out, pursue_unanswered
from lms.checkout.models import Cancellation, ChangeNotice, GroupApplication, OrganizerChange
from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.crediting import DOCUMENTS
from payments.actions.quote_answer import expire_quotes

CHANGES = Actor.process("changes of the plan")
BATCH = 100


@shared_task(name="lms_checkout.sweep_announcements")
def sweep_announcements() -> None:
    """Openings come with the clock, and nothing decided goes untold; addresses nobody confirmed are forgotten."""
    announce_all(now=clock.now())
    forget_lapsed_interests(now=clock.now())


@shared_task(name="lms_checkout.sweep_group_drafts")
def sweep_group_drafts() -> None:
    """What a company wrote about its people and never sent is not kept past the end of the applications."""
    accepting = Cohort.objects.accepting(at=clock.now())
    over = GroupApplication.objects.open().exclude(cohort__in=accepting)
    over.filter(created_at__lt=clock.now() - timedelta(days=1)).delete()
    forget_people(GroupApplication.objects.quoted().exclude(cohort__in=accepting))


@shared_task(name="lms_checkout.settle_fee")
def settle_fee(pk: int) -> None:
    settle(Cancellation.objects.get(pk=pk), by=DOCUMENTS, now=clock.now())


@shared_task(name="lms_checkout.sweep_settlements")
def sweep_settlements() -> None:
    """Every cancellation whose fee took all that was paid has its document; refunds bring their own."""
    for pk in Cancellation.objects.to_settle().values_list("pk", flat=True)[:BATCH]:
        settle_fee.delay(pk)


@shared_task(name="lms_checkout.sweep_quotes")
def sweep_quotes() -> None:
    """Quotes end with the clock; this writes it down for the lists."""
    expire_quotes(now=clock.now())


@shared_task(name="lms_checkout.sweep_letters")
def sweep_letters() -> None:
    """What a lost signal, a changed address or a moved deadline left out of step."""
    reconcile_all(now=clock.now())


@shared_task(name="lms_checkout.carry_out_change")
def carry_out_change(pk: int) -> None:
    carry_out(OrganizerChange.objects.get(pk=pk), by=CHANGES, now=clock.now())


@shared_task(name="lms_checkout.pursue_unanswered")
def pursue_one(pk: int) -> None:
    pursue_unanswered(ChangeNotice.objects.get(pk=pk), by=CHANGES, now=clock.now())


@shared_task(name="lms_checkout.sweep_changes")
def sweep_changes() -> None:
    """Changes no worker finished, and answers that did not come."""
    for pk in OrganizerChange.objects.filter(status=OrganizerChange.Status.UNDER_WAY).values_list("pk", flat=True):
        carry_out_change.delay(pk)
    for pk in ChangeNotice.objects.unanswered(clock.now()).values_list("pk", flat=True)[:BATCH]:
        pursue_one.delay(pk)
