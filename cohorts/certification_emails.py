"""Mails about evaluation, certification and licenses: one function each, in the reader's language, without scores."""

from datetime import date, datetime

from django.db import models

from cohorts.certificate import last_day
from cohorts.models import (
    CertificateProof,
    CertificationCase,
    CertificationDecision,
    Enrollment,
    EvaluationSheet,
    ExamRecord,
    License,
    LicenseEvent,
    Person,
    ResultRelease,
)
from lms.kernel import conf
from lms.kernel.actions.message import queue_message


def evaluator_assigned(sheet: EvaluationSheet, *, now: datetime) -> None:
    """T18: a sheet waits for its evaluator."""
    evaluator = sheet.evaluator
    person = Person.objects.filter(user_id=evaluator.pk).first()
    queue_message(
        kind="cohorts.email.evaluator_assigned",
        dedupe_key=f"evaluator_assigned:sheet:{sheet.pk}",
        to_email=getattr(evaluator, "email", ""),
        to_name=person.full_name if person else "",
        language=person.language if person else "ja",
        context={"cohort": sheet.evaluation.enrollment.cohort, "trainee": sheet.evaluation.enrollment.person.full_name},
        reader=evaluator,
        about=sheet.evaluation,
        now=now,
    )


def results_released(release: ResultRelease, *, now: datetime) -> None:
    """T13: the results, or their correction, are on the page, and until when one can appeal."""
    enrollment = release.enrollment
    if not enrollment.person.email:
        return  # entered by the office from paper; reached by letter
    _to_person(
        "results_released",
        enrollment.person,
        f"results_released:release:{release.pk}",
        about=enrollment,
        now=now,
        cohort=enrollment.cohort,
        number=enrollment.number,
        public_id=enrollment.public_id,
        release=release,
    )


def case_waiting(case: CertificationCase, *, now: datetime) -> None:
    """T14: the course results are in, the Specialist pass is awaited."""
    _to_trainee("case_waiting", case, f"case_waiting:case:{case.pk}", now=now)


def case_ready(case: CertificationCase, *, now: datetime) -> None:
    """T14: every result is in, the decision begins."""
    _to_trainee("case_ready", case, f"case_ready:case:{case.pk}", now=now)


def specialist_not_passed(record: ExamRecord, enrollment: Enrollment, *, until: date | None, now: datetime) -> None:
    """T14: the level was not passed; course results stay valid until a day, and what is possible meanwhile."""
    _to_person(
        "specialist_not_passed",
        enrollment.person,
        f"specialist_not_passed:record:{record.pk}:enrollment:{enrollment.pk}",
        about=enrollment,
        now=now,
        cohort=enrollment.cohort,
        number=enrollment.number,
        until=until,
    )


def not_certified(decision: CertificationDecision, *, now: datetime) -> None:
    """T15: the decision, with its reasons, where it is a refusal."""
    key = f"not_certified:decision:{decision.pk}"
    _to_trainee("not_certified", decision.case, key, now=now, reasons=decision.reasons)


def _to_trainee(message: str, case: CertificationCase, key: str, *, now: datetime, **context: object) -> None:
    enrollment = case.enrollment
    cohort = enrollment.cohort
    _to_person(message, enrollment.person, key, about=case, now=now, cohort=cohort, number=enrollment.number, **context)


def license_issued(license_: License, proof: CertificateProof, *, now: datetime) -> None:
    """T15: the license, its number and term, where anybody can check it, and the proof that waits for an answer."""
    _to_person(
        "license_issued",
        license_.person,
        f"license_issued:license:{license_.pk}",
        about=license_,
        now=now,
        license=license_,
        valid_through=last_day(license_.valid_until),
        verify_url=_verify_url(license_),
        proof=proof,
        page_url=_page_url(license_),
    )


def proof_ready(proof: CertificateProof, *, now: datetime) -> None:
    """What the office answers to a correction: a further version of the proof."""
    _proof_waits("proof_ready", proof, now=now)


def reissue_proof(proof: CertificateProof, *, now: datetime) -> None:
    """A new certificate is to say something else than the last one: its proof waits for an answer."""
    _proof_waits("reissue_proof", proof, now=now)


def proof_passed_over(proof: CertificateProof, *, now: datetime) -> None:
    """The certificate is printed although nobody approved it: what it says, and that a wrong name costs nothing."""
    license_ = proof.license
    _to_person(
        "proof_passed_over",
        license_.person,
        f"proof_passed_over:proof:{proof.pk}",
        about=license_,
        now=now,
        license=license_,
        proof=proof,
        page_url=_page_url(license_),
    )


def license_changed(event: LicenseEvent, *, now: datetime) -> None:
    """T16: a suspension, its end, a revocation or a surrender: from when, why, and what must stop."""
    license_ = event.license
    _to_person(
        f"license_{event.kind}",
        license_.person,
        f"license_event:{event.pk}",
        about=license_,
        now=now,
        license=license_,
        effective_on=event.effective_on,
        reason=event.reason,
        verify_url=_verify_url(license_),
    )


def _verify_url(license_: License) -> str:
    return f"{conf.BASE_URL.rstrip('/')}/verify/{license_.number}/"


def _page_url(license_: License) -> str:
    return f"{conf.BASE_URL.rstrip('/')}/my/licenses/{license_.number}/"


def _proof_waits(message: str, proof: CertificateProof, *, now: datetime) -> None:
    license_ = proof.license
    _to_person(
        message,
        license_.person,
        f"{message}:proof:{proof.pk}",
        about=license_,
        now=now,
        license=license_,
        proof=proof,
        page_url=_page_url(license_),
    )


def _to_person(
    message: str, person: Person, key: str, *, about: models.Model, now: datetime, **context: object | date
) -> None:
    queue_message(
        kind=f"cohorts.email.{message}",
        dedupe_key=key,
        to_email=person.email,
        to_name=person.full_name,
        language=person.language,
        context=context,
        reader=person,
        about=about,
        now=now,
    )
