"""From the first morning to the license: attendance, lesson models, assignments, decisions."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from cohorts.actions.assignment import record_assignment_result
from cohorts.actions.attendance import close_attendance, record_attendance
from cohorts.actions.decision import decide_case
from cohorts.actions.evaluation import SheetDraft, assign_evaluator, open_evaluation, save_sheet_draft, submit_sheet
from cohorts.actions.license import issue_license
from cohorts.actions.proof import approve_proof
from cohorts.actions.register import choose_register
from cohorts.actions.release import digest_of, plan_release, release_results
from cohorts.actions.submission import ask_to_hand_in_late, hand_in
from cohorts.models import (
    Attendance,
    CertificationCase,
    CertificationDecision,
    ClassSession,
    Cohort,
    Consent,
    Enrollment,
    EvaluationSheet,
    License,
    ResultRelease,
)
from cohorts.register import Choice
from courses.models import Half
from lms.kernel.actor import Actor
from lms.standalone.demo.accounts import account
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import at
from lms.standalone.demo.cohorts import office
from lms.standalone.demo.lesson_files import observation_sheet_pdf

Outcome = CertificationDecision.Outcome
CODES = [f"C{number}" for number in range(1, 8)]
NOTES = {
    5: "理論と自社の事例が一つの流れで結ばれ、受講者がその場で言い直せていた。",
    4: "要点が的確で、受講者の反応を見て言い換えていた。",
    3: "内容は正しい。具体例がもう一つあると、受講者の手が止まらない。",
    2: "説明が途中で途切れ、受講者が次に何をするのか分からなくなった。",
    1: "この項目に当たる場面が見られなかった。",
}
COMMENTS = {
    True: "落ち着いた進行で、受講者の発言から次の話題へ自然につないでいた。",
    False: "準備の量は伝わった。到達目標を一つに絞り、実演の時間を確保するとよい。",
}
TIME_TO_LOOK = timedelta(days=2, hours=7)
GOOD_TOTAL = 24  # of seven levels


def attend(cohort: Cohort, *, missed: Mapping[Enrollment, Collection[int]]) -> None:
    """Every session but those missed (positions in the cohort), written down by the trainer as each one ended."""
    confirmed = list(cohort.enrollments.filter(status=Enrollment.Status.CONFIRMED).order_by("pk"))
    if not confirmed:
        return
    by = Actor.person(account("trainer"))
    for session in cohort.sessions.select_related("day"):
        hour = 12 if session.half == Half.MORNING else session.day.closes_at.hour
        recorded = set(session.attendances.values_list("enrollment_id", flat=True))
        with moment(at(_held_on(session), hour, 5)) as now:
            for enrollment in confirmed:
                is_missed = session.position in missed.get(enrollment, ())
                status = Attendance.Status.ABSENT if is_missed else Attendance.Status.PRESENT
                if enrollment.pk not in recorded:
                    record_attendance(session=session, enrollment=enrollment, status=status, by=by, now=now)


def _held_on(session: ClassSession) -> date:
    if session.day.held_on is None:
        raise ValueError(session)
    return session.day.held_on


def end_course(cohort: Cohort, when: datetime) -> None:
    if cohort.status == Cohort.Status.RUNNING:
        with moment(when) as now:
            close_attendance(cohort, by=office(), now=now)


def lesson_model(
    enrollment: Enrollment, when: datetime, sheets: dict[str, str], *, topic: str, attempt: int = 1
) -> None:
    """One attempt; `sheets` gives the seven levels each evaluator saw, "" where the sheet is still to be filled in."""
    evaluation = enrollment.lesson_model_evaluations.filter(attempt=attempt).first()
    with moment(when) as now:
        evaluation = evaluation or open_evaluation(enrollment, topic=topic, by=office(), now=now)
        for role, levels in sheets.items():
            user = account(role)
            sheet = evaluation.sheets.filter(evaluator=user).first() or assign_evaluator(
                evaluation, evaluator=user, by=office(), now=now
            )
            if levels and sheet.status == EvaluationSheet.Status.ASSIGNED:
                _score(sheet, levels, now=now)


def _score(sheet: EvaluationSheet, levels: str, *, now: datetime) -> None:
    numbers = [int(level) for level in levels]
    by = Actor.person(sheet.evaluator)
    draft = SheetDraft(
        levels=dict(zip(CODES, numbers, strict=True)),
        notes={code: NOTES[level] for code, level in zip(CODES, numbers, strict=True)},
        gate_passed=True,
        comment=COMMENTS[sum(numbers) >= GOOD_TOTAL],
    )
    saved = save_sheet_draft(sheet, draft=draft, edition=sheet.edition, by=by, now=now)
    submit_sheet(saved, edition=saved.edition, by=by, now=now)


def hand_in_assignment(enrollment: Enrollment, when: datetime, *, late: str = "") -> None:
    """The trainee's file; after the due moment with the reason why it is `late`, which then waits for the office."""
    if enrollment.submissions.exists() or enrollment.person.user is None:
        return
    by, name = Actor.person(enrollment.person.user), f"指定課題_{enrollment.person.family_name}.pdf"
    content = observation_sheet_pdf() + f"\n% {enrollment.number}\n".encode()  # no two files are the same
    upload = SimpleUploadedFile(name, content)
    with moment(when) as now:
        if late:
            ask_to_hand_in_late(enrollment, upload=upload, reason=late, by=by, now=now)
        else:
            hand_in(enrollment, upload=upload, by=by, now=now)


def mark(enrollment: Enrollment, score: str, when: datetime) -> None:
    """The trainer's mark of the designated assignment."""
    if enrollment.assignment_results.exists():
        return
    trainer = account("trainer")
    with moment(when) as now:
        record_assignment_result(
            enrollment,
            score=Decimal(score),
            marked_by=trainer,
            comment="自社の顧客接点を題材に、課題と改善策が順序よく整理されている。",
            by=Actor.person(trainer),
            now=now,
        )


def release(cohort: Cohort, when: datetime) -> None:
    """What is settled, told to everybody at one moment."""
    if not ResultRelease.objects.filter(enrollment__cohort=cohort).exists():
        with moment(when) as now:
            release_results(cohort, seen=digest_of(plan_release(cohort)), by=office(), now=now)


def certify(enrollment: Enrollment, when: datetime, *, shown: Choice | None, approves: bool = True) -> License:
    """The decider says yes, the office issues the license; the holder looks at the proof and at the register."""
    decision = _decide(enrollment, when, Outcome.CERTIFIED, "")
    with moment(when) as now:
        license_ = issue_license(decision, by=office(), now=now)
    user = license_.person.user
    holder = Actor.person(user) if user else office()
    proof = license_.proofs.open().first()
    if approves and proof is not None:
        with moment(when + TIME_TO_LOOK) as now:
            approve_proof(proof, by=holder, now=now)
            choose_register(license_, shown or Choice(), source=Consent.Source.MY_PAGE, by=holder, now=now)
    return license_


def refuse(enrollment: Enrollment, when: datetime, *, reasons: str) -> None:
    _decide(enrollment, when, Outcome.NOT_CERTIFIED, reasons)


def _decide(
    enrollment: Enrollment, when: datetime, outcome: CertificationDecision.Outcome, reasons: str
) -> CertificationDecision:
    case = CertificationCase.objects.get(enrollment=enrollment)
    decision = CertificationDecision.objects.filter(case=case).first()
    if decision is not None:
        return decision
    with moment(when) as now:
        return decide_case(case, outcome=outcome, reasons=reasons, by=Actor.person(account("decider")), now=now)
