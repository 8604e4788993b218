"""What the confirm screen says, prepared from the confirmation so that the template only prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from cohorts.eligibility import Eligibility, Verdict
from cohorts.models import CohortDay, Declaration, Enrollment, Person
from cohorts.reasons import HEADLINES, sentences
from lms.checkout.audit_seat import AuditSeat, audit_seat_instead
from lms.checkout.confirmation import Confirmation
from lms.elements import ShownPrice
from lms.kernel.calendar import JST
from lms.portal.upgrade_screen import confirmation_rows
from lms.templatetags.lms import hour, long_date, long_datetime, yen_tax_included
from payments.actions.attempt import allowed_methods, voucher_end
from payments.models import CancellationPolicy
from payments.money import Yen
from payments.offers import after_credit, last_moment_shown

TONES = {
    Verdict.MET: "success",
    Verdict.PROVISIONAL: "info",
    Verdict.REVIEW: "warning",
    Verdict.NOT_MET: "error",
}
CHARGED_AT_ONCE = {"card": pgettext_lazy("method of payment", "card"), "paypay": "PayPay"}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer on eligibility: met, met for now, to be checked first, or not met and why."""

    tone: str
    title: str
    reasons: list[str]
    may_continue: bool
    leads_to_payment: bool


@dataclass(frozen=True, slots=True)
class CancellationRow:
    period: str
    percent: int
    fee_jpy: int


def screen_of(confirmation: Confirmation, eligibility: Eligibility, *, now: datetime) -> dict[str, Any]:
    enrollment = confirmation.enrollment
    answer = answer_of(eligibility)
    return {
        "confirmation": confirmation,
        "answer": answer,
        "condition": _condition(enrollment),
        "audit_seat": _audit_seat(enrollment, answer, now=now),
        "is_upgrade": enrollment.upgrade_of is not None,
        "person_url": _person_url(enrollment),
        "declarations_url": _declarations_url(enrollment),
        "shown_price": shown_price(confirmation),
        "offer_facts": offer_facts(confirmation, is_payable=answer.leads_to_payment, now=now),
        "cancellation_rows": cancellation_rows(confirmation),
        "person_facts": person_facts(enrollment.person),
        "declaration_facts": declaration_facts(enrollment.declaration),
    }


def answer_of(eligibility: Eligibility) -> Answer:
    tone = TONES[eligibility.verdict]
    return Answer(
        tone=tone,
        title=str(HEADLINES[eligibility.verdict]),
        reasons=sentences(eligibility),
        may_continue=eligibility.verdict is not Verdict.NOT_MET,
        leads_to_payment=eligibility.may_take_seat,
    )


def shown_price(confirmation: Confirmation) -> ShownPrice:
    price = confirmation.price
    return ShownPrice(
        list_jpy=price.list_jpy,
        unit_jpy=price.unit_jpy,
        offer_label=price.offer.label if price.offer else "",
        offer_last_moment=last_moment_shown(price.offer.ends_at) if price.offer else None,
    )


def offer_facts(confirmation: Confirmation, *, is_payable: bool, now: datetime) -> list[tuple[str, Any]]:
    """Quantity, total, payment, time of service, period of application; cancellation has its own table."""
    enrollment = confirmation.enrollment
    upgrade = confirmation_rows(confirmation)
    until = _("Possible until") if upgrade else _("Applications until")
    payment = payment_facts(confirmation.total_jpy, deadline_at=confirmation.deadline_at, now=now)
    after_the_check = _("Not yet. The office checks first and writes to you; you confirm the price and pay after that.")
    days = [
        (
            _("Held on, day %(number)d") % {"number": day.position},
            f"{long_date(day.held_on)} {hour(day.opens_at)}–{hour(day.closes_at)}",
        )
        for day in confirmation.days
    ]
    return [
        (_("Quantity"), _("One seat: %(kind)s") % {"kind": enrollment.get_kind_display()}),
        *upgrade,
        (_("Total to pay"), yen_tax_included(confirmation.total_jpy)),
        *(payment if is_payable else [(_("When and how to pay"), after_the_check)]),
        *days,
        (_("Venue"), enrollment.cohort.venue.display_name if enrollment.cohort.venue else None),
        (until, long_datetime(confirmation.deadline_at - timedelta(seconds=1))),
    ]


def payment_facts(amount_jpy: Yen, *, deadline_at: datetime, now: datetime) -> list[tuple[str, Any]]:
    """When and how: what is charged at once, and until when cash can be brought with a number taken now."""
    if not amount_jpy:
        return [(_("When and how to pay"), _("There is nothing to pay."))]
    allowed = allowed_methods(amount_jpy, until=deadline_at, now=now)
    rows = []
    if at_once := [str(words) for method, words in CHARGED_AT_ONCE.items() if method in allowed]:
        words = _("By %(methods)s on the payment page, right after you confirm")
        rows.append((_("When and how to pay"), words % {"methods": pgettext("methods", " or ").join(at_once)}))
    if "konbini" in allowed:
        words = _("In cash until %(moment)s, with the number you get on the payment page")
        rows.append((_("At a convenience store"), words % {"moment": long_datetime(voucher_end(now))}))
    return rows


def cancellation_rows(confirmation: Confirmation) -> list[CancellationRow]:
    """The fee in yen for what is paid now and these dates, tier by tier, so that nobody has to compute it."""
    paid, credit = confirmation.total_jpy, confirmation.credit_jpy
    regular = after_credit(confirmation.price.list_jpy, credit) if credit else confirmation.price.list_jpy
    return cancellation_rows_of(confirmation.policy, confirmation.days, paid_jpy=paid, list_jpy=regular)


def cancellation_rows_of(
    policy: CancellationPolicy, days: Sequence[CohortDay], *, paid_jpy: Yen, list_jpy: Yen
) -> list[CancellationRow]:
    """The fee of one seat at this price (yen), for a course on these days."""
    terms = policy.terms()
    first_day = min(day.held_on for day in days if day.held_on)
    ends = [terms.ends_at(tier, first_day) for tier in terms.tiers[:-1]]
    return [
        CancellationRow(
            period=_period(begin, end),
            percent=tier.fee_percent,
            fee_jpy=terms.fee(tier, paid_jpy=paid_jpy, list_jpy=list_jpy),
        )
        for tier, begin, end in zip(terms.tiers, [None, *ends], [*ends, None], strict=True)
    ]


def _period(begin: datetime | None, end: datetime | None) -> str:
    """「2027年2月3日（水）まで」「2027年2月4日（木）から2月10日（水）まで」「2027年2月18日（木）以降」."""
    last = _until(end) if end else ""
    first = _since(begin) if begin else ""
    if not first:
        return _("until %(last)s") % {"last": last} if last else _("at any time")
    if not last:
        return _("from %(first)s on") % {"first": first}
    return _("from %(first)s until %(last)s") % {"first": first, "last": last}


def _since(moment: datetime) -> str:
    local = moment.astimezone(JST)
    return long_datetime(moment) if (local.hour, local.minute) != (0, 0) else long_date(local.date())


def _until(moment: datetime) -> str:
    """The last day of a period that ends at midnight; otherwise its last minute."""
    local = moment.astimezone(JST)
    if (local.hour, local.minute) == (0, 0):
        return long_date((local - timedelta(seconds=1)).date())
    return long_datetime(moment - timedelta(seconds=1))


def person_facts(person: Person) -> list[tuple[str, Any]]:
    """What is known: of somebody whom a company named that is little."""
    rows = [
        (_("Name"), f"{person.family_name} {person.given_name}"),
        (_("Kana"), f"{person.family_kana} {person.given_kana}"),
        (_("Latin letters"), f"{person.family_romaji} {person.given_romaji}"),
        (_("Name on the certificate"), person.certificate_name),
        (_("Telephone"), person.phone),
        (_("Address"), f"〒{person.postal_code} {person.address}" if person.address else ""),
    ]
    return [(term, value) for term, value in rows if value.strip()]


def declaration_facts(declaration: Declaration) -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = [
        (_("Seat"), declaration.enrollment.get_kind_display()),
        (_("Specialist level"), declaration.get_specialist_status_display()),
        (_("Candidate or certificate number"), declaration.specialist_number),
        (_("Purpose"), declaration.get_purpose_display()),
        (_("About the purpose"), declaration.purpose_note),
        (_("Company"), declaration.employer_name),
        (_("Profession"), declaration.profession),
        (_("Relation to a trainer or evaluator"), declaration.lecturer_relation or _("none")),
    ]
    if declaration.specialist_expected_on:
        rows.insert(3, (_("Expected end of the Specialist level"), long_date(declaration.specialist_expected_on)))
    return [(term, value) for term, value in rows if value]


def _condition(enrollment: Enrollment) -> str:
    """On which the office accepted the purpose; empty where there is none."""
    consultation = getattr(enrollment, "consultation", None)
    return consultation.condition if consultation else ""


def _audit_seat(enrollment: Enrollment, answer: Answer, *, now: datetime) -> AuditSeat | None:
    """What is open instead; whoever changes an audit-only seat has one already."""
    if answer.may_continue or enrollment.upgrade_of is not None:
        return None
    return audit_seat_instead(enrollment.cohort, now=now)


def _person_url(enrollment: Enrollment) -> str:
    if enrollment.upgrade_of is not None:
        return reverse("lms_portal:my_profile")
    return reverse("lms_portal:apply", args=[enrollment.cohort.code])


def _declarations_url(enrollment: Enrollment) -> str:
    if enrollment.upgrade_of is not None:
        return reverse("lms_portal:my_enrollment_upgrade", args=[enrollment.upgrade_of.public_id])
    return reverse("lms_portal:apply_declarations", args=[enrollment.cohort.code])
