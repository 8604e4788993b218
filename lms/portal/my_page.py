"""What my page shows: everything of somebody, loaded in a fixed number of queries and prepared for printing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as Reader
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.ledger import LicenseStatus, Standing
from cohorts.models import (
    CertificateProof,
    Cohort,
    CohortDay,
    CompanyHold,
    Enrollment,
    EvaluationSheet,
    License,
    LicenseCertificate,
    Person,
    StaffAssignment,
)
from lms.checkout.models import Charge, GroupApplication
from lms.checkout.quote_emails import quote_path
from lms.kernel.calendar import ONE_DAY
from lms.kernel.models import Message
from lms.portal.next_step import Step, page_of, step_of, with_results, with_upgrade, with_voucher
from lms.portal.study_page import study_url_of, with_study
from lms.templatetags.lms import long_date, short_date
from lms.templatetags.lms_site import url_or_nothing

RECENT_MAILS = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One application on the overview."""

    enrollment: Enrollment
    step: Step
    dates: str | None
    notice: str
    url: str
    study_url: str


@dataclass(frozen=True, slots=True)
class HeldLicense:
    """A license as its holder sees it today."""

    license: License
    status: LicenseStatus
    label: str
    tone: str
    term: str
    has_certificate: bool
    proof_due_on: date | None


@dataclass(frozen=True, slots=True)
class CompanyOrder:
    """What was written for a company, where it goes on (empty: nowhere now), and how it stands."""

    application: GroupApplication
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


def overview_of(reader: Reader, *, now: datetime, today: date) -> dict[str, Any]:
    """Everything on /my/: applications, licenses, the latest mails, ways on."""
    person = (
        Person.objects.filter(user_id=reader.pk)
        .annotate(
            has_desk=_has_desk(OuterRef("user_id")),
            owes=Exists(Charge.objects.asked().filter(person=OuterRef("pk"))),
            has_seats_held=Exists(CompanyHold.objects.usable(now).filter(contact=OuterRef("pk"))),
        )
        .first()
    )
    mails = list(mails_to(reader, person)[: RECENT_MAILS + 1])
    return {
        "person": person,
        "cards": [_card(each, now=now) for each in applications_of(person)],
        "fees": _fees_of(person),
        "company_orders": _company_orders(person, now=now),
        "company_holds": _company_holds(person, now=now),
        "licenses": [_held(each, today=today) for each in _licenses_of(person)],
        "mails": mails[:RECENT_MAILS],
        "more_mails": len(mails) > RECENT_MAILS,
        "has_desk": person.has_desk if person else has_desk(reader),  # type: ignore[attr-defined]
        "account_links": account_links(),
    }


def _fees_of(person: Person | None) -> list[Charge]:
    """Most people owe nothing, and are not asked about twice."""
    if person is None or not person.owes:  # type: ignore[attr-defined]
        return []
    return list(person.charges.asked().select_related("product"))


def _company_holds(person: Person | None, *, now: datetime) -> list[CompanyHold]:
    """Seats the office keeps for the company of the reader; few have any."""
    if person is None or not person.has_seats_held:  # type: ignore[attr-defined]
        return []
    return list(person.company_holds.usable(now).select_related("cohort", "organization", "pool"))


def _company_orders(person: Person | None, *, now: datetime) -> list[CompanyOrder]:
    """What somebody applied for on behalf of their company; drafts, and what they asked a quote for, as well."""
    if person is None:
        return []
    applied = person.group_applications.select_related("cohort", "organization", "order", "quote")
    return [_company_order(each, now=now) for each in applied]


def _company_order(application: GroupApplication, *, now: datetime) -> CompanyOrder:
    code, order, quote = application.cohort.code, application.order, application.quote
    if order:
        url = reverse("lms_portal:my_order", args=[order.public_id])
        return CompanyOrder(application, url, f"{order.number} · {order.get_status_display()}")
    if quote is None:
        return CompanyOrder(application, reverse("lms_portal:group_people", args=[code]), _("not sent yet"))
    if not quote.sent_at:
        return CompanyOrder(application, "", _("quote asked for; we are writing it, and no seat is held"))
    state = _("no longer valid") if quote.is_over(now) else quote.get_status_display()
    title = _("Quote %(number)s") % {"number": quote.number}
    return CompanyOrder(application, quote_path(quote), f"{title} · {state}")


def has_desk(reader: Reader) -> bool:
    """Whether somebody teaches or evaluates anywhere."""
    at_work = StaffAssignment.objects.filter(user_id=reader.pk).values("pk")
    return at_work.exists() or EvaluationSheet.objects.of(reader).exists()


def _has_desk(user_id: OuterRef) -> Q:
    at_work = StaffAssignment.objects.filter(user_id=user_id)
    return Q(Exists(at_work)) | Q(Exists(EvaluationSheet.objects.filter(evaluator_id=user_id)))


def applications_of(person: Person | None) -> QuerySet[Enrollment]:
    """With everything a step and a card read; one query."""
    if person is None:
        return Enrollment.objects.none()
    days = CohortDay.objects.filter(cohort=OuterRef("cohort_id"))
    dated = days.filter(held_on__isnull=False)
    return (
        with_results(with_upgrade(with_voucher(with_study(Enrollment.objects.of(person).with_place()))))
        .select_related(
            "person",
            "cohort__venue",
            "purchase__order",
            "upgrade_of",
            "certification_case__decision",
            "consultation",
        )
        .annotate(
            first_day=Subquery(dated.order_by("held_on").values("held_on")[:1]),
            last_day=Subquery(dated.order_by("-held_on").values("held_on")[:1]),
            has_open_day=Exists(days.filter(held_on=None)),
        )
    )


def _card(enrollment: Enrollment, *, now: datetime) -> Card:
    return Card(
        enrollment=enrollment,
        step=step_of(enrollment, now=now),
        dates=_dates(enrollment),
        notice=stopped_words(enrollment.cohort),
        url=page_of(enrollment),
        study_url=study_url_of(enrollment),
    )


def stopped_words(cohort: Cohort) -> str:
    """Why the cohort is postponed or canceled, for everyone who applied."""
    if cohort.status not in {Cohort.Status.POSTPONED, Cohort.Status.CANCELED}:
        return ""
    words = _("The cohort is %(state)s: %(reason)s")
    return words % {"state": cohort.get_status_display(), "reason": cohort.status_reason}


def _dates(enrollment: Any) -> str | None:
    """「2027年2月18日（木）–2月19日（金）」; None while any day is 未定."""
    first, last = enrollment.first_day, enrollment.last_day
    if first is None or enrollment.has_open_day:
        return None
    return long_date(first) if first == last else f"{long_date(first)}–{short_date(last)}"


def _licenses_of(person: Person | None) -> QuerySet[License]:
    if person is None:
        return License.objects.none()
    rendered = LicenseCertificate.objects.filter(license=OuterRef("pk"), status=LicenseCertificate.Status.RENDERED)
    shown = CertificateProof.objects.filter(license=OuterRef("pk"), status=CertificateProof.Status.WAITING)
    return (
        License.objects.filter(person=person)
        .with_history()
        .annotate(has_certificate=Exists(rendered), proof_due_on=Subquery(shown.values("due_on")[:1]))
    )


def _held(license_: Any, *, today: date) -> HeldLicense:
    status = license_.status_on(today)
    label, tone = tone_of(status.standing)
    last_day = status.valid_until - ONE_DAY
    term = _("%(first)s to %(last)s") % {"first": long_date(license_.valid_from), "last": long_date(last_day)}
    return HeldLicense(
        license_,
        status,
        label,
        tone,
        term,
        has_certificate=license_.has_certificate,
        proof_due_on=license_.proof_due_on,
    )


def tone_of(standing: Standing) -> tuple[str, str]:
    """A standing in words for its holder, and the tone of its chip."""
    return {
        Standing.VALID: (_("Valid"), "success"),
        Standing.NOT_YET: (_("Not valid yet"), "info"),
        Standing.EXPIRED: (_("Expired"), "warning"),
        Standing.SUSPENDED: (_("Suspended"), "warning"),
        Standing.REVOKED: (_("revoked"), "error"),
        Standing.SURRENDERED: (_("Given back"), ""),
    }[standing]


def mails_to(reader: Reader, person: Person | None) -> QuerySet[Message]:
    """Every mail written to somebody, as a participant or as a member of staff; withdrawn ones never left."""
    keys = [Message.key_of(each) for each in (reader, person) if each is not None]
    mails = Message.objects.filter(reader__in=keys).shown_to_reader()
    return mails.only("subject", "language", "status", "created_at", "sent_at")


def account_links() -> list[Link]:
    """The account rooms this installation has."""
    rooms = [
        ("lms_portal:my_profile", _("Registered details")),
        ("lms_portal:my_data", _("Personal data")),
        ("account_email", _("E-mail address")),
        ("account_change_password", _("Password")),
        ("mfa_index", _("Second factor for signing in")),
    ]
    return [Link(label, url) for name, label in rooms if (url := url_or_nothing(name))]
