"""Every way an application can be answered (association's published requirements, items 2 and 3)."""

from datetime import date

import pytest

from cohorts.eligibility import (
    ApplicantFacts,
    Need,
    Purpose,
    Reason,
    ReasonCode,
    Record,
    Seat,
    Specialist,
    Verdict,
    Waived,
    assess,
)
from cohorts.models import Declaration, ExamRecord, SeatKind

TODAY = date(2027, 1, 15)
ACCEPTED = Reason(ReasonCode.PURPOSE_ACCEPTED)


def facts(**changes):
    known = {
        "seat": Seat.CERTIFICATION,
        "purpose": Purpose.COMPANY_EMPLOYEE,
        "specialist": Specialist.PASSED,
        "today": TODAY,
    }
    return ApplicantFacts(**{**known, **changes})


WAIVED = {"waived": Waived(TODAY, "海外の同等資格をお持ちのため")}
CONFIRMED = {"record": Record.PASSED, "is_confirmed": True}


@pytest.mark.parametrize(
    "changes,verdict,code,needs",
    [
        (CONFIRMED, Verdict.MET, ReasonCode.PASS_CONFIRMED, ()),
        (
            {"specialist": Specialist.IN_PROGRESS, **CONFIRMED},
            Verdict.MET,
            ReasonCode.PASS_CONFIRMED,
            (),
        ),
        ({"specialist": Specialist.NEITHER, **CONFIRMED}, Verdict.MET, ReasonCode.PASS_CONFIRMED, ()),
        (
            {"record": Record.PASSED},
            Verdict.PROVISIONAL,
            ReasonCode.PASS_BEING_CONFIRMED,
            (Need.CONFIRMED_PASS,),
        ),
        (
            {"specialist": Specialist.IN_PROGRESS, "record": Record.IN_PROGRESS},
            Verdict.PROVISIONAL,
            ReasonCode.SPECIALIST_IN_PROGRESS,
            (Need.CONFIRMED_PASS,),
        ),
        # Declared as passed, but the association still waits for the result itself.
        (
            {"record": Record.IN_PROGRESS},
            Verdict.PROVISIONAL,
            ReasonCode.SPECIALIST_IN_PROGRESS,
            (Need.CONFIRMED_PASS,),
        ),
        ({}, Verdict.REVIEW, ReasonCode.RECORD_NOT_MATCHED, (Need.NUMBER_CHECK,)),
        (
            {"specialist": Specialist.IN_PROGRESS},
            Verdict.REVIEW,
            ReasonCode.RECORD_NOT_MATCHED,
            (Need.NUMBER_CHECK,),
        ),
        ({"record": Record.FAILED}, Verdict.REVIEW, ReasonCode.RECORD_NOT_PASSED, (Need.NUMBER_CHECK,)),
        (
            {"cleared": {Need.NUMBER_CHECK}},
            Verdict.PROVISIONAL,
            ReasonCode.NUMBER_ACCEPTED,
            (Need.CONFIRMED_PASS,),
        ),
        ({"specialist": Specialist.NEITHER}, Verdict.NOT_MET, ReasonCode.SPECIALIST_MISSING, ()),
        (
            {"specialist": Specialist.NEITHER, "record": Record.FAILED},
            Verdict.NOT_MET,
            ReasonCode.SPECIALIST_MISSING,
            (),
        ),
    ],
)
def test_specialist_level(changes, verdict, code, needs):
    answer = assess(facts(**changes))
    assert (answer.verdict, answer.reasons, answer.needs) == (verdict, (Reason(code), ACCEPTED), needs)


@pytest.mark.parametrize(
    "expected_on,verdict,reason",
    [
        (date(2027, 1, 14), Verdict.REVIEW, Reason(ReasonCode.RESULT_OVERDUE, date(2027, 1, 14))),
        (date(2027, 1, 15), Verdict.PROVISIONAL, Reason(ReasonCode.SPECIALIST_IN_PROGRESS, date(2027, 1, 15))),
        (date(2027, 1, 16), Verdict.PROVISIONAL, Reason(ReasonCode.SPECIALIST_IN_PROGRESS, date(2027, 1, 16))),
        (None, Verdict.PROVISIONAL, Reason(ReasonCode.SPECIALIST_IN_PROGRESS)),
    ],
)
def test_provisional_through_the_expected_day(expected_on, verdict, reason):
    answer = assess(facts(record=Record.IN_PROGRESS, specialist=Specialist.IN_PROGRESS, expected_on=expected_on))
    assert (answer.verdict, answer.reasons[0]) == (verdict, reason)


def test_an_overdue_result_the_office_looked_at_is_provisional_without_a_day():
    answer = assess(
        facts(record=Record.IN_PROGRESS, expected_on=date(2027, 1, 14), cleared={Need.NUMBER_CHECK}),
    )
    assert answer.verdict is Verdict.PROVISIONAL
    assert answer.reasons[0] == Reason(ReasonCode.SPECIALIST_IN_PROGRESS)


@pytest.mark.parametrize(
    "purpose,cleared,verdict,code,needs",
    [
        (Purpose.COMPANY_EMPLOYEE, (), Verdict.MET, ReasonCode.PURPOSE_ACCEPTED, ()),
        (Purpose.COMPANY_OWNER, (), Verdict.MET, ReasonCode.PURPOSE_ACCEPTED, ()),
        (Purpose.JOB_ACTIVITY, (), Verdict.MET, ReasonCode.PURPOSE_ACCEPTED, ()),
        (
            Purpose.PROFESSIONAL_TRAINER,
            (),
            Verdict.REVIEW,
            ReasonCode.TRAINER_CONSULTATION,
            (Need.CONSULTATION,),
        ),
        (Purpose.OTHER, (), Verdict.REVIEW, ReasonCode.PURPOSE_CONSULTATION, (Need.CONSULTATION,)),
        (
            Purpose.PROFESSIONAL_TRAINER,
            (Need.CONSULTATION,),
            Verdict.MET,
            ReasonCode.CONSULTATION_CLEARED,
            (),
        ),
        (Purpose.OTHER, (Need.NUMBER_CHECK,), Verdict.REVIEW, ReasonCode.PURPOSE_CONSULTATION, (Need.CONSULTATION,)),
    ],
)
def test_purpose(purpose, cleared, verdict, code, needs):
    answer = assess(facts(purpose=purpose, cleared=cleared, **CONFIRMED))
    assert (answer.verdict, answer.reasons[1], answer.needs) == (verdict, Reason(code), needs)


def test_the_strictest_reason_decides_and_all_are_told():
    answer = assess(facts(purpose=Purpose.PROFESSIONAL_TRAINER, specialist=Specialist.NEITHER))
    assert answer.verdict is Verdict.NOT_MET
    assert [reason.code for reason in answer.reasons] == [
        ReasonCode.SPECIALIST_MISSING,
        ReasonCode.TRAINER_CONSULTATION,
    ]
    assert answer.offers is Seat.AUDIT


@pytest.mark.parametrize("purpose", list(Purpose))
@pytest.mark.parametrize("specialist", list(Specialist))
def test_an_audit_seat_is_open_to_everybody(purpose, specialist):
    answer = assess(facts(seat=Seat.AUDIT, purpose=purpose, specialist=specialist))
    assert (answer.verdict, answer.needs, answer.offers) == (Verdict.MET, (), None)


@pytest.mark.parametrize(
    "verdict,may",
    [(Verdict.MET, True), (Verdict.PROVISIONAL, True), (Verdict.REVIEW, False), (Verdict.NOT_MET, False)],
)
def test_only_met_and_provisional_take_a_seat(verdict, may):
    from cohorts.eligibility import Eligibility

    assert Eligibility(verdict, ()).may_take_seat is may


@pytest.mark.parametrize(
    "choices,rule",
    [
        (SeatKind, Seat),
        (Declaration.Purpose, Purpose),
        (Declaration.SpecialistStatus, Specialist),
        (ExamRecord.Status, Record),
    ],
)
def test_rows_and_rules_speak_of_the_same_values(choices, rule):
    assert set(choices.values) == {each.value for each in rule}


# Waived


@pytest.mark.parametrize(
    "changes,verdict,code",
    [
        ({"specialist": Specialist.NEITHER}, Verdict.PROVISIONAL, ReasonCode.PREREQUISITE_WAIVED),
        ({}, Verdict.PROVISIONAL, ReasonCode.PREREQUISITE_WAIVED),
        ({"record": Record.FAILED}, Verdict.PROVISIONAL, ReasonCode.PREREQUISITE_WAIVED),
        (CONFIRMED, Verdict.MET, ReasonCode.PASS_CONFIRMED),
        ({"record": Record.IN_PROGRESS}, Verdict.PROVISIONAL, ReasonCode.SPECIALIST_IN_PROGRESS),
    ],
)
def test_a_waiver_speaks_only_where_the_level_alone_would_not_admit(changes, verdict, code):
    answer = assess(facts(**changes, **WAIVED))
    assert (answer.verdict, answer.reasons[0].code) == (verdict, code)
    assert (Need.CONFIRMED_PASS in answer.needs) is (verdict is Verdict.PROVISIONAL)


def test_a_waiver_holds_through_its_last_day():
    neither = {"specialist": Specialist.NEITHER, **WAIVED}
    assert assess(facts(**neither)).may_take_seat
    assert assess(facts(**neither, today=date(2027, 1, 16))).verdict is Verdict.NOT_MET


def test_a_waiver_does_not_replace_the_consultation():
    answer = assess(facts(specialist=Specialist.NEITHER, purpose=Purpose.PROFESSIONAL_TRAINER, **WAIVED))
    assert (answer.verdict, answer.needs) == (Verdict.REVIEW, (Need.CONFIRMED_PASS, Need.CONSULTATION))
