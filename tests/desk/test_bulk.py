"""Acts on many people: said before they are done, done once, and told afterwards, in a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import F
from django.urls import reverse
from wagtail.models import ModelLogEntry

from cohorts.models import Attendance, CohortDay, Consultation, Enrollment
from lms.desk.models import BulkAct
from lms.kernel.models import Message
from tests.desk.test_roster import MET, REVIEW, participant
from tests.factories.cohorts import (
    ClassSessionFactory,
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    DeclarationFactory,
    OpenCohortFactory,
    PersonFactory,
    SeatPoolFactory,
)
from tests.factories.commerce import SellerFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 20, 3, 0, tzinfo=UTC)
UNDER_REVIEW = {"status": "under_review", "confirmed_at": None}


@pytest.fixture(autouse=True)
def january(at):
    at(NOW.isoformat())


@pytest.fixture
def cohort():
    made = OpenCohortFactory(title="2026年度 養成講座")
    for position, held_on in enumerate((date(2027, 2, 18), date(2027, 2, 19)), 1):
        day = CohortDayFactory(cohort=made, position=position, held_on=held_on)
        ClassSessionFactory(day=day, position=position, title=f"時限{position}")
    return made


def applicant(cohort, *needs, purpose="company_employee", **fields):
    eligibility = {**REVIEW, "needs": list(needs) or ["number_check"]}
    enrollment = participant(cohort, eligibility=eligibility, **UNDER_REVIEW, **fields)
    DeclarationFactory(enrollment=enrollment, purpose=purpose, specialist_number=f"S-{enrollment.pk}")
    if "consultation" in needs:
        Consultation.objects.create(enrollment=enrollment, cause="purpose_consultation", due_on=NOW, opened_at=NOW)
    return enrollment


def chosen(office, cohort, act, *people, **fields):
    data = {"act": act, "person": [one.pk for one in people], **fields}
    return office.post(reverse("lms_desk:bulk", args=[cohort.pk]), data)


def confirmed(office, cohort, act, *people, token=None, **fields):
    """The act as its preview sends it; the page that tells what became of it."""
    sent = {"confirmed": "1", "token": str(token or uuid4()), "filled_in": "1", **fields}
    answer = chosen(office, cohort, act, *people, **sent)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return office.get(answer["Location"])


def told(page):
    """Who it was done to, and who was left out."""
    return [[line.enrollment for line in page.context[part]] for part in ("done", "left_out")]


def test_j9_06_accepts_the_numbers_of_many_after_a_look_at_what_it_does(office, secretariat, cohort):
    ready = applicant(cohort)
    talking = applicant(cohort, "number_check", "consultation", purpose="professional_trainer")
    seated = participant(cohort)
    page = chosen(office, cohort, "accept_numbers", ready, talking, seated)
    lines = {
        line.enrollment: (line.effect, line.mail, line.left_out)
        for line in (*page.context["concerned"], *page.context["left_out"])
    }
    assert lines == {
        ready: ("受検番号を確認済みとし、席を選べるようにします。", f"メール：{ready.person.email}", ""),
        talking: ("受検番号を確認済みとします。事前相談は続きます。", "メールなし", ""),
        seated: ("", "", "現在の状態（受講確定）では行えません。"),
    }
    assert not Message.objects.exists()
    result = confirmed(office, cohort, "accept_numbers", ready, talking, seated)
    assert [set(part) for part in told(result)] == [{ready, talking}, {seated}]
    ready.refresh_from_db()
    assert (ready.eligibility["verdict"], ready.eligibility["cleared"]) == ("provisional", ["number_check"])
    assert list(Message.objects.values_list("kind", "about")) == [
        ("cohorts.email.review_cleared", Message.key_of(ready))
    ]
    lines = ModelLogEntry.objects.filter(action="lms_cohorts.clear_review", user=secretariat)
    assert {line.object_id for line in lines} == {str(ready.pk), str(talking.pk)}


def test_many_at_once_come_out_as_one_by_one(office, secretariat, cohort):
    from cohorts.actions.review import clear_review
    from cohorts.eligibility import Need
    from lms.kernel.actor import Actor

    one, other = applicant(cohort), applicant(cohort)
    clear_review(one, needs=[Need.NUMBER_CHECK], note="", by=Actor.person(secretariat), now=NOW)
    confirmed(office, cohort, "accept_numbers", other)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.eligibility == other.eligibility
    mails = Message.objects.order_by("pk")
    assert (
        len(
            {
                mail.body.replace(mail.to_name, "").replace(number, "")
                for mail, number in zip(mails, (one.number, other.number), strict=True)
            }
        )
        == 1
    )


def test_a_second_click_finds_what_the_first_did(office, cohort):
    ready, token = applicant(cohort), uuid4()
    first = confirmed(office, cohort, "write", ready, token=token, subject="会場のご案内", text="3階です。")
    second = confirmed(office, cohort, "write", ready, token=token, subject="会場のご案内", text="3階です。")
    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert (BulkAct.objects.count(), Message.objects.count()) == (1, 1)


def test_purposes_are_agreed_and_applications_declined_where_they_wait(office, cohort):
    talking = applicant(cohort, "consultation", purpose="other")
    refused, quiet = applicant(cohort), applicant(cohort)
    assert told(confirmed(office, cohort, "clear_consultations", talking, quiet)) == [[talking], [quiet]]
    assert Consultation.objects.get().status == Consultation.Status.CLEARED
    page = confirmed(office, cohort, "decline", refused, reason="定員のため")
    assert told(page) == [[refused], []]
    refused.refresh_from_db()
    assert refused.status == Enrollment.Status.DECLINED
    assert "定員のため" in Message.objects.get(kind="cohorts.email.application_declined").body


def test_a_mail_is_written_looked_at_and_sent_to_each_alone(office, cohort):
    someone, silent = participant(cohort), participant(cohort, person=PersonFactory(email=""))
    empty = chosen(office, cohort, "write", someone, silent, filled_in="1", subject="", text="")
    assert (empty.context["is_final"], empty.context["form"].errors.keys()) == (False, {"subject", "text"})
    preview = chosen(office, cohort, "write", someone, silent, filled_in="1", subject="会場の変更", text="3階です。")
    assert "会場の変更\n\n3階です。" in preview.text
    assert not Message.objects.exists()
    page = confirmed(office, cohort, "write", someone, silent, subject="会場の変更", text="3階です。")
    assert told(page) == [[someone], [silent]]
    mail = Message.objects.get()
    assert (mail.subject, mail.to_email, mail.about) == ("会場の変更", someone.person.email, Message.key_of(someone))
    assert [words in mail.body for words in (someone.person.full_name, "3階です。", someone.number)] == [True] * 3


def letter(enrollment, **fields):
    return Message.objects.create(
        dedupe_key=f"{enrollment.pk}", letter_key=f"joining_instructions:enrollment:{enrollment.pk}",
        kind="checkout.email.joining_instructions", to_email="old@example.test", subject="受講のご案内", body="持ち物",
        about=Message.key_of(enrollment), next_attempt_at=datetime(2027, 2, 4, 1, tzinfo=UTC), **fields,
    )  # fmt: skip


def test_joining_instructions_go_out_again_as_they_were_sent_to_the_address_of_today(office, cohort):
    sent, waiting, none = (participant(cohort) for _each in range(3))
    letter(sent, status="sent", sent_at=NOW)
    letter(waiting)
    page = chosen(office, cohort, "joining", sent, waiting, none)
    why = {line.enrollment: line.left_out for line in page.context["left_out"]}
    assert why[waiting] == "まだ送信されていません。2027年2月4日（木）10:00に自動で送信されます。"
    assert told(confirmed(office, cohort, "joining", sent, waiting, none))[0] == [sent]
    again = Message.objects.get(kind="desk.email.joining_again")
    assert (again.to_email, again.subject, again.body) == (sent.person.email, "受講のご案内", "持ち物")


def test_attendance_waits_for_the_day(office, cohort):
    one = participant(cohort)
    page = chosen(office, cohort, "attendance", one)
    assert [line.enrollment for line in page.context["left_out"]] == [one]
    assert "当日" in page.context["left_out"][0].left_out


def test_attendance_is_recorded_where_nothing_was(office, secretariat, cohort):
    CohortDay.objects.update(held_on=F("held_on") - timedelta(days=365))
    first, second = cohort.sessions.order_by("position")
    here, late = participant(cohort), participant(cohort)
    closed = participant(cohort, status=Enrollment.Status.COMPLETED)
    Attendance.objects.create(enrollment=late, session=first, status="partial", late_minutes=20, recorded_at=NOW)
    fields = {"sessions": [first.pk, second.pk], "status": "present"}
    assert told(confirmed(office, cohort, "attendance", here, late, closed, **fields))[1] == [closed]
    rows = Attendance.objects.values_list("enrollment", "session", "status")
    assert set(rows) == {
        (here.pk, first.pk, "present"), (here.pk, second.pk, "present"),
        (late.pk, first.pk, "partial"), (late.pk, second.pk, "present"),
    }  # fmt: skip
    line = ModelLogEntry.objects.get(action="lms_cohorts.record_attendance", object_id=str(late.pk))
    assert (line.user, line.data["session"]) == (secretariat, [2])


def test_everybody_found_is_more_than_the_page_shows(office, cohort):
    pool = SeatPoolFactory(cohort=cohort, capacity=500)
    for _each in range(27):
        ConfirmedEnrollmentFactory(pool=pool, eligibility=MET)
    applicant(cohort)
    page = chosen(office, cohort, "write", everybody="1", asked="status=confirmed")
    assert len(page.context["keys"]) == 27


@pytest.mark.parametrize(
    "act, words", [("write", "先に対象の方を選んでください。"), ("", "行う操作を選んでください。")]
)
def test_nothing_chosen_leads_back_with_a_word(office, cohort, act, words):
    answer = chosen(office, cohort, act)
    assert answer["Location"] == reverse("lms_desk:roster", args=[cohort.pk])
    assert words in office.get(answer["Location"]).text


def test_nobody_of_another_cohort_and_nobody_themselves_is_touched(office, secretariat, cohort):
    own = applicant(cohort, person=PersonFactory(user=secretariat))
    elsewhere = applicant(OpenCohortFactory())
    page = chosen(office, cohort, "accept_numbers", own, elsewhere)
    assert (page.context["concerned"], page.context["left_out"]) == ([], [])


@pytest.mark.both_databases
@pytest.mark.parametrize("act", ["accept_numbers", "write", "joining", "attendance"])
def test_an_act_costs_the_same_for_any_number_of_people(office, cohort, act, django_assert_max_num_queries):
    fields = {
        "subject": "件名",
        "text": "本文",
        "sessions": list(cohort.sessions.values_list("pk", flat=True)),
        "status": "present",
    }
    SellerFactory()
    CohortDay.objects.update(held_on=F("held_on") - timedelta(days=365))
    costs = []
    for count in (1, 2, 30):
        people = [applicant(cohort) if act == "accept_numbers" else participant(cohort) for _each in range(count)]
        for one in people:
            letter(one, status="sent", sent_at=NOW)
        data = {"confirmed": "1", "token": str(uuid4()), "filled_in": "1", **fields}
        with django_assert_max_num_queries(25) as asked:
            chosen(office, cohort, act, *people, **data)
        costs.append(len(asked))
        assert len(BulkAct.objects.first().done) == count
    assert costs[1] == costs[2]


def test_chosen_people_are_printed_and_exported(office, cohort):
    one = participant(cohort)
    assert chosen(office, cohort, "print", one)["Location"].endswith(f"papers/?person={one.pk}")
    assert chosen(office, cohort, "export", one)["Content-Disposition"].endswith(".xlsx")
