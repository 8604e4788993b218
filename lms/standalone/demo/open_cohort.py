"""The cohort that takes applications, with people at every stage of applying."""

from datetime import timedelta

from cohorts.actions.accommodation import answer_accommodation, ask_for_accommodation
from cohorts.actions.consultation import ask_applicant, note_on_consultation, write_answer
from cohorts.models import Accommodation, Cohort, Consultation, Enrollment, SeatKind
from lms.kernel.actor import Actor
from lms.standalone.demo import cohorts, people
from lms.standalone.demo.applications import (
    Application,
    Purpose,
    Specialist,
    draft,
    enroll,
    lapse,
    submit,
    upgrade,
)
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from lms.standalone.demo.people import Guest, confirm_pass, make_person, make_record

PASSED = (
    people.TRAINEE,
    people.HAYASE,
    people.TSUKISHIRO,
    people.KAZAMI,
    people.SAION,
    people.MIKAGE,
    people.TSUZUKI,
)


def make(cohort: Cohort, seasons: Seasons) -> None:
    for guest in PASSED:
        _passed(guest, seasons)
    for guest in (people.NANASE, people.HINO):
        _begun(guest, seasons)
    _visitors(seasons)
    enroll(Application(people.HAYASE), cohort, seasons.ago(days=22, hour=12, minute=10))
    enroll(Application(people.TSUKISHIRO), cohort, seasons.ago(days=17, hour=21, minute=35))
    in_progress = Application(
        people.NANASE, specialist=Specialist.IN_PROGRESS, expected_on=seasons.open.days[0] + timedelta(days=40)
    )
    enroll(in_progress, cohort, seasons.ago(days=12, hour=9, minute=20))
    listening = Application(people.AUDITOR, SeatKind.AUDIT, Specialist.NEITHER)
    _needs(enroll(listening, cohort, seasons.ago(days=8, hour=18)), seasons)
    _changes_the_seat(cohort, seasons)
    lapse(Application(people.MIKAGE), cohort, seasons.ago(days=6, hour=23, minute=5))
    consultation = Application(
        people.SAION,
        purpose=Purpose.PROFESSIONAL_TRAINER,
        note="研修会社の委託で企業研修を担当しています。委託先の社内講師の育成に生かしたいと考えています。",
    )
    _consult(submit(consultation, cohort, seasons.ago(days=4, hour=14, minute=45)), seasons)
    submit(Application(people.TOKITO), cohort, seasons.ago(days=2, hour=8, minute=15))
    draft(Application(people.YUZUKI, SeatKind.AUDIT, Specialist.NEITHER), cohort, seasons.ago(days=1, hour=20))
    submit(Application(people.KAZAMI), cohort, seasons.now)


def _consult(enrollment: Enrollment, seasons: Seasons) -> None:
    """The office has called, asked, and has an answer to look at."""
    consultation = Consultation.objects.get(enrollment=enrollment)
    if consultation.notes.exists():
        return
    office, applicant = cohorts.office(), enrollment.person.user
    if applicant is None:
        return
    with moment(seasons.ago(days=3, hour=10, minute=5)) as now:
        note_on_consultation(consultation, text="お電話。研修中とのことで、メールでお尋ねする。", by=office, now=now)
        question = (
            "ご記入ありがとうございます。資格取得後に担当される研修は、委託元の社員の方を対象とするものでしょうか。"
            "一般の方へ公開する講座のご予定があれば、あわせてお聞かせください。"
        )
        ask_applicant(consultation, text=question, by=office, now=now)
    with moment(seasons.ago(days=2, hour=21, minute=40)) as now:
        answer = "委託元三社の社内講師の育成だけを考えています。一般公開の講座で使う予定はありません。"
        write_answer(consultation, text=answer, by=Actor.person(applicant), now=now)


def _needs(enrollment: Enrollment, seasons: Seasons) -> None:
    """What one of them needs in order to take part: agreed on, with what trainers have to do; another wish is open."""
    if enrollment.accommodations.exists() or enrollment.person.user is None:
        return
    with moment(seasons.ago(days=2, hour=12, minute=30)) as now:
        wish = "右耳が聞こえにくいため、前方左側の席を希望します。配布資料を事前にいただけると助かります。"
        request = ask_for_accommodation(enrollment, wish=wish, by=Actor.person(enrollment.person.user), now=now)
    with moment(seasons.ago(days=1, hour=11)) as now:
        answer_accommodation(
            request,
            outcome=Accommodation.Status.AGREED,
            answer="前方左側のお席をご用意し、配布資料は開催の3日前にお送りします。",
            for_trainers="前方左側の席。話すときは正面を向く。配布資料は3日前に渡す。",
            by=cohorts.office(),
            now=now,
        )
    with moment(seasons.ago(days=1, hour=19, minute=20)) as now:
        wish = "昼休みに薬を飲む場所として、人目につかない所を貸していただけますか。"
        ask_for_accommodation(enrollment, wish=wish, by=Actor.person(enrollment.person.user), now=now)


def _changes_the_seat(cohort: Cohort, seasons: Seasons) -> None:
    """Somebody who listens wants to earn the license after all, with a number the office has to look up."""
    listening = Application(people.SHIOMI, SeatKind.AUDIT, Specialist.NEITHER)
    seat = enroll(listening, cohort, seasons.ago(days=7, hour=13, minute=20))
    if seat.status == Enrollment.Status.CONFIRMED:
        upgrade(seat, Application(people.SHIOMI), seasons.ago(days=1, hour=10, minute=5))


def _visitors(seasons: Seasons) -> None:
    """Those a visitor plays who have not applied (yet)."""
    with moment(seasons.ago(days=25)) as now:
        make_person(people.TRAINEE, now=now)
        make_person(people.CONTACT, now=now)


def _passed(guest: Guest, seasons: Seasons) -> None:
    with moment(seasons.ago(days=60)) as now:
        record = make_record(guest, by=cohorts.office(), now=now)
        if record.confirmed_at is None:
            passed_on = seasons.today - timedelta(days=70)
            confirm_pass(guest, passed_on=passed_on, by=cohorts.office(), now=now)


def _begun(guest: Guest, seasons: Seasons) -> None:
    with moment(seasons.ago(days=30)) as now:
        make_record(guest, by=cohorts.office(), now=now)
