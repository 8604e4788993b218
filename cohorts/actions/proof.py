"""The proof of a certificate: shown to its holder, corrected as often as it takes, approved, then printed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cohorts import certification_emails, conf
from cohorts.actions.certificate import order_certificate, require_drawable
from cohorts.models import CertificateProof, CertificateReissue, License, Person
from cohorts.proof_lines import letterings, lines_of
from lms.kernel import audit
from lms.kernel import conf as kernel_conf
from lms.kernel.actor import Actor
from lms.kernel.calendar import add_business_days, jst_date, office_closed
from lms.kernel.obstacles import Obstacle

Status = CertificateProof.Status
Lettering = CertificateProof.Lettering


class ProofHasChanged(Obstacle):
    message = _("There is a newer version of the proof, or it is answered already. Please look at it again.")


class NothingToCorrect(Obstacle):
    message = _("Please write what is to be corrected.")


class LettersUnknown(Obstacle):
    message = _("The name in Latin letters is not registered. The office enters it first; please ask for a correction.")


class HolderHasTime(Obstacle):
    message = _("The holder still has time to answer the proof.")


class ReasonNeeded(Obstacle):
    message = _("Say why.")


def show_first_proof(license_: License, *, by: Actor, now: datetime) -> CertificateProof:
    """With the license: the name as registered, and in Latin letters below it where they are known."""
    return _show(license_, lettering=letterings(license_.person)[0], by=by, now=now)


def show_proof_of_reissue(
    license_: License, *, lettering: CertificateProof.Lettering, name: str, by: Actor, now: datetime
) -> CertificateProof:
    """The certificate is to say something else than the last one: a further version, and a mail says so.

    Raises CertificateNameUndrawable, CertificateNameMissing.
    """
    proof = _show(license_, lettering=lettering, written=name.strip(), by=by, now=now)
    certification_emails.reissue_proof(proof, now=now)
    return proof


@transaction.atomic
def choose_letters(
    proof: CertificateProof, lettering: CertificateProof.Lettering, *, by: Actor, now: datetime
) -> CertificateProof:
    """The holder wants other letters: a further version is shown at once.

    Raises ProofHasChanged, LettersUnknown, CertificateNameUndrawable.
    """
    proof = _locked(proof, Status.WAITING)
    if lettering not in letterings(proof.license.person):
        raise LettersUnknown
    if lettering == proof.lettering:
        return proof
    _replace(proof)
    return _show(proof.license, lettering=lettering, written=_written(proof), by=by, now=now)


@transaction.atomic
def ask_for_correction(proof: CertificateProof, *, wish: str, by: Actor, now: datetime) -> CertificateProof:
    """Something is wrong: the office's turn, within some working days. Raises ProofHasChanged, NothingToCorrect."""
    if not wish.strip():
        raise NothingToCorrect
    proof = _locked(proof, Status.WAITING)
    proof.status, proof.wish, proof.answered_at = Status.CORRECTION, wish.strip(), now
    proof.due_on = add_business_days(
        jst_date(now), conf.PROOF_CORRECTION_DAYS, is_closed=office_closed(kernel_conf.OFFICE_CLOSURES)
    )
    proof.save(update_fields=["status", "wish", "answered_at", "due_on"])
    audit.record("lms_cohorts.ask_for_correction", proof.license, by=by, version=proof.version)
    return proof


@transaction.atomic
def answer_correction(
    proof: CertificateProof,
    *,
    name: str,
    lettering: CertificateProof.Lettering,
    remark: str = "",
    by: Actor,
    now: datetime,
) -> CertificateProof:
    """The office shows a further version, and a mail says so. The registered name on the person is not touched.

    Raises ProofHasChanged, LettersUnknown, CertificateNameUndrawable, CertificateNameMissing.
    """
    proof = _locked(proof, Status.CORRECTION)
    if lettering not in letterings(proof.license.person):
        raise LettersUnknown
    _replace(proof)
    shown = _show(proof.license, lettering=lettering, written=name.strip(), remark=remark.strip(), by=by, now=now)
    certification_emails.proof_ready(shown, now=now)
    return shown


@transaction.atomic
def approve_proof(proof: CertificateProof, *, by: Actor, now: datetime) -> CertificateProof:
    """The holder approves exactly this version; the certificate is drawn from it. Raises ProofHasChanged."""
    proof = _locked(proof, Status.WAITING)
    proof.status, proof.answered_at = Status.APPROVED, now
    proof.save(update_fields=["status", "answered_at"])
    audit.record(
        "lms_cohorts.approve_proof",
        proof.license,
        by=by,
        version=proof.version,
        name=" / ".join(filter(None, proof.lines)),
    )
    _print(proof, by=by, now=now)
    return proof


@transaction.atomic
def pass_over_proof(proof: CertificateProof, *, reason: str, by: Actor, now: datetime) -> CertificateProof:
    """Print without an approval once the holder's time is over, or at once for a holder without an account.

    The holder is told, and a wrong name is then set right free of charge.

    Raises ProofHasChanged, HolderHasTime, ReasonNeeded.
    """
    if not reason.strip():
        raise ReasonNeeded
    proof = _locked(proof, Status.WAITING)
    if not can_be_passed_over(proof, now=now):
        raise HolderHasTime
    proof.status, proof.reason, proof.answered_at = Status.PASSED_OVER, reason.strip(), now
    proof.save(update_fields=["status", "reason", "answered_at"])
    audit.record("lms_cohorts.pass_over_proof", proof.license, by=by, version=proof.version, reason=proof.reason)
    _print(proof, by=by, now=now)
    certification_emails.proof_passed_over(proof, now=now)
    return proof


def can_be_passed_over(proof: CertificateProof, *, now: datetime) -> bool:
    is_over = proof.due_on < jst_date(now)
    return proof.status == Status.WAITING and (is_over or proof.license.person.user_id is None)


def _show(
    license_: License,
    *,
    lettering: CertificateProof.Lettering,
    written: str = "",
    remark: str = "",
    by: Actor,
    now: datetime,
) -> CertificateProof:
    person: Person = license_.person
    name, second_line = lines_of(person, lettering, written=written)
    require_drawable(name)
    if second_line:
        require_drawable(second_line)
    proof = CertificateProof.objects.create(
        license=license_,
        version=license_.proofs.count() + 1,
        lettering=lettering,
        name=name,
        second_line=second_line,
        remark=remark,
        due_on=jst_date(now) + timedelta(days=conf.PROOF_ANSWER_DAYS),
        made_at=now,
    )
    audit.record("lms_cohorts.show_proof", license_, by=by, version=proof.version)
    return proof


def _written(proof: CertificateProof) -> str:
    """The name as the latest version with registered letters said it: a correction of the office is kept."""
    earlier = proof.license.proofs.exclude(lettering=Lettering.LATIN).order_by("-version").first()
    return earlier.name if earlier else ""


def _replace(proof: CertificateProof) -> None:
    proof.status = Status.REPLACED
    proof.save(update_fields=["status"])


def _print(proof: CertificateProof, *, by: Actor, now: datetime) -> None:
    license_ = proof.license
    license_.holder_name = proof.name
    license_.save(update_fields=["holder_name"])
    order_certificate(license_, second_line=proof.second_line, by=by)
    waiting = license_.reissues.filter(status=CertificateReissue.Status.PROOFING)
    waiting.update(status=CertificateReissue.Status.DONE, name=proof.name, settled_at=now)


def _locked(proof: CertificateProof, status: CertificateProof.Status) -> CertificateProof:
    """As it is now: of two windows, or of holder and office, the later one is told."""
    License.objects.select_for_update(of=("self",)).get(pk=proof.license_id)
    fresh = CertificateProof.objects.select_related("license__person", "license__decision__case").get(pk=proof.pk)
    if fresh.status != status:
        raise ProofHasChanged
    return fresh
