"""The talk before a purpose is accepted: whose turn it is, how it ends, and that nothing is paid meanwhile."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from cohorts.actions.consultation import (
    ConsultationOver,
    NothingSaid,
    ask_applicant,
    note_on_consultation,
    take_consultation,
    write_answer,
)
from cohorts.actions.enrollment import ReviewPending, cancel_enrollment, hold_seat
from cohorts.actions.review import (
    NotUnderReview,
    clear_consultation,
    clear_with_condition,
    decline_application,
    lapse_consultation,
)
from cohorts.applications import eligibility_of
from cohorts.models import Cohort, Consultation, Enrollment, SeatPool
from cohorts.models.consultation import office_due
from cohorts.tasks import sweep_consultations
from lms.kernel.actor import Actor
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from tests.factories.cohorts import ConsultationFactory

pytestmark = pytest.mark.django_db

OFFICE = Actor.process("test office")
#: A Tuesday, 12:00 in Japan.
NOON = datetime(2027, 1, 12, 3, 0, tzinfo=UTC)
#: Asked on the 12th: the 26th is the last day, its end in Japan the first moment that is too late.
TOO_LATE = datetime(2027, 1, 27, tzinfo=JST)


def mails(consultation) -> list[str]:
    kinds = Message.objects.about(consultation.enrollment).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("cohorts.email.") for kind in kinds]


def seats_taken() -> int:
    return sum(SeatPool.objects.values_list("taken", flat=True))


def asked(**fields):
    return ask_applicant(ConsultationFactory(**fields), text="委託元はどちらですか。", by=OFFICE, now=NOON)


def state_of(consultation) -> tuple[str, str]:
    consultation.refresh_from_db()
    consultation.enrollment.refresh_from_db()
    return consultation.status, consultation.enrollment.status


# Whose turn it is


@pytest.mark.parametrize(
    "today,due",
    [
        ("2027-01-12", "2027-01-15"),  # Tuesday to Friday
        ("2027-01-15", "2027-01-20"),  # over a weekend
        ("2026-12-28", "2027-01-06"),  # over the closed days of the new year
        ("2027-01-08", "2027-01-14"),  # over 成人の日
    ],
)
def test_the_office_takes_its_turn_within_working_days(today, due):
    assert str(office_due(datetime.fromisoformat(today).date())) == due


@pytest.mark.parametrize(
    "moment,last_day",
    [
        ("2027-01-12T00:00:00+09:00", "2027-01-26"),
        ("2027-01-12T23:59:59+09:00", "2027-01-26"),
        ("2027-01-12T14:59:59+00:00", "2027-01-26"),  # one second before midnight in Japan
        ("2027-01-12T15:00:00+00:00", "2027-01-27"),  # the 13th in Japan
    ],
)
def test_the_applicant_has_fourteen_days_of_japan_after_the_day_of_the_question(moment, last_day):
    consultation = ConsultationFactory()
    now = datetime.fromisoformat(moment)
    assert str(ask_applicant(consultation, text="x", by=OFFICE, now=now).answer_on) == last_day


def test_a_question_gives_the_turn_to_the_applicant_and_an_answer_gives_it_back():
    consultation = asked()
    assert (consultation.waits_for_applicant, mails(consultation)) == (True, ["consultation_question"])
    body = Message.objects.about(consultation.enrollment).get().body
    assert ("委託元はどちらですか。" in body, "2027年1月26日（火）" in body) == (True, True)
    answered = write_answer(consultation, text="見本研修です。", by=OFFICE, now=NOON + timedelta(days=6))
    assert (answered.waits_for_applicant, str(answered.due_on)) == (False, "2027-01-21")
    assert [(note.kind, note.text) for note in answered.notes.all()] == [
        ("question", "委託元はどちらですか。"),
        ("answer", "見本研修です。"),
    ]


def test_a_word_nobody_asked_for_does_not_put_off_what_the_office_promised():
    consultation = ConsultationFactory()
    added = write_answer(consultation, text="補足です。", by=OFFICE, now=NOON)
    assert str(added.due_on) == "2027-01-15"


def test_j1b_02_the_dialogue_is_appended_with_author_and_moment(secretariat):
    by = Actor.person(secretariat)
    consultation = take_consultation(ConsultationFactory(), owner=secretariat, by=by)
    note_on_consultation(consultation, text="電話。折り返し待ち", by=by, now=NOON)
    ask_applicant(consultation, text="いつからですか。", by=by, now=NOON + timedelta(hours=1))
    assert consultation.owner == secretariat
    assert [(note.kind, note.author, note.written_at) for note in consultation.notes.all()] == [
        ("remark", secretariat, NOON),
        ("question", secretariat, NOON + timedelta(hours=1)),
    ]


def test_nothing_is_not_written_down():
    consultation = ConsultationFactory()
    for act in (note_on_consultation, ask_applicant, write_answer):
        with pytest.raises(NothingSaid):
            act(consultation, text=" 　\n", by=OFFICE, now=NOON)
    with pytest.raises(NothingSaid):
        clear_with_condition(consultation, condition=" ", by=OFFICE, now=NOON)
    assert (consultation.notes.count(), mails(consultation)) == (0, [])


# How it ends


def test_j1b_01_no_seat_can_be_held_before_it_is_over():
    consultation = asked()
    enrollment = consultation.enrollment
    until = NOON + timedelta(hours=1)
    with pytest.raises(ReviewPending):
        hold_seat(enrollment, eligibility=eligibility_of(enrollment, now=NOON), hold_until=until, by=OFFICE, now=NOON)
    assert (state_of(consultation), seats_taken()) == (("open", "under_review"), 0)


def test_j1b_02_cleared_is_mailed_and_leads_on():
    consultation = ConsultationFactory(enrollment__eligibility={}, declaration__specialist_status="passed")
    ended = clear_consultation(consultation, by=OFFICE, now=NOON)
    assert (ended.status, ended.closed_at, ended.condition) == ("cleared", NOON, "")
    assert mails(ended) == ["consultation_cleared"]
    reasons = {reason["code"] for reason in ended.enrollment.eligibility["reasons"]}
    assert reasons == {"record_not_matched", "consultation_cleared"}
    assert "確認を続けています" in Message.objects.about(ended.enrollment).get().body


def test_j1b_02_a_condition_is_mailed_and_stays():
    ended = clear_with_condition(ConsultationFactory(), condition="自社の研修に限ること", by=OFFICE, now=NOON)
    assert (ended.status, ended.condition) == ("condition", "自社の研修に限ること")
    mail = Message.objects.about(ended.enrollment).get()
    assert "自社の研修に限ること" in mail.body
    assert "条件" in mail.subject


def test_declining_ends_both_with_the_same_words():
    consultation = asked()
    decline_application(consultation.enrollment, reason="販売目的のため", instead=["聴講できます"], by=OFFICE, now=NOON)
    assert state_of(consultation) == ("declined", "declined")
    assert consultation.told == "販売目的のため"
    body = Message.objects.about(consultation.enrollment).get(kind="cohorts.email.application_declined").body
    assert ("販売目的のため" in body, "聴講できます" in body) == (True, True)


def test_withdrawing_the_application_ends_it():
    consultation = asked()
    cancel_enrollment(consultation.enrollment, reason="x", by=OFFICE, now=NOON)
    assert state_of(consultation) == ("withdrawn", "canceled")


@pytest.mark.parametrize(
    "act",
    [
        lambda one: write_answer(one, text="x", by=OFFICE, now=NOON),
        lambda one: ask_applicant(one, text="x", by=OFFICE, now=NOON),
        lambda one: clear_consultation(one, by=OFFICE, now=NOON),
        lambda one: clear_with_condition(one, condition="x", by=OFFICE, now=NOON),
    ],
)
def test_what_is_over_stays_over(act):
    consultation = clear_with_condition(ConsultationFactory(), condition="自社に限る", by=OFFICE, now=NOON)
    with pytest.raises((ConsultationOver, NotUnderReview)):
        act(consultation)
    consultation.refresh_from_db()
    assert (consultation.told, consultation.notes.count()) == ("自社に限る", 0)


# Lapsing


@pytest.mark.parametrize(
    "moment,is_over",
    [
        (TOO_LATE - timedelta(minutes=1), False),
        (datetime(2027, 1, 26, 14, 59, tzinfo=UTC), False),
        (TOO_LATE, True),
        (datetime(2027, 1, 26, 15, 0, tzinfo=UTC), True),
    ],
)
def test_j1b_03_without_an_answer_it_lapses_at_the_end_of_the_day_in_japan(at, moment, is_over):
    consultation = asked()
    at(moment.isoformat())
    assert consultation.takes_answer(moment) is not is_over
    sweep_consultations()
    sweep_consultations()
    assert state_of(consultation) == (("lapsed", "lapsed") if is_over else ("open", "under_review"))
    assert mails(consultation).count("consultation_lapsed") == is_over


def test_j1b_03_the_mail_says_until_when_one_can_apply_again(at):
    asked()
    at(TOO_LATE.isoformat())
    sweep_consultations()
    body = Message.objects.get(kind="cohorts.email.consultation_lapsed").body
    assert "2027年1月31日（日）23:59" in body


def test_who_was_never_asked_cannot_miss_a_moment(at):
    consultation = ConsultationFactory()
    at("2027-01-31T12:00:00+09:00")
    sweep_consultations()
    assert state_of(consultation) == ("open", "under_review")
    assert Consultation.objects.overdue(date(2027, 1, 16)).get() == consultation
    assert not Consultation.objects.overdue(date(2027, 1, 15)).exists()


def test_it_ends_with_a_course_that_has_begun(at):
    consultation = ConsultationFactory()
    Cohort.objects.update(status=Cohort.Status.RUNNING)
    at("2027-02-18T10:00:00+09:00")
    sweep_consultations()
    assert state_of(consultation) == ("lapsed", "lapsed")
    body = Message.objects.get(kind="cohorts.email.consultation_lapsed").body
    assert ("回答がありません" in body, "次回の" in body) == (False, True)


def test_an_answer_after_its_time_is_refused_and_one_before_keeps_it():
    late, early = asked(), asked()
    with pytest.raises(ConsultationOver):
        write_answer(late, text="遅れました", by=OFFICE, now=TOO_LATE)
    write_answer(early, text="間に合いました", by=OFFICE, now=TOO_LATE - timedelta(seconds=1))
    assert not lapse_consultation(early, by=OFFICE, now=TOO_LATE)
    assert lapse_consultation(late, by=OFFICE, now=TOO_LATE)
    assert (state_of(early)[0], state_of(late)[0]) == ("open", "lapsed")


# What can never be


@pytest.mark.parametrize(
    "changes,sentence",
    [
        ({"status": "cleared"}, "終了した相談には、終了した日時が必要です。"),
        ({"status": "condition", "closed_at": NOON}, "条件または理由を、申込者が読む文で書いてください。"),
        ({"status": "cleared", "closed_at": NOON, "answer_until": NOON}, "終了した相談では、だれの回答も待ちません。"),
    ],
)
def test_impossible_states_are_refused_in_words(changes, sentence):
    consultation = ConsultationFactory()
    for name, value in changes.items():
        setattr(consultation, name, value)
    with pytest.raises(ValidationError) as refused:
        consultation.validate_constraints()
    assert sentence in refused.value.messages


def test_a_lapsed_application_can_be_made_anew(at):
    consultation = asked()
    at(TOO_LATE.isoformat())
    sweep_consultations()
    assert not Enrollment.objects.active().filter(person=consultation.enrollment.person).exists()
