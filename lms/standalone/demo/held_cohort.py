"""Last year's cohort: what became of everybody who was there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cohorts.actions.license import revoke_license, suspend_license
from cohorts.actions.proof import ask_for_correction
from cohorts.models import CertificateProof, Cohort, Enrollment, License, LicenseEvent, SeatKind
from cohorts.register import Choice
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.standalone.demo import cohorts, people
from lms.standalone.demo.applications import Application, Specialist, enroll, lapse
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons, at
from lms.standalone.demo.people import Guest, confirm_pass, make_record
from lms.standalone.demo.results import (
    attend,
    certify,
    end_course,
    hand_in_assignment,
    lesson_model,
    mark,
    refuse,
    release,
)

NOT_YET = "3323333"
SHOWN = {
    people.LICENSEE: Choice(name=True, listed=True, prefecture="東京都", employer=True),
    people.KUGAYAMA: Choice(name=True, listed=True),
}


@dataclass(frozen=True, slots=True)
class Learner:
    """Days before the first day on which they applied, the levels two evaluators saw, the mark of the assignment."""

    guest: Guest
    applied: int
    topic: str
    first: str
    second: str
    mark: str
    is_candidate: bool = False
    missed: tuple[int, ...] = ()


LEARNERS = (
    Learner(people.LICENSEE, 92, "売場の「選ばれない理由」を聴き取る", "5445444", "4454444", "88"),
    Learner(people.MASHIBA, 88, "応対品質の見える化を新任者に教える", "4444443", "4444444", "76.5"),
    Learner(people.KUGAYAMA, 85, "小さな店の顧客体験をつなげる", "4444534", "4444444", "81"),
    Learner(people.HIMURO, 79, "再訪につながる見送りの設計", "4444444", "4344454", "74"),
    Learner(people.CHIHAYA, 77, "接客用語の統一", "3233323", NOT_YET, "72"),
    Learner(people.WAITING, 71, "電話応対で気づきを引き出す問いかけ", "4444454", "4454444", "84", is_candidate=True),
    Learner(people.AYABE, 66, "地域のお客様との関わり方を設計する", "4544444", "4444444", "79", is_candidate=True),
    Learner(people.KIRISHIMA, 58, "苦情を改善提案に変える手順", "3332333", NOT_YET, "70.5"),
    Learner(people.MINASE, 54, "客室への案内を一つのストーリーにする", "3323332", NOT_YET, "77"),
    Learner(people.KASHIWAGI, 45, "新入社員に伝えるCSの意味", "", "", "", missed=(3, 4)),
)
# Whoever repeats the lesson model meets an evaluator who did not score the first one.
FIRST_EVALUATORS = {people.KIRISHIMA: ("evaluator_2", "trainer")}
WHY_LATE = (
    "家族の入院で期日までにまとめられませんでした。今年度の補講に備えて仕上げましたので、期日後ですが提出いたします。"
)
REASON_REFUSED = (
    "レッスンモデル評価が認定基準に達していません（顧客価値の分析と自社事例への落とし込み、伝達）。"
    "課題評価は基準に達しており、有効期間内はレッスンモデルの再評価のみで再度審査を受けられます。"
)


def make(cohort: Cohort, seasons: Seasons) -> None:
    season = seasons.held
    enrollments = {one.guest: _apply(one, cohort, seasons) for one in LEARNERS}
    for guest, day in ((people.SHIRANUI, 62), (people.OTONASHI, 50)):
        enroll(Application(guest, SeatKind.AUDIT, Specialist.NEITHER), cohort, season.before(day, 20))
    lapse(Application(people.YUZUKI, SeatKind.AUDIT, Specialist.NEITHER), cohort, season.before(40, 22))
    cohorts.close(cohort, season.deadline_at)
    cohorts.start(cohort, season.before(0, 9, 30))
    attend(cohort, missed={enrollments[one.guest]: one.missed for one in LEARNERS if one.missed})
    for one in LEARNERS:
        _evaluate(one, enrollments[one.guest], seasons)
    end_course(cohort, season.after(0, 17))
    cohorts.finish(cohort, season.after(1, 10))
    for number, one in enumerate(LEARNERS):
        if one.mark:
            hand_in_assignment(enrollments[one.guest], season.after(5 + number, 20, 5 * number))
    for one in LEARNERS:
        if one.mark:
            mark(enrollments[one.guest], one.mark, season.after(20, 14))
    release(cohort, season.after(26, 10))
    _conclude(enrollments, seasons)


def _apply(learner: Learner, cohort: Cohort, seasons: Seasons) -> Enrollment:
    season = seasons.held
    passed_on = season.days[0] - timedelta(days=150)
    with moment(season.before(110)) as now:
        record = make_record(learner.guest, by=cohorts.office(), now=now)
        if not learner.is_candidate and record.confirmed_at is None:
            confirm_pass(learner.guest, passed_on=passed_on, by=cohorts.office(), now=now)
    application = Application(
        learner.guest,
        specialist=Specialist.IN_PROGRESS if learner.is_candidate else Specialist.PASSED,
        expected_on=seasons.today + timedelta(days=30) if learner.is_candidate else None,
    )
    return enroll(application, cohort, season.before(learner.applied, 10 + learner.applied % 9, learner.applied % 50))


def _evaluate(learner: Learner, enrollment: Enrollment, seasons: Seasons) -> None:
    if learner.first:
        evaluators = FIRST_EVALUATORS.get(learner.guest, ("evaluator", "evaluator_2"))
        sheets = dict(zip(evaluators, (learner.first, learner.second), strict=True))
        lesson_model(enrollment, seasons.held.after(0, 15, 30), sheets, topic=learner.topic)


def _conclude(enrollments: dict[Guest, Enrollment], seasons: Seasons) -> None:
    season = seasons.held
    decided_at = season.after(32, 13)
    licenses = {
        guest: certify(enrollments[guest], decided_at, shown=SHOWN.get(guest), approves=guest is not people.MASHIBA)
        for guest in (people.LICENSEE, people.MASHIBA, people.KUGAYAMA, people.HIMURO)
    }
    _wants_correction(licenses[people.MASHIBA], seasons.ago(days=2, hour=19))
    refuse(enrollments[people.CHIHAYA], decided_at, reasons=REASON_REFUSED)
    halfway = at(jst_date(decided_at + (seasons.now - decided_at) / 2), 11)
    _suspend(licenses[people.KUGAYAMA], halfway)
    _revoke(licenses[people.HIMURO], halfway)
    _pass_late(seasons)
    hand_in_assignment(enrollments[people.KASHIWAGI], seasons.ago(days=3, hour=9, minute=20), late=WHY_LATE)
    again = seasons.ago(days=9, hour=15)
    topic = "再評価：{}"
    lesson_model(
        enrollments[people.KIRISHIMA],
        again,
        {"evaluator": "", "evaluator_2": "4444444"},
        topic=topic.format("苦情を改善提案に変える手順"),
        attempt=2,
    )
    lesson_model(
        enrollments[people.MINASE],
        again,
        {"evaluator": "4444454", "trainer": ""},
        topic=topic.format("客室への案内を一つのストーリーにする"),
        attempt=2,
    )


def _pass_late(seasons: Seasons) -> None:
    """The pass of a candidate is confirmed three days ago: the case is ready, and waits for the decider."""
    record = make_record(people.AYABE, by=cohorts.office(), now=seasons.now)
    if record.confirmed_at is None:
        with moment(seasons.ago(days=3, hour=10)) as now:
            passed_on = seasons.today - timedelta(days=12)
            confirm_pass(people.AYABE, passed_on=passed_on, by=cohorts.office(), now=now)


def _wants_correction(license_: License, when: datetime) -> None:
    """Looked at the proof late, and found a character that is not the registered one."""
    proof = license_.proofs.filter(status=CertificateProof.Status.WAITING).first()
    if proof is not None:
        with moment(when) as now:
            wish = "「真柴」の「真」は、戸籍の字の「眞」で印刷してください。"
            ask_for_correction(proof, wish=wish, by=Actor.process(license_.person.full_name), now=now)


def _suspend(license_: License, when: datetime) -> None:
    if not license_.events.filter(kind=LicenseEvent.Kind.SUSPENDED).exists():
        with moment(when) as now:
            reason = "実務での活用状況の確認が取れないため、確認が終わるまで停止します。"
            suspend_license(license_, reason=reason, by=cohorts.office(), now=now)


def _revoke(license_: License, when: datetime) -> None:
    if not license_.events.filter(kind=LicenseEvent.Kind.REVOKED).exists():
        with moment(when) as now:
            reason = "認定後に、申込み時の申告と異なる事実が確認されたため取り消します。"
            revoke_license(license_, reason=reason, by=cohorts.office(), now=now)
