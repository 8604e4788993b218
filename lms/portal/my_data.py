"""Everything that is held about one person, once as rows that both the printable page and the file are made of.

Scores of an examination in progress are not part of it: sheets stay blind until the results are released.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from cohorts.models import (
    Accommodation,
    Attendance,
    AttendanceStatement,
    CertificateProof,
    CertificateReissue,
    Consent,
    Consultation,
    ConsultationNote,
    Declaration,
    FurtherReevaluation,
    ImportEffect,
    ImportRow,
    Interest,
    Person,
    ResultRelease,
    Submission,
)
from lms.inquiries.models import Inquiry, MisuseReport
from lms.kernel.models import Message
from lms.templatetags.lms import long_date, long_datetime
from payments.models import Order, Payment, Quote

Record = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    records: list[Record]


def held_about(person: Person) -> list[Section]:
    """In a fixed number of queries, however much there is."""
    enrollments = person.enrollments.select_related("cohort", "declaration")
    postal, asked = person.postal_addresses.all(), person.data_requests.all()
    orders = Order.objects.filter(buyer_id=person.user_id or 0)
    payments = Payment.objects.filter(order__buyer_id=person.user_id or 0)
    quotes = Quote.objects.exclude(status=Quote.Status.DRAFT).filter(_quoted_to(person))
    return [
        _section(_("Registered details"), [person], PERSON),
        _section(_("Postal addresses"), postal, "kind postal_code address addressee is_preferred"),
        _section(_("E-mail addresses"), person.mail_addresses.all(), "email is_login verified_at"),
        _section(
            _("Employers"),
            person.affiliations.select_related("organization"),
            "organization department title starts_on ends_on confirmed_at",
        ),
        _section(_("Applications"), enrollments, "number cohort kind status submitted_at confirmed_at canceled_at"),
        _section(
            _("What you declared"),
            Declaration.objects.filter(enrollment__person=person),
            "purpose purpose_note specialist_status specialist_number profession employer_name lecturer_relation",
        ),
        _section(
            _("Requests for accommodation"),
            Accommodation.objects.filter(enrollment__person=person),
            "wish status answer for_trainers asked_at answered_at",
        ),
        _section(
            _("Waivers of a prerequisite"),
            person.waivers.select_related("course"),
            "course reason granted_at valid_until revoked_at revoke_reason",
        ),
        _section(
            _("Re-evaluations granted beyond the limit"),
            FurtherReevaluation.objects.filter(enrollment__person=person),
            "ground reason granted_at valid_until",
        ),
        _section(
            _("Applications for several people of your company"),
            person.group_applications.select_related("organization", "cohort"),
            "organization cohort way buyer_reference cost_center quote_wish created_at",
        ),
        _section(
            _("Seats held for your company"),
            person.company_holds.select_related("organization", "cohort"),
            "organization cohort status seats drawn given_back held_until reason created_at",
        ),
        _section(
            _("Consultations"),
            Consultation.objects.filter(enrollment__person=person),
            "enrollment cause status told opened_at closed_at",
        ),
        _section(_("What was said in consultations"), _said(person), "kind text written_at"),
        _section(
            _("Attendance"),
            Attendance.objects.filter(enrollment__person=person).select_related("session"),
            "session status late_minutes early_leave_minutes",
        ),
        _section(
            _("Statements of attendance"),
            AttendanceStatement.objects.filter(enrollment__person=person).defer("pdf", "facts"),
            "number kind issued_at",
        ),
        _section(
            _("Files you handed in for the assignment"),
            Submission.objects.filter(enrollment__person=person),
            "number filename size sha256 status handed_in_at reason answer answered_at",
        ),
        Section(_("Released results"), [_released(release) for release in _releases(person)]),
        _section(_("Exam records"), person.exam_records.all(), "candidate_number holder_name level status passed_on"),
        _section(_("Earlier entries of yours"), person.merges.all(), "gone_name said reason merged_at"),
        _section(_("Lists you were entered with"), _lists(person), "data_import number cells"),
        _section(_("Licenses"), person.licenses.all(), LICENSE),
        _section(
            _("Proofs of certificates"),
            CertificateProof.objects.filter(license__person=person),
            "version name second_line status remark wish made_at answered_at",
        ),
        _section(
            _("Certificates printed anew"),
            CertificateReissue.objects.filter(license__person=person),
            "cause grounds name reason status asked_at settled_at",
        ),
        _section(
            _("Quotes"),
            quotes,
            "number title status buyer_name buyer_contact buyer_email answered_by answered_at answered_from",
        ),
        _section(_("Orders"), orders, "number status total_jpy buyer_name buyer_email price_locked_at"),
        _section(
            _("Fees you were asked for"),
            person.charges.select_related("product"),
            "number product reason due_on status asked_at settled_at",
        ),
        _section(_("Payments"), payments, "status amount_jpy paid_at"),
        _section(_("Consents"), Consent.objects.of(person), "text version source given_at withdrawn_at"),
        _section(_("Requests for news"), _interests(person), "email name kind created_at confirmed_at withdrawn_at"),
        _section(_("Inquiries"), _inquiries(person), "number topic message received_at status"),
        _section(
            _("Titles you reported as used without a license"),
            MisuseReport.objects.filter(inquiry__sender_id=person.user_id or 0),
            "inquiry accused seen_where seen_at_url license_number details status",
        ),
        _section(_("E-mails we sent you"), _mails(person), "subject to_email sent_at body"),
        _section(_("Requests about your data"), asked, "number kind status received_at due_on answer"),
    ]


PERSON = (
    "family_name given_name family_kana given_kana family_romaji given_romaji former_family_name certificate_name "
    "phone language created_at"
)
LICENSE = "number title holder_name valid_from valid_until show_name listed show_former_name show_employer prefecture"


def as_file(sections: Iterable[Section]) -> dict[str, list[dict[str, str]]]:
    """The same, for a machine: every record a mapping of names to texts."""
    return {section.title: [dict(record) for record in section.records] for section in sections}


def _section(title: str, rows: Iterable[Model], fields: str) -> Section:
    return Section(title, [_record(row, fields.split()) for row in rows])


def _record(row: Model, fields: list[str]) -> Record:
    return [(_label(row, name), words) for name in fields if (words := _words(row, name))]


def _label(row: Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def _words(row: Model, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value: Any = shown() if shown else getattr(row, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return " / ".join(str(one) for one in value.values() if one)
    if isinstance(value, datetime):
        return long_datetime(value)
    if isinstance(value, date):
        return long_date(value)
    return "" if value is None else str(value)


def _releases(person: Person) -> Iterable[ResultRelease]:
    return ResultRelease.objects.filter(enrollment__person=person).select_related("enrollment")


def _released(release: ResultRelease) -> Record:
    """What was told, in the words it was told with; evaluators are not named in it."""
    record = _record(release, ["enrollment", "version", "released_at", "reason", "appeal_until"])
    lesson_model, assignment = release.facts["lesson_model"], release.facts["assignment"]
    if lesson_model:
        record.append((_("Lesson model: weighted score"), lesson_model["total"]))
        for one in lesson_model["criteria"]:
            seen = [f"{each['level']} {each['note']}".strip() for each in one["seen"]]
            record.append((f"{one['code']} {one['title']}", " / ".join(seen)))
        record += [(_("Comment"), comment) for comment in lesson_model["comments"]]
    if assignment:
        record.append((_("Assignment: score"), assignment["score"]))
        record.append((_("Comment"), assignment["comment"]))
    return record


def _verified(person: Person) -> list[str]:
    known = person.mail_addresses.filter(verified_at__isnull=False).values_list("email", flat=True)
    return [address.lower() for address in known]


def _lists(person: Person) -> Iterable[ImportRow]:
    return ImportRow.objects.filter(effect__in=ImportEffect.objects.of(person)).select_related("data_import")


def _interests(person: Person) -> Iterable[Interest]:
    return Interest.objects.filter(email__in=_verified(person))


def _quoted_to(person: Person) -> Q:
    """By the account of the contact, or by the address the quote was sent to."""
    by_account = Q(buyer_id=person.user_id or 0)
    return by_account | Q(buyer_email__iexact=person.email) if person.email else by_account


def _said(person: Person) -> Iterable[ConsultationNote]:
    """What one wrote or was asked; remarks among colleagues are the office's own working notes."""
    notes = ConsultationNote.objects.filter(consultation__enrollment__person=person)
    return notes.exclude(kind=ConsultationNote.Kind.REMARK)


def _inquiries(person: Person) -> Iterable[Inquiry]:
    return Inquiry.objects.filter(sender_id=person.user_id or 0)


def _mails(person: Person) -> Iterable[Message]:
    return Message.objects.to_reader(person).exclude(status=Message.Status.WITHDRAWN)
