"""Where an application stands, in words, and the one thing its owner can do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.applications import kept_eligibility
from cohorts.models import CertificationDecision, Cohort, Consultation, Enrollment, ResultRelease, SeatKind
from cohorts.reasons import long_day
from cohorts.seats import STILL_SEATING
from cohorts.waitlist_emails import answer_path
from lms.kernel.calendar import start_of
from lms.templatetags.lms import long_datetime
from payments.models import Order, Payment

Status = Enrollment.Status


@dataclass(frozen=True, slots=True)
class Action:
    """One call to action; `posts` where following it changes something."""

    label: str
    url: str
    posts: bool = False
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The state as a chip, what it means, and what is next."""

    state: str
    tone: str
    text: str
    action: Action | None = None


def step_of(enrollment: Enrollment, *, now: datetime) -> Step:
    """What the owner reads and can do now. Costs no query on rows of `applications_of`."""
    return {
        Status.DRAFT: _draft,
        Status.UNDER_REVIEW: _under_review,
        Status.WAITLISTED: _waitlisted,
        Status.OFFERED: _offered,
        Status.HELD: _held,
        Status.CONFIRMED: _confirmed,
        Status.COMPLETED: _completed,
        Status.INCOMPLETE: _incomplete,
        Status.RELEASED: _released,
        Status.LAPSED: _lapsed,
        Status.DECLINED: _declined,
        Status.CANCELED: _canceled,
    }[Status(enrollment.status)](enrollment, now)


def accepts(cohort: Cohort, now: datetime) -> bool:
    """Whether applications are open at this moment; the deadline is the first moment that is too late.

    For somebody who has applied already: within the window of those who had asked for news, nobody else has.
    """
    opens = cohort.priority_opens_at or cohort.applications_open_at
    closes = cohort.application_deadline_at
    return cohort.status == Cohort.Status.OPEN and opens is not None and closes is not None and opens <= now < closes


def order_of(enrollment: Enrollment) -> Order | None:
    purchase = getattr(enrollment, "purchase", None)
    return purchase.order if purchase else None


def is_payers(enrollment: Enrollment) -> bool:
    """Whether somebody else, such as a company, pays for the seat: it is theirs to give up or to hand on."""
    purchase = getattr(enrollment, "purchase", None)
    return bool(purchase and purchase.is_for_another)


def with_voucher(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With the slip that is out for each: `voucher_url`, `voucher_until`."""
    out = Payment.objects.filter(status=Payment.Status.PENDING, order__purchases__enrollment=OuterRef("pk"))
    return enrollments.annotate(
        voucher_url=Subquery(out.values("voucher_url")[:1]),
        voucher_until=Subquery(out.values("voucher_expires_at")[:1]),
    )


def with_upgrade(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With `was_upgraded`: whether another seat has taken the place of an audit-only one."""
    replacing = Enrollment.objects.filter(upgrade_of=OuterRef("pk"), confirmed_at__isnull=False)
    return enrollments.annotate(was_upgraded=Exists(replacing))


def with_results(enrollments: QuerySet[Enrollment]) -> QuerySet[Enrollment]:
    """With `has_results`: whether something was released."""
    return enrollments.annotate(has_results=Exists(ResultRelease.objects.filter(enrollment=OuterRef("pk"))))


def decision_of(enrollment: Enrollment) -> CertificationDecision | None:
    case = getattr(enrollment, "certification_case", None)
    return getattr(case, "decision", None)


def page_of(enrollment: Enrollment, part: str = "") -> str:
    return reverse("lms_portal:my_enrollment", args=[enrollment.public_id]) + (f"#{part}" if part else "")


def may_upgrade(enrollment: Any, now: datetime) -> bool:
    """Whether this audit-only seat can be changed to a certification seat today. On rows with `first_day`."""
    has_begun = enrollment.first_day is None or now >= start_of(enrollment.first_day)
    return enrollment.kind == SeatKind.AUDIT and enrollment.cohort.status in STILL_SEATING and not has_begun


def _apply(enrollment: Enrollment, label: str) -> Action:
    return Action(label, reverse("lms_portal:apply", args=[enrollment.cohort.code]), is_primary=True)


def _again(enrollment: Enrollment, now: datetime) -> Action | None:
    """Trying once more what came to nothing: the application, or the change of the audit-only seat."""
    source = enrollment.upgrade_of
    if source is None:
        return _apply(enrollment, _("Apply again")) if accepts(enrollment.cohort, now) else None
    if source.status != Status.CONFIRMED:
        return None
    return Action(_("See the audit-only seat"), page_of(source))


def _draft(enrollment: Enrollment, now: datetime) -> Step:
    state = _("Not sent yet")
    if source := enrollment.upgrade_of:
        text = _("The change to a certification seat is not confirmed. Your audit-only seat stays as it is until then.")
        change = reverse("lms_portal:my_enrollment_upgrade", args=[source.public_id])
        return Step(state, "warning", text, Action(_("Go on with the change"), change, is_primary=True))
    if not accepts(enrollment.cohort, now):
        return Step(state, "", _("Applications for this cohort are not open now, so this draft cannot be sent."))
    text = _("What you wrote is saved. Nothing is binding until you confirm it.")
    return Step(state, "warning", text, _apply(enrollment, _("Continue the application")))


def _under_review(enrollment: Enrollment, now: datetime) -> Step:
    kept = kept_eligibility(enrollment)
    if kept is not None and kept.may_take_seat:
        text = _("The office has checked your application. Confirm it and pay: no seat is held for you until then.")
        confirm = reverse("lms_portal:apply_confirm", args=[enrollment.cohort.code])
        return Step(_("Checked"), "warning", text, Action(_("Go on to the payment"), confirm, is_primary=True))
    consultation = getattr(enrollment, "consultation", None)
    if consultation is not None and consultation.is_open:
        return _consulting(enrollment, consultation, now)
    text = _("The office is checking what you declared and writes to you by e-mail. There is nothing to do for now.")
    return Step(_("Being checked"), "info", text, Action(_("See the application"), page_of(enrollment)))


def _consulting(enrollment: Enrollment, consultation: Consultation, now: datetime) -> Step:
    """No seat and no payment before the purpose is agreed; only who was asked something has to do something."""
    talk = reverse("lms_portal:my_consultation", args=[enrollment.public_id])
    last_day = consultation.answer_on
    if last_day is None or consultation.answer_until is None:
        text = _(
            "The office talks with you about your purpose first and is in touch by %(day)s. No seat is held and there "
            "is nothing to pay meanwhile."
        )
        words = text % {"day": long_day(consultation.due_on)}
        return Step(_("In consultation"), "info", words, Action(_("Read and add something"), talk))
    if consultation.answer_until <= now:
        return _lapsed(enrollment, now)
    text = _("The office has asked you something. Without an answer by the end of %(day)s the application ends.")
    words = text % {"day": long_day(last_day)}
    return Step(_("Question from the office"), "warning", words, Action(_("Read and answer"), talk, is_primary=True))


def _held(enrollment: Enrollment, now: datetime) -> Step:  # noqa: ARG001 - one signature for every state
    order = order_of(enrollment)
    see = Action(_("See the application"), page_of(enrollment))
    if order is None:
        return Step(_("Seat held"), "info", _("The office writes to you about the payment."), see)
    if is_payers(enrollment):
        text = _("%(payer)s has reserved this seat for you. It is yours once their payment has arrived.")
        return Step(_("Seat held"), "info", text % {"payer": order.buyer_name}, see)
    if order.cancel_requested_at:
        return Step(_("Being withdrawn"), "", _("This takes a moment. Nothing is charged."), see)
    if order.status != Order.Status.AWAITING_PAYMENT:
        return Step(_("Payment received"), "info", _("Your seat is being confirmed. This takes a moment."), see)
    if until := getattr(enrollment, "voucher_until", None):
        text = _("Pay at a convenience store until %(moment)s. Your seat is held until then.")
        show = Action(_("Show the payment number"), enrollment.voucher_url, is_primary=True)  # type: ignore[attr-defined]
        return Step(_("Waiting for your cash payment"), "warning", text % {"moment": long_datetime(until)}, show)
    text = _("Your seat is held until %(moment)s. It is yours once the payment has arrived.")
    pay = Action(_("Pay now"), reverse("lms_portal:order_pay", args=[order.public_id]), posts=True, is_primary=True)
    return Step(_("Payment due"), "warning", text % {"moment": long_datetime(enrollment.hold_until)}, pay)


def _waitlisted(enrollment: Enrollment, now: datetime) -> Step:  # noqa: ARG001
    place = getattr(enrollment, "place", None)
    text = _("When a seat becomes free, it is held for you for a while and we write to you at once.")
    state = _("Waitlist, no. %(place)d") % {"place": place} if place else _("On the waitlist")
    return Step(state, "info", text, Action(_("See or leave the waitlist"), answer_path(enrollment)))


def _offered(enrollment: Enrollment, now: datetime) -> Step:
    if enrollment.hold_until is None or enrollment.hold_until <= now:
        return _lapsed(enrollment, now)
    text = _("A seat is held for you until %(moment)s. Confirm your application and pay until then to take it.")
    confirm = reverse("lms_portal:apply_confirm", args=[enrollment.cohort.code])
    action = Action(_("Go on to confirm and pay"), confirm, is_primary=True)
    return Step(_("Seat offered"), "warning", text % {"moment": long_datetime(enrollment.hold_until)}, action)


def _lapsed(enrollment: Enrollment, now: datetime) -> Step:
    if enrollment.waitlisted_at is None:
        text = _("The application ended with the consultation, before a seat was held. Nothing was charged.")
    else:
        text = _("The application ended on the waitlist. Nothing was charged.")
    return Step(_("Ended without a seat"), "", text, _again(enrollment, now))


def _confirmed(enrollment: Enrollment, now: datetime) -> Step:  # noqa: ARG001
    text = _("Your seat is yours. Dates, hours and the venue stand in the timetable.")
    return Step(_("Seat confirmed"), "success", text, Action(_("See the timetable"), page_of(enrollment, "timetable")))


def _completed(enrollment: Enrollment, now: datetime) -> Step:  # noqa: ARG001
    if not enrollment.leads_to_license:
        text = _("Thank you for attending. Your attendance is recorded session by session.")
        return Step(_("Completed"), "success", text, Action(_("See the attendance"), page_of(enrollment, "attendance")))
    decision = decision_of(enrollment)
    if decision is None and getattr(enrollment, "has_results", False):
        text = _("Your results are released. What is still needed for the license stands in the checklist.")
        results = reverse("lms_portal:my_result", args=[enrollment.public_id])
        return Step(_("Evaluated"), "info", text, Action(_("See the results"), results))
    if decision is None:
        text = _("You attended every session. What is still needed for the license stands in the checklist.")
        return Step(_("Completed"), "success", text, Action(_("See the checklist"), page_of(enrollment, "progress")))
    if decision.outcome == CertificationDecision.Outcome.CERTIFIED:
        text = _("Congratulations. Your license, and everything about its certificate, is on your page.")
        licenses = reverse("lms_portal:my") + "#licenses"
        return Step(_("Certified"), "success", text, Action(_("See the license"), licenses))
    text = _("The decision has been made. We wrote to you with the reasons and what is possible next.")
    return Step(_("Not certified"), "", text, Action(_("See the checklist"), page_of(enrollment, "progress")))


def _incomplete(enrollment: Enrollment, now: datetime) -> Step:  # noqa: ARG001
    text = _("A session is missing. The office writes to you about how to make it up.")
    return Step(_("Not completed"), "warning", text, Action(_("See the attendance"), page_of(enrollment, "attendance")))


def _released(enrollment: Enrollment, now: datetime) -> Step:
    order = order_of(enrollment)
    if order is not None and order.status == Order.Status.PAID_UNSEATED and not is_payers(enrollment):
        text = _(
            "Your payment arrived after the seat was released. "
            "The office contacts you about another seat or a full refund."
        )
        return Step(_("Paid, seat released"), "warning", text, Action(_("See the application"), page_of(enrollment)))
    text = _("The payment did not arrive in time, so the seat was released. Nothing was charged.")
    return Step(_("Seat released"), "", text, _again(enrollment, now))


def _declined(enrollment: Enrollment, now: datetime) -> Step:  # noqa: ARG001
    text = _("We could not accept this application and wrote to you with the reason.")
    consultation = getattr(enrollment, "consultation", None)
    if consultation is not None and consultation.told:
        text = _("We could not accept this application: %(reason)s") % {"reason": consultation.told}
    return Step(_("Declined"), "", text, Action(_("See the application"), page_of(enrollment)))


def _canceled(enrollment: Enrollment, now: datetime) -> Step:
    if getattr(enrollment, "was_upgraded", False):
        text = _("A certification seat took the place of this audit-only seat. What you paid for it counts there.")
        return Step(_("Changed to a certification seat"), "info", text)
    return Step(_("Application canceled"), "", _("This application was canceled."), _again(enrollment, now))
