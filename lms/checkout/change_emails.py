"""T09 and T11: mails about changes by the organizer and moves to another cohort, with old and new dates."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.core import signing
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from cohorts.models import CompanyHold, Enrollment, OpenSeat
from lms.checkout.models import ChangeNotice, OrganizerChange, Substitution, Transfer
from lms.kernel.actions.message import queue_message
from lms.kernel.calendar import jst_date
from payments.models import Order

SALT = "lms_checkout.choice"


def postponed(notice: ChangeNotice, *, now: datetime) -> None:
    """Old and new dates, why, and for a confirmed seat what can be chosen until when."""
    _of_notice("postponed", notice, f"postponed:notice:{notice.pk}", now=now)


def asked_again(notice: ChangeNotice, *, now: datetime) -> None:
    """No answer came: asked once more, with what happens without one."""
    _of_notice("asked_again", notice, f"asked_again:notice:{notice.pk}", now=now)


def taken_back(notice: ChangeNotice, *, now: datetime) -> None:
    _of_notice("postponement_taken_back", notice, f"taken_back:notice:{notice.pk}", now=now)


def called_off(change: OrganizerChange, enrollment: Enrollment, *, now: datetime) -> None:
    """For those who paid nothing; whoever paid reads about the money in the mail on the cancellation."""
    if hasattr(enrollment, "cancellation") or enrollment.submitted_at is None:
        return
    _queue("called_off", enrollment, f"called_off:change:{change.pk}:{enrollment.pk}", now=now, change=change)


def moved(transfer: Transfer, *, now: datetime) -> None:
    """T11, to the participant: from which cohort to which, and the days of the new one."""
    target = transfer.target
    days = list(target.cohort.days.order_by("position"))
    facts = {"transfer": transfer, "source": transfer.source.cohort, "days": days}
    _queue("moved", target, f"moved:transfer:{transfer.pk}", now=now, **facts)


def substituted(substitution: Substitution, *, now: datetime) -> None:
    """T11, to the one who had the seat and to the buyer; the new participant gets the confirmation of the seat."""
    source, target = substitution.source, substitution.target
    facts = {"old_name": source.person.full_name, "new_name": target.person.full_name, "new_number": target.number}
    _queue("substituted", source, f"substituted:{substitution.pk}:participant", now=now, **facts)
    order = target.purchase.order
    if order.buyer_email in {"", source.person.email, target.person.email}:
        return
    queue_message(
        kind="checkout.email.substituted",
        dedupe_key=f"substituted:{substitution.pk}:buyer",
        to_email=order.buyer_email,
        to_name=order.buyer_name,
        language=order.locale,
        context={"cohort": source.cohort, "number": source.number, "enrollment": source, **facts},
        about=target,
        now=now,
    )


def company_postponed(change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime) -> None:
    """To the contact, about seats without a name: they stay, for the new dates, and go back without a fee if asked."""
    facts = {"old_days": _days(change.before.get("dates", ())), "new_days": _days(change.dates)}
    _to_contact("company_postponed", change, order, seats, now=now, **facts)


def company_postponement_taken_back(
    change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime
) -> None:
    days = _days(change.before.get("dates", ()))
    _to_contact("company_postponement_taken_back", change, order, seats, now=now, old_days=days)


def company_order_ended(change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime) -> None:
    """An order that is not paid for ends with its seats, those without a name as well."""
    _to_contact("company_order_ended", change, order, seats, now=now)


def hold_postponed(change: OrganizerChange, hold: CompanyHold, *, now: datetime) -> None:
    """To the contact for whom seats are held and who has not applied yet."""
    contact = hold.contact
    if not contact.email:
        return  # reached by telephone
    queue_message(
        kind="checkout.email.hold_postponed",
        dedupe_key=f"hold_postponed:change:{change.pk}:hold:{hold.pk}",
        to_email=contact.email,
        to_name=contact.full_name,
        language=contact.language,
        context={
            "cohort": hold.cohort,
            "change": change,
            "organization": hold.organization.name,
            "hold": hold,
            "seat": hold.kind_label,
            "old_days": _days(change.before.get("dates", ())),
            "new_days": _days(change.dates),
        },
        reader=contact,
        about=hold,
        now=now,
    )


def choice_token(notice: ChangeNotice) -> str:
    return signing.dumps(notice.pk, salt=SALT, compress=True)


def notice_of_token(token: str) -> ChangeNotice | None:
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    related = ("change__cohort", "enrollment__person", "enrollment__cohort", "enrollment__purchase__order")
    return ChangeNotice.objects.select_related(*related).filter(pk=pk).first()


def choice_path(notice: ChangeNotice) -> str:
    """Where one answers without signing in, in the reader's language; empty in a site without the portal."""
    try:
        with translation.override(notice.enrollment.person.language):
            return reverse("lms_portal:choice", args=[choice_token(notice)])
    except NoReverseMatch:
        return ""


def _of_notice(message: str, notice: ChangeNotice, key: str, *, now: datetime) -> None:
    change = notice.change
    facts = {
        "change": change,
        "notice": notice,
        "old_days": _days(change.before.get("dates", ())),
        "new_days": _days(change.dates),
        "answer_by": answer_by(notice),
        "path": choice_path(notice) if notice.status == ChangeNotice.Status.ASKED else "",
    }
    _queue(message, notice.enrollment, key, now=now, **facts)


def answer_by(notice: ChangeNotice) -> date | None:
    """The last day to answer."""
    return jst_date(notice.answer_until - timedelta(seconds=1)) if notice.answer_until else None


def _days(written: Iterable[str | None]) -> list[date]:
    return [date.fromisoformat(day) for day in written if day]


def _to_contact(
    message: str, change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime, **facts: object
) -> None:
    """One mail an order, however many of its seats have no name."""
    application = order.group_application
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=f"{message}:change:{change.pk}:order:{order.pk}",
        to_email=order.buyer_email,
        to_name=application.contact.full_name,
        language=order.locale,
        context={
            "cohort": change.cohort,
            "change": change,
            "organization": order.buyer_name,
            "order": order,
            "unnamed": len(seats),
            "name_until": min(seat.name_until for seat in seats) - timedelta(seconds=1),
            "path": f"/my/orders/{order.public_id}/",
            **facts,
        },
        reader=order.buyer or application.contact,
        about=order,
        now=now,
    )


def _queue(message: str, enrollment: Enrollment, key: str, *, now: datetime, **context: object) -> None:
    person = enrollment.person
    if not person.email:
        return  # reached by letter
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=key,
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context={"cohort": enrollment.cohort, "number": enrollment.number, "enrollment": enrollment, **context},
        reader=person,
        about=enrollment,
        now=now,
    )
