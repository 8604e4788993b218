"""What the confirm screen says, prepared from the confirmation so that the template only prints."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.eligibility import Eligibility, Verdict
from cohorts.models import Declaration, Enrollment, Person, SeatKind
from cohorts.reasons import HEADLINES, sentences
from lms.checkout.confirmation import Confirmation
from lms.elements import ShownPrice
from lms.templatetags.lms import hour, long_date, long_datetime, yen_tax_included
from payments.cancellation import Tier
from payments.money import share_of
from payments.offers import last_moment_shown

TONES = {
    Verdict.MET: "success",
    Verdict.PROVISIONAL: "info",
    Verdict.REVIEW: "warning",
    Verdict.NOT_MET: "error",
}


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


def screen_of(confirmation: Confirmation, eligibility: Eligibility) -> dict[str, Any]:
    enrollment = confirmation.enrollment
    return {
        "confirmation": confirmation,
        "answer": answer_of(eligibility),
        "audit_possible": enrollment.kind != SeatKind.AUDIT and _has_audit_seats(enrollment),
        "shown_price": shown_price(confirmation),
        "offer_facts": offer_facts(confirmation),
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


def offer_facts(confirmation: Confirmation) -> list[tuple[str, Any]]:
    """Quantity, total, payment, time of service, period of application; cancellation has its own table."""
    enrollment = confirmation.enrollment
    days = [
        (
            _("Held on, day %(number)d") % {"number": day.position},
            f"{long_date(day.held_on)} {hour(day.opens_at)}–{hour(day.closes_at)}",
        )
        for day in confirmation.days
    ]
    return [
        (_("Quantity"), _("One seat: %(kind)s") % {"kind": enrollment.get_kind_display()}),
        (_("Total to pay"), yen_tax_included(confirmation.price.unit_jpy)),
        (_("When and how to pay"), _("By card on the payment page, right after you confirm")),
        *days,
        (_("Venue"), enrollment.cohort.venue.display_name if enrollment.cohort.venue else None),
        (
            _("Applications until"),
            long_datetime(confirmation.deadline_at - timedelta(seconds=1)),
        ),
    ]


def cancellation_rows(confirmation: Confirmation) -> list[CancellationRow]:
    """The fee in yen for this price, tier by tier, so that nobody has to compute it."""
    tiers = confirmation.policy.tier_table()
    before: list[Tier | None] = [None, *tiers]
    return [
        CancellationRow(
            period=_period(tier, earlier),
            percent=tier.fee_percent,
            fee_jpy=share_of(confirmation.price.unit_jpy, tier.fee_percent),
        )
        for tier, earlier in zip(tiers, before, strict=False)
    ]


def _period(tier: Tier, earlier: Tier | None) -> str:
    """「初日の15日前まで」「初日の14日前から8日前まで」「初日当日以降」."""
    last = tier.days_before
    if last == 0:
        return _("on the first day or later")
    if earlier is None:
        return ngettext(
            "until %(count)d day before the first day", "until %(count)d days before the first day", last
        ) % {"count": last}
    if earlier.days_before - 1 == last:
        return ngettext("%(count)d day before the first day", "%(count)d days before the first day", last) % {
            "count": last
        }
    return _("from %(first)d until %(last)d days before the first day") % {
        "first": earlier.days_before - 1,
        "last": last,
    }


def person_facts(person: Person) -> list[tuple[str, Any]]:
    return [
        (_("Name"), f"{person.family_name} {person.given_name}"),
        (_("Kana"), f"{person.family_kana} {person.given_kana}"),
        (_("Latin letters"), f"{person.family_romaji} {person.given_romaji}"),
        (_("Name on the certificate"), person.certificate_name),
        (_("Telephone"), person.phone),
        (_("Address"), f"〒{person.postal_code} {person.address}"),
    ]


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


def _has_audit_seats(enrollment: Enrollment) -> bool:
    return enrollment.cohort.pools.filter(kind=SeatKind.AUDIT, listing__list_price_jpy__isnull=False).exists()
