"""Forgetting a person: what the law lets go is erased, what it orders to keep stays and is named."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cohorts.actions.accommodation import forget_accommodations
from cohorts.actions.submission import forget_submissions
from cohorts.models import (
    AttendanceStatement,
    CertificateProof,
    CertificateReissue,
    Consent,
    Consultation,
    ConsultationNote,
    Declaration,
    Enrollment,
    FurtherReevaluation,
    ImportEffect,
    ImportRow,
    Person,
    RecordMatch,
    ResultRelease,
    Submission,
)
from cohorts.signals import person_forgotten
from lms.kernel import audit
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from lms.kernel.obstacles import Obstacle

Text = str | Promise
Status = Enrollment.Status
#: Whoever still takes part, or waits for an answer, cannot be forgotten yet.
GOING_ON = (Status.UNDER_REVIEW, Status.HELD, Status.CONFIRMED)
NOBODY = "（削除済み）"


class StillTakingPart(Obstacle):
    message = _("There is an application or a course going on. It has to be canceled or finished first.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays after a deletion, and which duty keeps it."""

    what: Text
    why: Text


def erased() -> list[Text]:
    """What a deletion takes away, as the person and the office read it before."""
    return [
        _("Telephone, postal addresses, e-mail addresses and the account"),
        _("What you asked for in order to take part"),
        _("Employers, former name, spellings in kana and Latin letters"),
        _("What you wrote about yourself in applications and consultations"),
        _("The files you handed in for the assignment"),
        _("The text of the e-mails we sent you"),
    ]


def kept_after_deletion(person: Person) -> list[Kept]:
    """What the law, or the register of licenses, makes us keep of this person."""
    kept = [
        Kept(
            _("Quotes, orders, payments and receipts"),
            _("Books and vouchers are kept for seven years (法人税法施行規則59条)."),
        ),
        Kept(_("Consents you gave"), _("They prove what was agreed (民法548条の2).")),
    ]
    if person.enrollments.exclude(status=Status.DRAFT).exists():
        kept.append(Kept(_("That a seat was taken, and attendance"), _("It belongs to the contract and its records.")))
    if ResultRelease.objects.filter(enrollment__person=person).exists():
        kept.append(Kept(_("Scores and levels as they were released"), _("They prove how it was decided.")))
    if Submission.objects.filter(enrollment__person=person).exists():
        kept.append(
            Kept(_("That an assignment was handed in, when, and its SHA-256"), _("It belongs to how it was evaluated."))
        )
    if AttendanceStatement.objects.filter(enrollment__person=person).exists():
        kept.append(Kept(_("Statements of attendance as they were issued"), _("They prove what was attended.")))
    if person.licenses.exists():
        kept.append(Kept(_("Name, license number, dates and state"), _("The register answers for licenses for good.")))
    return kept


@transaction.atomic
def forget_person(person: Person, *, by: Actor, now: datetime) -> Person:
    """Erase what the law lets go. Doing it twice changes nothing.

    A holder of a license keeps the name the register answers with. Raises StillTakingPart.
    """
    if person.forgotten_at:
        return person
    if person.enrollments.filter(status__in=GOING_ON).exists() or person.company_holds.standing().exists():
        raise StillTakingPart
    account = person.user
    _leave_the_list(person, by=by, now=now)
    _erase_rows(person)
    _erase_columns(person, now=now)
    audit.record("lms_cohorts.forget_person", person, by=by)
    if account is not None:
        person_forgotten.send(sender=Person, account=account, now=now)
    return person


def _leave_the_list(person: Person, *, by: Actor, now: datetime) -> None:
    """Only what the register answers about a number stays; the list, employer, prefecture and former name go."""
    person.licenses.update(show_former_name=False, show_employer=False, prefecture="", listed=False)
    chosen = Consent.REGISTER - {Consent.Text.REGISTER_NAME}
    person.consents.standing().filter(text__in=chosen).update(withdrawn_at=now, withdrawn_by=by.label)


def _erase_rows(person: Person) -> None:
    person.postal_addresses.all().delete()
    person.mail_addresses.all().delete()
    person.affiliations.all().delete()
    person.enrollments.filter(status=Status.DRAFT).delete()
    Declaration.objects.filter(enrollment__person=person).update(
        purpose_note="", profession="", employer_name="", lecturer_relation=""
    )
    ConsultationNote.objects.filter(consultation__enrollment__person=person).delete()
    Consultation.objects.filter(enrollment__person=person).exclude(told="").update(told=NOBODY)
    forget_accommodations(person.pk)
    forget_submissions(person.pk)
    person.company_holds.update(reason=NOBODY)
    FurtherReevaluation.objects.filter(enrollment__person=person).update(reason=NOBODY)
    person.waivers.update(reason=NOBODY, revoke_reason="")
    RecordMatch.objects.filter(person=person).delete()
    person.merges.update(gone_name=NOBODY, said={}, reason=NOBODY)
    _erase_lists(person)
    proofs = CertificateProof.objects.filter(license__person=person)
    proofs.update(remark="")
    proofs.exclude(wish="").update(wish=NOBODY)
    CertificateReissue.objects.filter(license__person=person).update(reason=NOBODY)
    person.consents.update(email="", given_by="")
    person.data_requests.update(words="", new_names={})
    read = Message.objects.to_reader(person).exclude(status=Message.Status.QUEUED)
    read.update(body="", to_name=NOBODY)


def _erase_lists(person: Person) -> None:
    """What the office's files said of them; that a row was accepted, when and by whom stays."""
    effects = ImportEffect.objects.of(person)
    ImportRow.objects.filter(effect__in=effects).update(cells={})
    effects.update(before={}, after={})


def _erase_columns(person: Person, *, now: datetime) -> None:
    for field in (
        "family_romaji", "given_romaji", "former_family_name", "email", "phone", "postal_code", "address",
    ):  # fmt: skip
        setattr(person, field, "")
    if not person.licenses.exists():
        person.family_name, person.given_name = NOBODY, ""
        person.family_kana = person.given_kana = person.certificate_name = ""
    person.search_key, person.employer, person.user, person.forgotten_at = "", None, None, now
    person.save(force_update=True)  # an entry merged away meanwhile does not come back
