"""Who may take which seat. Pure: facts in, verdict and reasons out; the sentences stand in `cohorts.reasons`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Seat(StrEnum):
    CERTIFICATION = "certification"
    AUDIT = "audit"


class Purpose(StrEnum):
    """What the license is wanted for (association's published requirements, item 3)."""

    COMPANY_EMPLOYEE = "company_employee"
    COMPANY_OWNER = "company_owner"
    JOB_ACTIVITY = "job_activity"
    PROFESSIONAL_TRAINER = "professional_trainer"
    OTHER = "other"


class Specialist(StrEnum):
    """What the applicant declares about the Specialist level (association's published requirements, item 2)."""

    PASSED = "passed"
    IN_PROGRESS = "in_progress"
    NEITHER = "neither"


class Record(StrEnum):
    """What the association's own exam record says."""

    IN_PROGRESS = "in_progress"
    PASSED = "passed"
    FAILED = "failed"


class Verdict(StrEnum):
    """From the friendliest to the strictest; the strictest reason decides."""

    MET = "met"
    PROVISIONAL = "provisional"
    REVIEW = "review"
    NOT_MET = "not_met"


class ReasonCode(StrEnum):
    AUDIT_NEEDS_NOTHING = "audit_needs_nothing"
    PASS_CONFIRMED = "pass_confirmed"  # noqa: S105 - an exam pass
    PASS_BEING_CONFIRMED = "pass_being_confirmed"  # noqa: S105
    SPECIALIST_IN_PROGRESS = "specialist_in_progress"
    RESULT_OVERDUE = "result_overdue"
    RECORD_NOT_MATCHED = "record_not_matched"
    RECORD_NOT_PASSED = "record_not_passed"
    SPECIALIST_MISSING = "specialist_missing"
    NUMBER_ACCEPTED = "number_accepted"
    PREREQUISITE_WAIVED = "prerequisite_waived"
    PURPOSE_ACCEPTED = "purpose_accepted"
    TRAINER_CONSULTATION = "trainer_consultation"
    PURPOSE_CONSULTATION = "purpose_consultation"
    CONSULTATION_CLEARED = "consultation_cleared"


class Need(StrEnum):
    """What has to happen before the answer can become better."""

    CONFIRMED_PASS = "confirmed_pass"  # noqa: S105 - an exam pass
    NUMBER_CHECK = "number_check"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why.

    `until` is the last day on which the awaited result is expected or a waiver holds, None where nothing is awaited or
    known. `words` are those of whoever waived a requirement.
    """

    code: ReasonCode
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Waived:
    """The office lets somebody take the seat without the prerequisite, through a last day, for a reason in words."""

    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """What is known on the day of judging.

    `record` is None when no record of the association matches number and name; `cleared` holds what the secretariat
    has looked at and accepted; `waived` is the waiver that was granted, whether or not it still holds on that day.
    """

    seat: Seat
    purpose: Purpose
    specialist: Specialist
    today: date
    record: Record | None = None
    is_confirmed: bool = False
    expected_on: date | None = None
    cleared: Collection[Need] = frozenset()
    waived: Waived | None = None


@dataclass(frozen=True, slots=True)
class Eligibility:
    verdict: Verdict
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...] = ()
    offers: Seat | None = None

    @property
    def may_take_seat(self) -> bool:
        return self.verdict in {Verdict.MET, Verdict.PROVISIONAL}


@dataclass(frozen=True, slots=True)
class _Finding:
    verdict: Verdict
    code: ReasonCode
    need: Need | None = None
    until: date | None = None
    words: str = ""


def assess(facts: ApplicantFacts) -> Eligibility:
    """Whether this applicant may take this kind of seat, and what is still missing.

    An audit seat needs no qualification. A certification seat needs the Specialist level passed or in progress
    (association's published requirements, item 2) and an accepted purpose (item 3); whoever has neither passed nor
    begun the Specialist level is offered an audit seat.
    """
    if facts.seat is Seat.AUDIT:
        return Eligibility(Verdict.MET, (Reason(ReasonCode.AUDIT_NEEDS_NOTHING),))
    findings = (_prerequisite(facts), _purpose(facts))
    verdict = max((finding.verdict for finding in findings), key=list(Verdict).index)
    return Eligibility(
        verdict=verdict,
        reasons=tuple(Reason(finding.code, finding.until, finding.words) for finding in findings),
        needs=tuple(finding.need for finding in findings if finding.need),
        offers=Seat.AUDIT if verdict is Verdict.NOT_MET else None,
    )


def _prerequisite(facts: ApplicantFacts) -> _Finding:
    """A waiver speaks where the Specialist level alone would not admit; certification needs the pass all the same."""
    finding, waived = _specialist(facts), facts.waived
    if finding.verdict in {Verdict.MET, Verdict.PROVISIONAL} or waived is None or waived.last_day < facts.today:
        return finding
    code = ReasonCode.PREREQUISITE_WAIVED
    return _Finding(Verdict.PROVISIONAL, code, Need.CONFIRMED_PASS, waived.last_day, waived.reason)


def _specialist(facts: ApplicantFacts) -> _Finding:
    """The association's record speaks before the declaration does."""
    if facts.record is Record.PASSED and facts.is_confirmed:
        return _Finding(Verdict.MET, ReasonCode.PASS_CONFIRMED)
    if facts.record is Record.PASSED:
        return _Finding(Verdict.PROVISIONAL, ReasonCode.PASS_BEING_CONFIRMED, Need.CONFIRMED_PASS)
    if facts.record is Record.IN_PROGRESS:
        return _in_progress(facts)
    if facts.specialist is Specialist.NEITHER:
        return _Finding(Verdict.NOT_MET, ReasonCode.SPECIALIST_MISSING)
    return _unproven(facts)


def _in_progress(facts: ApplicantFacts) -> _Finding:
    is_overdue = facts.expected_on is not None and facts.expected_on < facts.today
    if is_overdue and Need.NUMBER_CHECK not in facts.cleared:
        return _Finding(Verdict.REVIEW, ReasonCode.RESULT_OVERDUE, Need.NUMBER_CHECK, facts.expected_on)
    return _Finding(
        Verdict.PROVISIONAL,
        ReasonCode.SPECIALIST_IN_PROGRESS,
        Need.CONFIRMED_PASS,
        None if is_overdue else facts.expected_on,
    )


def _unproven(facts: ApplicantFacts) -> _Finding:
    """A declaration that no record supports: a number may be mistyped, so a person looks before anything is refused."""
    if Need.NUMBER_CHECK in facts.cleared:
        return _Finding(Verdict.PROVISIONAL, ReasonCode.NUMBER_ACCEPTED, Need.CONFIRMED_PASS)
    if facts.record is Record.FAILED:
        return _Finding(Verdict.REVIEW, ReasonCode.RECORD_NOT_PASSED, Need.NUMBER_CHECK)
    return _Finding(Verdict.REVIEW, ReasonCode.RECORD_NOT_MATCHED, Need.NUMBER_CHECK)


def _purpose(facts: ApplicantFacts) -> _Finding:
    """Professional trainers consult the secretariat beforehand: a gate, not a refusal (requirements, item 3)."""
    if facts.purpose not in {Purpose.PROFESSIONAL_TRAINER, Purpose.OTHER}:
        return _Finding(Verdict.MET, ReasonCode.PURPOSE_ACCEPTED)
    if Need.CONSULTATION in facts.cleared:
        return _Finding(Verdict.MET, ReasonCode.CONSULTATION_CLEARED)
    if facts.purpose is Purpose.PROFESSIONAL_TRAINER:
        return _Finding(Verdict.REVIEW, ReasonCode.TRAINER_CONSULTATION, Need.CONSULTATION)
    return _Finding(Verdict.REVIEW, ReasonCode.PURPOSE_CONSULTATION, Need.CONSULTATION)
