"""What a participant answers when the organizer changes the plan: stay, another cohort, or the money back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrollment
from lms.checkout.actions.cancellation import cancel_for_organizer
from lms.checkout.actions.organizer_change import Notice, finish, settle
from lms.checkout.actions.transfer import move_for_organizer
from lms.checkout.models import ChangeNotice
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle


class AnswerOver(Obstacle):
    message = _("The time to choose is over, or this was settled already.")


def choose_to_stay(notice: ChangeNotice, *, by: Actor, now: datetime) -> ChangeNotice:
    """The seat is kept for the new dates. Choosing it again changes nothing. Raises AnswerOver."""
    with transaction.atomic():
        open_ones = ChangeNotice.objects.filter(pk=notice.pk, status__in=[Notice.ASKED, Notice.KEPT])
        if not open_ones.update(status=Notice.KEPT, settled_at=now):
            raise AnswerOver
        audit.record("lms_checkout.choose_to_stay", notice.enrollment, by=by)
    finish(notice.change)
    notice.refresh_from_db()
    return notice


def choose_refund(notice: ChangeNotice, *, by: Actor, now: datetime) -> ChangeNotice:
    """All money back. Call outside any transaction; choosing it again changes nothing. Raises AnswerOver, Disputed."""
    _check_open(notice, Notice.ENDED)
    cancel_for_organizer(notice.enrollment, reason=notice.change.reason, by=by, now=now)
    settle(notice, Notice.ENDED, now=now)
    finish(notice.change)
    notice.refresh_from_db()
    return notice


def choose_cohort(notice: ChangeNotice, *, to: Cohort, by: Actor, now: datetime) -> Enrollment:
    """The seat moves to another cohort with its money. Raises AnswerOver and whatever keeps it from moving."""
    _check_open(notice, Notice.MOVED)
    target = move_for_organizer(notice.enrollment, to=to, reason=notice.change.reason, by=by, now=now)
    settle(notice, Notice.MOVED, now=now)
    finish(notice.change)
    return target


def _check_open(notice: ChangeNotice, done: ChangeNotice.Status) -> None:
    notice.refresh_from_db()
    if not notice.may_choose and notice.status != done:
        raise AnswerOver
