"""Textbooks handed out in the room or sent by post, and corrections of what was recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts.lessons import STUDYING
from cohorts.models import Cohort, Enrollment, TextbookDelivery
from courses.models import ForSeats, Textbook
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.obstacles import Obstacle

Kind = TextbookDelivery.Kind


class NothingToDeliver(Obstacle):
    message = _("Everybody chosen already has these textbooks, or their seat does not include them.")


class NotYetDelivered(Obstacle):
    message = _("A day in the future cannot be recorded: record the textbooks when they are handed out or sent.")


class AlreadyCorrected(Obstacle):
    message = _("This entry was corrected meanwhile. Correct the newer one.")


@dataclass(frozen=True, slots=True)
class Shipment:
    carrier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One textbook somebody would get; `earlier` is the entry "not delivered" that it follows, if any."""

    enrollment: Enrollment
    textbook: Textbook
    earlier: TextbookDelivery | None


def hand_out_plan(cohort: Cohort, *, enrollments: Collection[int], textbooks: Collection[int]) -> list[Planned]:
    """Who would get what: seats of this cohort that include the book and do not have it. Three queries.

    What is previewed and what `hand_out` does are this same list.
    """
    books = list(Textbook.objects.filter(course=cohort.course_id, pk__in=textbooks))
    people = (
        cohort.enrollments.filter(status__in=STUDYING, pk__in=enrollments)
        .select_related("person")
        .order_by("person__family_kana", "person__given_kana", "pk")
    )
    found = TextbookDelivery.objects.current().filter(enrollment__cohort=cohort, textbook__in=books)
    known = {(row.enrollment_id, row.textbook_id): row for row in found}
    return [
        Planned(enrollment, book, earlier)
        for enrollment in people
        for book in books
        if book.for_seats in ForSeats.of(enrollment.kind)
        and ((earlier := known.get((enrollment.pk, book.pk))) is None or earlier.kind == Kind.NOT_DELIVERED)
    ]


@transaction.atomic
def hand_out(
    cohort: Cohort,
    *,
    enrollments: Collection[int],
    textbooks: Collection[int],
    on: date,
    by: Actor,
    now: datetime,
) -> list[TextbookDelivery]:
    """Record that everybody chosen got these textbooks on that day; who has them already is left as it is.

    Raises NothingToDeliver, NotYetDelivered.
    """
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    plan = hand_out_plan(cohort, enrollments=enrollments, textbooks=textbooks)
    return _deliver(plan, Kind.HANDED_OUT, Shipment(), cohort, on=on, by=by, now=now)


@transaction.atomic
def ship(
    enrollment: Enrollment,
    *,
    textbooks: Collection[int],
    shipment: Shipment,
    on: date,
    by: Actor,
    now: datetime,
) -> list[TextbookDelivery]:
    """Record that textbooks were sent to one participant. Raises NothingToDeliver, NotYetDelivered."""
    cohort = Cohort.objects.select_for_update().get(pk=enrollment.cohort_id)
    plan = hand_out_plan(cohort, enrollments=[enrollment.pk], textbooks=textbooks)
    return _deliver(plan, Kind.SHIPPED, shipment, enrollment, on=on, by=by, now=now)


@transaction.atomic
def correct_delivery(
    delivery: TextbookDelivery,
    *,
    kind: Kind | str,
    on: date,
    shipment: Shipment,
    reason: str,
    by: Actor,
    now: datetime,
) -> TextbookDelivery:
    """Append what is right; the wrong entry stays and is named. Raises AlreadyCorrected, NotYetDelivered."""
    _check_day(on, now)
    current = TextbookDelivery.objects.select_for_update(of=("self",)).filter(pk=delivery.pk, correction=None).first()
    if current is None:
        raise AlreadyCorrected
    is_shipment = kind == Kind.SHIPPED
    corrected = TextbookDelivery.objects.create(
        enrollment_id=current.enrollment_id,
        textbook_id=current.textbook_id,
        kind=kind,
        delivered_on=on,
        carrier=shipment.carrier if is_shipment else "",
        tracking_number=shipment.tracking_number if is_shipment else "",
        corrects=current,
        reason=reason,
        recorded_by_id=by.user.pk if by.user else None,
        recorded_at=now,
    )
    audit.record(
        "lms_cohorts.correct_textbook_delivery",
        delivery.enrollment,
        by=by,
        textbook=str(delivery.textbook),
        before=_as_log(current),
        after=_as_log(corrected),
        reason=reason,
    )
    return corrected


def _deliver(
    plan: Sequence[Planned],
    kind: Kind,
    shipment: Shipment,
    subject: Cohort | Enrollment,
    *,
    on: date,
    by: Actor,
    now: datetime,
) -> list[TextbookDelivery]:
    _check_day(on, now)
    if not plan:
        raise NothingToDeliver
    made = TextbookDelivery.objects.bulk_create(
        TextbookDelivery(
            enrollment=one.enrollment,
            textbook=one.textbook,
            kind=kind,
            delivered_on=on,
            carrier=shipment.carrier,
            tracking_number=shipment.tracking_number,
            corrects=one.earlier,
            reason=str(_("delivered after all")) if one.earlier else "",
            recorded_by_id=by.user.pk if by.user else None,
            recorded_at=now,
        )
        for one in plan
    )
    audit.record(
        "lms_cohorts.deliver_textbooks",
        subject,
        by=by,
        kind=kind.value,
        on=on.isoformat(),
        delivered=[[one.enrollment.number, str(one.textbook)] for one in plan],
        **({"tracking_number": shipment.tracking_number} if shipment.tracking_number else {}),
    )
    return made


def _check_day(on: date, now: datetime) -> None:
    if on > jst_date(now):
        raise NotYetDelivered


def _as_log(delivery: TextbookDelivery) -> list[str]:
    return [delivery.kind, delivery.delivered_on.isoformat(), delivery.carrier, delivery.tracking_number]
