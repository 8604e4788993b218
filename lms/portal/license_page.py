"""What the page of one license shows its holder: the proof, the certificate, and the public register."""

from dataclasses import asdict
from typing import Any

from django.contrib.auth.models import AbstractBaseUser as Reader
from django.db.models import QuerySet

from cohorts.actions.certificate import facts_of
from cohorts.models import CertificateProof, CertificateReissue, License, LicenseCertificate
from cohorts.proof_lines import letterings
from cohorts.register import choice_of, shown_of
from lms.kernel import clock
from lms.portal.forms.licenses import CorrectionForm, LettersForm, RegisterForm
from lms.portal.my_page import tone_of


def held_by(reader: Reader) -> QuerySet[License]:
    held = License.objects.filter(person__user_id=reader.pk).with_history()
    return held.select_related("person__employer", "scheme_version", "decision__case__enrollment__cohort__course")


def page_of(
    license_: License, *, correction: CorrectionForm | None = None, register: RegisterForm | None = None
) -> dict[str, Any]:
    """Forms that were filled in with an error are handed back in."""
    proof = license_.proofs.first()
    status = license_.status_on(clock.today())
    label, tone = tone_of(status.standing)
    waits = proof is not None and proof.status == CertificateProof.Status.WAITING
    return {
        "license": license_,
        "label": label,
        "tone": tone,
        "proof": proof,
        "waits": waits,
        "letters": LettersForm(person=license_.person, proof=proof)
        if proof and waits and len(letterings(license_.person)) > 1
        else None,
        "correction": correction or CorrectionForm(),
        "certificate": license_.certificates.filter(status=LicenseCertificate.Status.RENDERED).only("serial").first(),
        "reissue": license_.reissues.filter(status=CertificateReissue.Status.AWAITING_FEE)
        .select_related("charge")
        .first(),
        "register": register or RegisterForm(license_=license_, initial=asdict(choice_of(license_))),
        "shown": shown_of(license_),
    }


def facts_of_proof(proof: CertificateProof) -> dict[str, Any]:
    """What would be printed today if this proof were approved."""
    license_ = proof.license
    serial = license_.certificates.count() + 1
    return facts_of(license_, name=proof.name, second_line=proof.second_line, serial=serial)
