"""T09 and T11: mails about changes by the organizer and moves to another cohort, with old and new dates."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from cohorts.applications import kept_eligibility
from cohorts.models import CompanyHold, Enrollment, OpenSeat, SeatKind
from cohorts.reasons import sentences
from lms.checkout.models import ChangeNotice, OrganizerChange, Substitution, Transfer
from lms.checkout.payer_emails import addressed
from lms.kernel.actions.message import queue_message
from lms.kernel.calendar import jst_date
from lms.kernel.link_token import row_of, token_of
from payments.models import Order

SALT = "lms_checkout.choice"


def postponed(notice: ChangeNotice, *, now: datetime) -> None:
    """Old and new dates, why, and for a confirmed seat what can be chosen until when."""
    _of_notice("postponed", notice, f"postponed:notice:{notice.pk}", now=now)


def asked_again(notice: ChangeNotice, *, now: datetime) -> None:
    """No answer came: whoever pays for the seat is asked once more, with what happens without one."""
    key = f"asked_again:notice:{notice.pk}"
    if payer := payer_of(notice.enrollment):
        _to_payer("asked_again", payer, notice.enrollment, key, now=now, **_notice_facts(notice, payer.locale))
    else:
        _of_notice("asked_again", notice, key, now=now)


def taken_back(notice: ChangeNotice, *, now: datetime) -> None:
    _of_notice("postponement_taken_back", notice, f"taken_back:notice:{notice.pk}", now=now)


def called_off(change: OrganizerChange, enrollment: Enrollment, *, now: datetime) -> None:
    """For those who paid nothing; whoever paid reads about the money in the mail on the cancellation."""
    if hasattr(enrollment, "cancellation") or enrollment.submitted_at is None:
        return
    _queue("called_off", enrollment, f"called_off:change:{change.pk}:{enrollment.pk}", now=now, change=change)


def moved(transfer: Transfer, *, now: datetime) -> None:
    """T11, to the participant and to whoever pays: from which cohort to which, and the days of the new one."""
    target = transfer.target
    payer = payer_of(target)
    days = list(target.cohort.days.order_by("position"))
    facts = {"transfer": transfer, "source": transfer.source.cohort, "days": days}
    with translation.override(target.person.language):
        reasons = _reasons_of(target)
    _queue("moved", target, f"moved:transfer:{transfer.pk}", now=now, payer=payer, reasons=reasons, **facts)
    if payer:
        _to_payer("moved", payer, target, f"moved:transfer:{transfer.pk}:payer", now=now, **facts)


def substituted(substitution: Substitution, *, now: datetime) -> None:
    """T11, to the one who had the seat and to the buyer; the new participant gets the confirmation of the seat."""
    source, target = substitution.source, substitution.target
    facts = {"old_name": source.person.full_name, "new_name": target.person.full_name, "new_number": target.number}
    _queue("substituted", source, f"substituted:{substitution.pk}:participant", now=now, **facts)
    order = target.purchase.order
    if order.buyer_email in {"", source.person.email, target.person.email}:
        return
    _to_payer("substituted", order, source, f"substituted:{substitution.pk}:buyer", now=now, **facts)


def company_postponed(
    change: OrganizerChange,
    order: Order,
    seats: Sequence[OpenSeat],
    notices: Sequence[ChangeNotice],
    *,
    now: datetime,
) -> None:
    """To the contact: seats without a name stay for the new dates; for the people of the company the company answers.

    Args:
        notices: of the seats somebody is named for; each has its own answer.
    """
    facts = {
        "old_days": _days(change.before.get("dates", ())),
        "new_days": _days(change.dates),
        "answer_by": answer_by(notices[0]) if notices else None,
        "asked": [(notice.enrollment, choice_path(notice, order.locale)) for notice in notices],
    }
    _to_contact("company_postponed", change, order, seats, now=now, **facts)


def company_postponement_taken_back(
    change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime
) -> None:
    days = _days(change.before.get("dates", ()))
    _to_contact("company_postponement_taken_back", change, order, seats, now=now, old_days=days)


def company_order_ended(change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime) -> None:
    """An order that is not paid for ends with all its seats."""
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
            "seat": SeatKind(hold.pool.kind).label,
            "old_days": _days(change.before.get("dates", ())),
            "new_days": _days(change.dates),
        },
        reader=contact,
        about=hold,
        now=now,
    )


def choice_token(notice: ChangeNotice) -> str:
    return token_of(notice, salt=SALT)


def notice_of_token(token: str) -> ChangeNotice | None:
    related = ("change__cohort", "enrollment__person", "enrollment__cohort", "enrollment__purchase__order")
    return row_of(token, ChangeNotice.objects.select_related(*related), salt=SALT)


def choice_path(notice: ChangeNotice, language: str = "") -> str:
    """Where one answers without signing in, in the reader's language; empty in a site without the portal."""
    try:
        with translation.override(language or notice.enrollment.person.language):
            return reverse("lms_portal:choice", args=[choice_token(notice)])
    except NoReverseMatch:
        return ""


def payer_of(enrollment: Enrollment) -> Order | None:
    """The order in which somebody else, such as a company, pays for the seat: what becomes of it is theirs to say."""
    purchase = getattr(enrollment, "purchase", None)
    return purchase.order if purchase and purchase.is_for_another else None


def _of_notice(message: str, notice: ChangeNotice, key: str, *, now: datetime) -> None:
    """To the participant; whose seat another pays for reads the dates, and that the other one is asked."""
    payer = payer_of(notice.enrollment)
    facts = _notice_facts(notice, notice.enrollment.person.language)
    if payer:
        facts["path"] = ""
    _queue(message, notice.enrollment, key, now=now, payer=payer, **facts)


def _notice_facts(notice: ChangeNotice, language: str) -> dict[str, object]:
    change = notice.change
    return {
        "change": change,
        "notice": notice,
        "old_days": _days(change.before.get("dates", ())),
        "new_days": _days(change.dates),
        "answer_by": answer_by(notice),
        "path": choice_path(notice, language) if notice.status == ChangeNotice.Status.ASKED else "",
    }


def _reasons_of(enrollment: Enrollment) -> list[str]:
    eligibility = kept_eligibility(enrollment)
    return sentences(eligibility) if eligibility else []


def answer_by(notice: ChangeNotice) -> date | None:
    """The last day to answer."""
    return jst_date(notice.answer_until - timedelta(seconds=1)) if notice.answer_until else None


def _days(written: Iterable[str | None]) -> list[date]:
    return [date.fromisoformat(day) for day in written if day]


def _to_contact(
    message: str, change: OrganizerChange, order: Order, seats: Sequence[OpenSeat], *, now: datetime, **facts: object
) -> None:
    """One mail an order, however many of its seats have no name."""
    who = addressed(order)
    names_awaited = min((seat.name_until for seat in seats), default=None)
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=f"{message}:change:{change.pk}:order:{order.pk}",
        to_email=order.buyer_email,
        to_name=who["to_name"],
        language=order.locale,
        context={
            "cohort": change.cohort,
            "change": change,
            "organization": who["organization"],
            "order": order,
            "unnamed": len(seats),
            "name_until": names_awaited - timedelta(seconds=1) if names_awaited else None,
            "path": f"/my/orders/{order.public_id}/",
            **facts,
        },
        reader=order.buyer,
        about=order,
        now=now,
    )


def _to_payer(message: str, order: Order, enrollment: Enrollment, key: str, *, now: datetime, **facts: object) -> None:
    """The same words as to a participant, with the name of the one it is about."""
    who = addressed(order)
    queue_message(
        kind=f"checkout.email.{message}",
        dedupe_key=key,
        to_email=order.buyer_email,
        to_name=who["to_name"],
        language=order.locale,
        context={
            "cohort": enrollment.cohort,
            "number": enrollment.number,
            "enrollment": enrollment,
            "organization": who["organization"],
            "participant": enrollment.person.full_name,
            **facts,
        },
        reader=order.buyer,
        about=enrollment,
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
