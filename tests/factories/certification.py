"""Small worlds for certification: who is who is fixed, what happened is built by the real actions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Permission

from cohorts.actions.assignment import record_assignment_result
from cohorts.actions.decision import decide_case
from cohorts.actions.evaluation import SheetDraft, assign_evaluator, open_evaluation, save_sheet_draft, submit_sheet
from cohorts.actions.license import issue_license
from cohorts.actions.proof import approve_proof
from cohorts.actions.register import choose_register
from cohorts.actions.release import digest_of, plan_release, release_results
from cohorts.models import (
    CertificationCase,
    CertificationDecision,
    Cohort,
    Consent,
    Enrollment,
    EvaluationSheet,
    LessonModelEvaluation,
    License,
    ResultRelease,
    SeatKind,
    StaffAssignment,
)
from cohorts.register import Choice
from courses.models import Half, SchemeVersion
from lms.kernel.actor import Actor
from lms.standalone.models import User
from tests.factories.cohorts import (
    ClassSessionFactory,
    CohortDayFactory,
    CohortFactory,
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    DeclarationFactory,
    PersonFactory,
    SeatPoolFactory,
    StaffAssignmentFactory,
)
from tests.factories.scheme import full_scheme
from tests.factories.standalone import UserFactory

NOW = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)  # 12:00 in Japan
OFFICE = Actor.process("test office")
GOOD = "4444444"  # 75 points


@dataclass
class Room:
    """One certification cohort with its people. The trainee attended everything and declared everything."""

    cohort: Cohort
    scheme: SchemeVersion
    enrollment: Enrollment
    trainee: User
    trainer: User
    evaluators: list[User]
    decider: User

    @property
    def case(self) -> CertificationCase:
        return CertificationCase.objects.get(enrollment=self.enrollment)

    def staff(self, role: str = StaffAssignment.Role.EVALUATOR) -> User:
        return StaffAssignmentFactory(cohort=self.cohort, role=role).user


def user_with(*permissions: str) -> User:
    user = UserFactory()
    for permission in permissions:
        label, codename = permission.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    return User.objects.get(pk=user.pk)  # permissions are cached on the instance


def room(*, status: str = Enrollment.Status.COMPLETED, **scheme_fields: object) -> Room:
    scheme = full_scheme(**scheme_fields)
    cohort = CohortFactory(course=scheme.course, scheme_version=scheme)
    for position, (opens_at, held_on) in enumerate([(time(10), date(2027, 2, 18)), (time(9), date(2027, 2, 19))], 1):
        day = CohortDayFactory(cohort=cohort, position=position, opens_at=opens_at, held_on=held_on)
        for half in (Half.MORNING, Half.AFTERNOON):
            number = position * 2 - (half is Half.MORNING)
            ClassSessionFactory(day=day, half=half, position=number, formats=["lecture", "workshop"])
    pool = SeatPoolFactory(cohort=cohort, taken=1)
    trainee = UserFactory()
    person = PersonFactory(user=trainee, family_name="髙橋", given_name="美咲")
    enrollment = ConfirmedEnrollmentFactory(pool=pool, person=person, status=status)
    DeclarationFactory(enrollment=enrollment)
    evaluators = [StaffAssignmentFactory(cohort=cohort, role="evaluator").user for _ in range(3)]
    return Room(
        cohort=cohort,
        scheme=scheme,
        enrollment=enrollment,
        trainee=trainee,
        trainer=StaffAssignmentFactory(cohort=cohort, role="trainer").user,
        evaluators=evaluators,
        decider=user_with("lms_cohorts.decide_certification"),
    )


def audit_enrollment(cohort: Cohort) -> Enrollment:
    pool = SeatPoolFactory(cohort=cohort, kind=SeatKind.AUDIT, taken=1)
    return ConfirmedEnrollmentFactory(pool=pool)


def draft(levels: str, *, gate: bool | None = True, note: str = "見たこと") -> SheetDraft:
    """A filled-in sheet from seven levels; "." leaves a criterion open."""
    codes = [f"C{n}" for n in range(1, 8)]
    return SheetDraft(
        levels={code: None if level == "." else int(level) for code, level in zip(codes, levels, strict=True)},
        notes=dict.fromkeys(codes, note),
        gate_passed=gate,
    )


def submitted(sheet: EvaluationSheet, levels: str = GOOD, *, gate: bool = True, now: datetime = NOW) -> EvaluationSheet:
    by = Actor.person(sheet.evaluator)
    saved = save_sheet_draft(sheet, draft=draft(levels, gate=gate), edition=sheet.edition, by=by, now=now)
    return submit_sheet(saved, edition=saved.edition, by=by, now=now)


def evaluated(world: Room, *levels: str, gate: bool = True, now: datetime = NOW) -> LessonModelEvaluation:
    """A lesson model scored by one evaluator per given sheet."""
    evaluation = open_evaluation(world.enrollment, by=OFFICE, now=now)
    evaluators = world.evaluators[: max(2, len(levels))]
    sheets = [assign_evaluator(evaluation, evaluator=user, by=OFFICE, now=now) for user in evaluators[:2]]
    for sheet, row in zip(sheets, levels, strict=False):
        submitted(sheet, row, gate=gate, now=now)
    for user, row in zip(evaluators[2:], levels[2:], strict=True):
        submitted(assign_evaluator(evaluation, evaluator=user, by=OFFICE, now=now), row, gate=gate, now=now)
    return evaluation


def marked(world: Room, score: str = "80", *, now: datetime = NOW) -> None:
    user = world.trainer
    record_assignment_result(world.enrollment, score=Decimal(score), marked_by=user, by=Actor.person(user), now=now)


def released(world: Room, *, now: datetime = NOW) -> list[ResultRelease]:
    """What is settled, told to everybody of the cohort."""
    plan = plan_release(world.cohort)
    return release_results(world.cohort, seen=digest_of(plan), by=OFFICE, now=now)


def passed_specialist(world: Room) -> None:
    ConfirmedPassFactory(person=world.enrollment.person)


def ready(world: Room | None = None) -> Room:
    """Everything met, nothing decided."""
    world = world or room()
    passed_specialist(world)
    evaluated(world, GOOD, GOOD)
    marked(world)
    released(world)
    return world


def certified(world: Room | None = None) -> CertificationDecision:
    world = ready(world)
    return decide_case(
        world.case, outcome=CertificationDecision.Outcome.CERTIFIED, by=Actor.person(world.decider), now=NOW
    )


def with_proof() -> License:
    """Valid from 1 March 2027 to the end of February 2030; the proof of its certificate waits for the holder."""
    return issue_license(certified(), by=OFFICE, now=NOW)


def licensed(**shown: Any) -> License:
    """The same with the proof approved, so that the certificate is ordered; `shown` is what the register may show."""
    license_ = with_proof()
    holder = Actor.process("test holder")
    approve_proof(license_.proofs.get(), by=holder, now=NOW)
    if shown:
        choose_register(license_, Choice(**shown), source=Consent.Source.MY_PAGE, by=holder, now=NOW)
    return License.objects.get(pk=license_.pk)
