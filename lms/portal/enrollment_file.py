"""What the page of one application shows, loaded in a fixed number of queries and prepared for printing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as Reader
from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.actions.statement import statements_for
from cohorts.models import (
    Attendance,
    ClassSession,
    CohortDay,
    Enrollment,
)
from cohorts.requirements import requirements_told, with_facts
from cohorts.results import last_release
from cohorts.schedule import ribbon
from lms.checkout.actions.cancellation import CANCELABLE
from lms.checkout.audit_seat import AuditSeat, audit_seat_instead
from lms.checkout.letters import GOES_AHEAD
from lms.checkout.models import Cancellation, Purchase
from lms.portal.assignment_page import assignment_of
from lms.portal.my_page import Link, stopped_words
from lms.portal.next_step import is_payers, may_upgrade, order_of, page_of, step_of, with_upgrade, with_voucher
from lms.portal.study_page import study_url_of, with_study
from lms.templatetags.lms import long_datetime, yen, yen_tax_included
from payments.models import OrderLine, Payment

WAITING = (Enrollment.Status.WAITLISTED, Enrollment.Status.OFFERED)
TONES = {
    Attendance.Status.PRESENT.value: "success",
    Attendance.Status.PARTIAL.value: "warning",
    Attendance.Status.ABSENT.value: "error",
}


@dataclass(frozen=True, slots=True)
class AttendedSession:
    session: ClassSession
    status: str
    detail: str
    tone: str


def own_to_change(reader: Reader) -> QuerySet[Enrollment]:
    """The reader's applications that are theirs to give up or to move: not those that somebody else pays for."""
    of_others = Purchase.objects.by_another_than(reader).values("enrollment")
    return Enrollment.objects.filter(person__user_id=reader.pk).exclude(pk__in=of_others)


def files_of(reader: Reader) -> QuerySet[Enrollment]:
    """The reader's own applications with what their page shows."""
    line = OrderLine.objects.filter(purchase__enrollment=OuterRef("pk"))
    paid = Payment.objects.paid().filter(order__purchases__enrollment=OuterRef("pk"))
    mine = Enrollment.objects.filter(person__user_id=reader.pk).select_related(
        "cohort__venue",
        "cohort__course",
        "purchase__order",
        "upgrade_of__purchase__order",
        "upgrade_of__purchase__line",
        "upgrade_of__cancellation__refund",
        "certification_case__decision",
        "cancellation__refund",
        "consultation",
        "person",
    )
    dated = CohortDay.objects.filter(cohort=OuterRef("cohort_id"), held_on__isnull=False).order_by("held_on")
    return with_upgrade(
        with_voucher(with_study(with_facts(mine.with_place()).prefetch_related("submissions")))
    ).annotate(
        first_day=Subquery(dated.values("held_on")[:1]),
        offer_label=Subquery(line.values("offer_label")),
        list_jpy=Subquery(line.values("list_unit_jpy")),
        unit_jpy=Subquery(line.values("unit_jpy")),
        paid_at=Subquery(paid.values("paid_at")[:1]),
    )


def file_of(enrollment: Enrollment, *, now: datetime) -> dict[str, Any]:
    """Everything on the page of one application."""
    sessions = list(_sessions_of(enrollment))
    requirements = requirements_told(enrollment, now)
    step = step_of(enrollment, now=now)
    here = page_of(enrollment)
    return {
        "enrollment": enrollment,
        "step": step,
        # A step that leads to this very page has nothing to add on it.
        "study_url": study_url_of(enrollment),
        "page_action": None if step.action and step.action.url == here else step.action,
        "notice": stopped_words(enrollment.cohort),
        "days": ribbon(sessions),
        "shows_timetable": enrollment.status in Enrollment.ACTIVE,
        "has_dates": bool(sessions) and all(session.day.held_on for session in sessions),
        "facts": _facts(enrollment),
        "requirements": requirements,
        "met": sum(row.is_met for row in requirements),
        "shows_progress": enrollment.occupies_seat and enrollment.status != Enrollment.Status.OFFERED,
        "payment_facts": _payment_facts(enrollment),
        "admission_url": _admission_url(enrollment),
        "cancel_url": _cancel_url(enrollment),
        "move_url": _move_url(enrollment),
        "upgrade_url": _upgrade_url(enrollment, now=now),
        "attended": _attended(sessions),
        "release": last_release(enrollment),
        "assignment": assignment_of(enrollment, now=now),
        "statements": _statements(enrollment),
        "talk_url": _talk_url(enrollment),
        "needs_url": _needs_url(enrollment),
        "employer_url": _employer_url(enrollment),
        "audit_seat": _audit_seat(enrollment, now=now),
    }


def _sessions_of(enrollment: Enrollment) -> QuerySet[ClassSession]:
    """The cohort's sessions with what was recorded for this participant."""
    return (
        ClassSession.objects.filter(cohort=enrollment.cohort_id)
        .select_related("day")
        .annotate(
            mine=FilteredRelation("attendances", condition=Q(attendances__enrollment=enrollment.pk)),
            attended=F("mine__status"),
            late=F("mine__late_minutes"),
            early=F("mine__early_leave_minutes"),
        )
        .order_by("day__position", "position")
    )


def _attended(sessions: Sequence[Any]) -> list[AttendedSession]:
    """One row per session once the first is recorded; nothing before."""
    if not any(session.attended for session in sessions):
        return []
    return [
        AttendedSession(
            session,
            str(Attendance.Status(session.attended).label) if session.attended else "",
            _missed(session.late or 0, session.early or 0),
            TONES.get(session.attended, ""),
        )
        for session in sessions
    ]


def _statements(enrollment: Enrollment) -> list[Link]:
    """What can be had on paper once the course is over; each is a form that issues it and leads to it."""
    return [
        Link(
            str(kind.label).capitalize(),
            reverse("lms_portal:my_statement_new", args=[enrollment.public_id, kind.value]),
        )
        for kind in statements_for(enrollment)
    ]


def _missed(late: int, early: int) -> str:
    parts = []
    if late:
        parts.append(_("%(minutes)d minutes late") % {"minutes": late})
    if early:
        parts.append(_("left %(minutes)d minutes early") % {"minutes": early})
    return _(", ").join(parts)


def _facts(enrollment: Enrollment) -> list[tuple[str, Any]]:
    venue = enrollment.cohort.venue
    rows: list[tuple[str, Any]] = [
        (_("Application number"), enrollment.number),
        (_("Seat"), enrollment.get_kind_display()),
        (_("Venue"), venue.display_name if venue else None),
    ]
    if venue and venue.address:
        rows.append((_("Address of the venue"), venue.display_address))
    if source := enrollment.upgrade_of:
        words = _("In place of the audit-only seat") if enrollment.confirmed_at else _("To replace the audit-only seat")
        rows.insert(2, (words, source.number))
    if enrollment.submitted_at:
        rows.append((_("Applied on"), long_datetime(enrollment.submitted_at)))
    return rows + _consultation_facts(enrollment)


def _consultation_facts(enrollment: Enrollment) -> list[tuple[str, Any]]:
    """What came of the talk about the purpose; a condition stays for good."""
    consultation = getattr(enrollment, "consultation", None)
    if consultation is None or not consultation.told:
        return []
    label = _("Condition agreed with the office") if consultation.condition else _("Why it was declined")
    return [(label, consultation.told)]


def _talk_url(enrollment: Enrollment) -> str:
    """Where one reads the consultation; empty where there was none."""
    if getattr(enrollment, "consultation", None) is None:
        return ""
    return reverse("lms_portal:my_consultation", args=[enrollment.public_id])


def _employer_url(enrollment: Enrollment) -> str:
    """Where one says whether the company that pays may learn the result; empty where nobody else pays."""
    if not is_payers(enrollment) or not enrollment.leads_to_license:
        return ""
    return reverse("lms_portal:my_employer_results", args=[enrollment.public_id])


def _needs_url(enrollment: Enrollment) -> str:
    """Where one says what one needs in order to take part, while there is something to take part in."""
    if enrollment.status not in Enrollment.ACTIVE:
        return ""
    return reverse("lms_portal:my_accommodation", args=[enrollment.public_id])


def _audit_seat(enrollment: Enrollment, *, now: datetime) -> AuditSeat | None:
    """What is open to somebody whose application for a certification seat was declined."""
    is_declined = enrollment.status == Enrollment.Status.DECLINED and enrollment.leads_to_license
    return audit_seat_instead(enrollment.cohort, now=now) if is_declined else None


def _payment_facts(enrollment: Any) -> list[tuple[str, Any]]:
    """What was ordered and whether the money is here; nothing while there is no order."""
    order = order_of(enrollment)
    if order is None:
        return []
    if is_payers(enrollment):
        return [(_("Paid by"), order.buyer_name)]
    rows: list[tuple[str, Any]] = [
        (_("State"), order.get_status_display()),
        (_("Amount"), yen_tax_included(enrollment.unit_jpy)),
    ]
    if enrollment.offer_label and enrollment.upgrade_of:
        rows.append((_("Discount"), enrollment.offer_label))
    elif enrollment.offer_label:
        regular = _("%(offer)s (regular price %(amount)s)")
        rows.append((_("Discount"), regular % {"offer": enrollment.offer_label, "amount": yen(enrollment.list_jpy)}))
    if enrollment.paid_at:
        rows.append((_("Paid on"), long_datetime(enrollment.paid_at)))
    if cancellation := getattr(enrollment, "cancellation", None):
        rows += _cancellation_facts(cancellation)
    rows.append((_("Order number"), order.number))
    return rows + _facts_of_the_first_payment(enrollment)


def _facts_of_the_first_payment(enrollment: Enrollment) -> list[tuple[str, Any]]:
    """What was paid for the audit-only seat that this one has replaced, and what went back of it."""
    source = enrollment.upgrade_of if enrollment.has_replaced else None
    purchase: Purchase | None = getattr(source, "purchase", None)
    if purchase is None:
        return []
    paid = {"amount": yen_tax_included(purchase.line.total_jpy), "order": purchase.order.number}
    rows = [(_("Paid for the audit-only seat"), _("%(amount)s, order %(order)s") % paid)]
    if cancellation := getattr(source, "cancellation", None):
        rows += _refund_facts(cancellation)
    return rows


def _cancellation_facts(cancellation: Cancellation) -> list[tuple[str, Any]]:
    return [(_("Canceled on"), long_datetime(cancellation.canceled_at)), *_refund_facts(cancellation)]


def _refund_facts(cancellation: Cancellation) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Cancellation fee"), yen(cancellation.fee_jpy)),
        (_("Refund"), yen(cancellation.refund_jpy)),
    ]
    if cancellation.refund:
        rows.append((_("State of the refund"), cancellation.refund.get_status_display()))
    return rows


def with_admission(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """Those that are let in at the door: confirmed, in a cohort that is held as announced."""
    return enrollments.filter(status=Enrollment.Status.CONFIRMED, cohort__status__in=GOES_AHEAD)


def _admission_url(enrollment: Enrollment) -> str:
    if enrollment.status != Enrollment.Status.CONFIRMED or enrollment.cohort.status not in GOES_AHEAD:
        return ""
    return reverse("lms_portal:my_admission", args=[enrollment.public_id])


def _move_url(enrollment: Enrollment) -> str:
    if enrollment.status != Enrollment.Status.CONFIRMED or is_payers(enrollment):
        return ""
    return reverse("lms_portal:my_enrollment_move", args=[enrollment.public_id])


def _upgrade_url(enrollment: Enrollment, *, now: datetime) -> str:
    is_theirs = enrollment.status == Enrollment.Status.CONFIRMED and not is_payers(enrollment)
    if not is_theirs or not may_upgrade(enrollment, now):
        return ""
    return reverse("lms_portal:my_enrollment_upgrade", args=[enrollment.public_id])


def _cancel_url(enrollment: Enrollment) -> str:
    """Where one cancels; an application on the waitlist is left from its own page."""
    if enrollment.status not in CANCELABLE or enrollment.status in WAITING or is_payers(enrollment):
        return ""
    return reverse("lms_portal:my_enrollment_cancel", args=[enrollment.public_id])
