"""What somebody needs in order to take part: asked for, answered, and forgotten in time."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import emails
from cohorts.models import Accommodation, Enrollment
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.obstacles import Obstacle

Status = Accommodation.Status


class NothingAsked(Obstacle):
    message = _("Please write what you need.")


class NothingToTellTrainers(Obstacle):
    message = _("Trainers are told of what was agreed, and of nothing else.")


class AlreadyAnswered(Obstacle):
    message = _("This request has been answered or withdrawn in the meantime.")


@transaction.atomic
def ask_for_accommodation(enrollment: Enrollment, *, wish: str, by: Actor, now: datetime) -> Accommodation:
    """Keep what is needed; a request nobody has answered yet is written anew. Raises NothingAsked."""
    wish = wish.strip()
    if not wish:
        raise NothingAsked
    request, created = Accommodation.objects.open().get_or_create(
        enrollment=enrollment, defaults={"wish": wish, "asked_at": now}
    )
    if not created and request.wish != wish:
        Accommodation.objects.open().filter(pk=request.pk).update(wish=wish, asked_at=now)
        request.refresh_from_db()
    audit.record("lms_cohorts.ask_for_accommodation", request, by=by)
    return request


@transaction.atomic
def withdraw_accommodation(request: Accommodation) -> None:
    """Nothing is needed after all: the request is deleted. Raises AlreadyAnswered."""
    if not Accommodation.objects.open().filter(pk=request.pk).exists():
        raise AlreadyAnswered
    _erase(request)


@transaction.atomic
def answer_accommodation(
    request: Accommodation,
    *,
    outcome: Accommodation.Status,
    answer: str,
    for_trainers: str = "",
    by: Actor,
    now: datetime,
) -> Accommodation:
    """Say what the office can do; the person is told by mail that there is something to read, and not what.

    `for_trainers` is what those who teach have to do, without a reason; they read it beside their participants.

    Raises AlreadyAnswered, NothingToTellTrainers where nothing was agreed.
    """
    if for_trainers.strip() and outcome == Status.REFUSED:
        raise NothingToTellTrainers
    answered_by = by.user.pk if by.user else None
    answered = {
        "status": outcome,
        "answer": answer.strip(),
        "for_trainers": for_trainers.strip(),
        "answered_at": now,
        "answered_by_id": answered_by,
    }
    if not Accommodation.objects.open().filter(pk=request.pk).update(**answered):
        raise AlreadyAnswered
    request = Accommodation.objects.select_related("enrollment__person", "enrollment__cohort").get(pk=request.pk)
    audit.record("lms_cohorts.answer_accommodation", request, by=by)
    emails.message_on_page(request.enrollment, now=now)
    return request


def carry_accommodations(source: Enrollment, target: Enrollment) -> None:
    """The same person goes on with another seat: what is needed there stays asked and answered.

    Called in the transaction that moves the seat.
    """
    if Accommodation.objects.open().filter(enrollment=target).exists():
        for asked_before in Accommodation.objects.open().filter(enrollment=source):
            _erase(asked_before)
    Accommodation.objects.filter(enrollment=source).update(enrollment=target)


@transaction.atomic
def forget_accommodations(person_pk: int) -> None:
    """Everything of one person."""
    for request in Accommodation.objects.filter(enrollment__person=person_pk):
        _erase(request)


@transaction.atomic
def purge_accommodations(*, today: date) -> int:
    """Delete what is no longer needed; returns how many. Run as often as one likes."""
    outdated = list(Accommodation.objects.outdated(today))
    for request in outdated:
        _erase(request)
    return len(outdated)


def _erase(request: Accommodation) -> None:
    """The row, and with it what the history says of it."""
    audit.erase(request)
    request.delete()
