"""Wanting to hear of a course: one answer for everybody, a mail that asks first, and links that change nothing."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from cohorts import conf
from cohorts.actions.interest import forget_lapsed_interests
from cohorts.models import Cohort, Interest
from lms.kernel import clock
from lms.kernel.form_stamp import stamp
from lms.kernel.models import Message
from tests.factories.cohorts import CohortFactory, InterestFactory
from tests.factories.courses import CourseFactory
from tests.lms.pages_read import Page
from tests.world import open_world

pytestmark = pytest.mark.django_db
MOMENT = "2026-12-10T10:00:00+09:00"
LATER = "2026-12-10T10:00:30+09:00"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def cohort():
    return CohortFactory(code="spring", title="春の回", title_en="Spring cohort")


@pytest.fixture
def ask(client, at):
    """Fills the form in as a person does: opened at ten, sent half a minute later."""

    def send(path="/schedule/spring/interest/", email="reader@example.test", **answers):
        at(MOMENT)
        made = stamp()
        at(LATER)
        return client.post(path, {"email": email, "consent": "on", "stamp": made, **answers})

    return send


def link_in(mail: Message) -> str:
    (path,) = set(re.findall(r"https?://[^/\s]+(/\S*interest/\S+)", mail.body))
    return path


def test_the_form_asks_for_little(client, cohort):
    shown = Page(client.get("/schedule/spring/interest/").content.decode())
    assert "開催案内を希望する" in shown.words
    assert [each["name"] for each in shown.all("input") if each["name"] != "csrfmiddlewaretoken"] == [
        "stamp", "email", "name", "kind", "kind", "kind", "consent",
    ]  # fmt: skip


def test_j1_01_registering_writes_one_mail_and_waits_for_its_answer(ask, client, cohort):
    answer = ask(name=" 見本  花子 ", kind="audit")
    assert (answer.status_code, answer["Location"]) == (302, "/interest/sent/")
    interest = Interest.objects.get()
    assert (interest.cohort, interest.name, interest.kind) == (cohort, "見本 花子", "audit")
    assert (interest.confirmed_at, list(Interest.objects.standing())) == (None, [])
    (mail,) = Message.objects.all()
    assert (mail.to_email, mail.subject) == ("reader@example.test", "【ご確認ください】春の回 の開催案内")
    assert link_in(mail) == f"/interest/{interest.token}/"


def test_a_known_address_gets_the_same_answer_and_its_registration_stays(ask, client, cohort):
    known = InterestFactory(cohort=cohort, email="reader@example.test", name="前からの人")
    first, again = ask(email="someone.else@example.test"), ask(email="Reader@example.test", name="別の人")
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"])
    assert Interest.objects.get(email="reader@example.test").name == "前からの人"
    mail = Message.objects.get(to_email="reader@example.test")
    assert (mail.subject, link_in(mail)) == ("【登録済み】春の回 の開催案内", f"/interest/{known.token}/")


def test_asking_twice_within_an_hour_writes_one_mail(ask, cohort):
    ask()
    ask()
    assert (Interest.objects.count(), Message.objects.count()) == (1, 1)


def test_after_withdrawing_one_can_register_anew(ask, cohort):
    InterestFactory(cohort=cohort, email="reader@example.test", withdrawn_at=clock.now())
    ask()
    assert Interest.objects.filter(email="reader@example.test", withdrawn_at=None).count() == 1


def test_english_readers_are_written_to_in_english(ask, cohort):
    ask("/en/schedule/spring/interest/")
    mail = Message.objects.get()
    assert (mail.subject, mail.language) == ("Please confirm: news of Spring cohort", "en")
    assert link_in(mail).startswith("/en/interest/")


def test_a_course_without_any_cohort_can_be_waited_for(ask):
    course = CourseFactory(code="instructor")
    ask("/interest/courses/instructor/")
    assert Interest.objects.values_list("course", "cohort").get() == (course.pk, None)


@pytest.mark.parametrize("status", [Cohort.Status.CANCELED, Cohort.Status.EVALUATED])
def test_where_nothing_is_to_come_the_page_of_the_cohort_answers(client, status):
    CohortFactory(code="over", status=status, status_reason="会場の都合により")
    answer = client.get("/schedule/over/interest/")
    assert (answer.status_code, answer["Location"]) == (302, "/schedule/over/")


def test_an_open_cohort_is_applied_for_instead(client, at):
    open_world(now=at(MOMENT))
    assert client.get("/schedule/2026/interest/")["Location"] == "/schedule/2026/"


@pytest.mark.parametrize("path", ["/schedule/nowhere/interest/", "/interest/courses/nowhere/", "/interest/nonsense/"])
def test_unknown_addresses_are_not_found(client, path):
    assert client.get(path).status_code == 404


# Machines


@pytest.mark.parametrize(
    "made,sent",
    [
        (None, LATER),
        (MOMENT, "2026-12-10T09:59:30+09:00"),  # well before two seconds have gone by: the clock runs on
        (MOMENT, "2026-12-11T10:00:01+09:00"),
    ],
)
def test_a_form_sent_at_once_or_very_late_is_shown_again_with_everything_typed(client, at, cohort, made, sent):
    at(made or sent)
    value = stamp() if made else "made-up"
    at(sent)
    data = {"email": "reader@example.test", "name": "見本 花子", "consent": "on", "stamp": value}
    shown = Page(client.post("/schedule/spring/interest/", data).content.decode())
    assert (Interest.objects.count(), Message.objects.count()) == (0, 0)
    assert shown.one("input", name="email")["value"] == "reader@example.test"
    assert "もう一度送信してください" in shown.text
    at((datetime.fromisoformat(sent) + timedelta(seconds=30)).isoformat())
    data["stamp"] = shown.one("input", name="stamp")["value"]
    assert client.post("/schedule/spring/interest/", data).status_code == 302


@pytest.mark.parametrize(
    "answers,words",
    [
        ({"email": "nobody"}, "有効なメールアドレスを入力してください。"),
        ({"email": ""}, "ご案内の送り先を入力してください。"),
        ({"consent": ""}, "ご案内には同意が必要です。"),
    ],
)
def test_what_is_missing_is_said_beside_the_question(ask, cohort, answers, words):
    answer = ask(**answers)
    assert (answer.status_code, Interest.objects.count()) == (200, 0)
    assert words in Page(answer.content.decode()).words


def test_one_mailbox_cannot_be_flooded(ask, cohort):
    answers = [ask().status_code for _ in range(conf.REGISTRATIONS_PER_HOUR + 1)]
    assert answers == [302] * conf.REGISTRATIONS_PER_HOUR + [429]


def test_one_address_of_the_net_cannot_register_everybody(ask, cohort):
    answers = [ask(email=f"reader{n}@example.test").status_code for n in range(conf.REGISTRATIONS_PER_HOUR + 1)]
    assert answers == [302] * conf.REGISTRATIONS_PER_HOUR + [429]
    assert Interest.objects.count() == conf.REGISTRATIONS_PER_HOUR


# The answer to the mail


@pytest.fixture
def waiting(at, cohort):
    at(MOMENT)
    return InterestFactory(cohort=cohort, created_at=clock.now(), confirmed_at=None)


def test_a_mail_scanner_that_follows_the_link_confirms_nothing(client, waiting):
    for _visit in range(2):
        assert client.get(f"/interest/{waiting.token}/").status_code == 200
    assert [client.get(f"/interest/{waiting.token}/{act}/").status_code for act in ("confirm", "withdraw")] == [
        405,
        405,
    ]
    waiting.refresh_from_db()
    assert (waiting.confirmed_at, waiting.withdrawn_at) == (None, None)


def test_the_button_confirms_and_a_second_click_changes_nothing(client, waiting, at):
    client.post(f"/interest/{waiting.token}/confirm/")
    confirmed_at = Interest.objects.get().confirmed_at
    at("2026-12-12T10:00:00+09:00")
    shown = client.post(f"/interest/{waiting.token}/confirm/", follow=True)
    assert Interest.objects.get().confirmed_at == confirmed_at
    assert "ご登録ありがとうございます" in Page(shown.content.decode()).words


def test_withdrawing_takes_one_button_and_lasts(client, waiting):
    client.post(f"/interest/{waiting.token}/confirm/")
    shown = client.post(f"/interest/{waiting.token}/withdraw/", follow=True)
    assert "取りやめました" in Page(shown.content.decode()).words
    client.post(f"/interest/{waiting.token}/confirm/")
    assert list(Interest.objects.standing()) == []


def test_the_buttons_need_the_token_of_the_page(waiting):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/interest/{waiting.token}/confirm/").status_code == 403


@pytest.mark.parametrize("days,kept", [(13, 1), (14, 0)])
def test_an_address_nobody_confirmed_is_forgotten(waiting, days, kept):
    forget_lapsed_interests(now=waiting.created_at + timedelta(days=days))
    assert Interest.objects.count() == kept


def test_a_confirmed_address_stays(cohort):
    kept = InterestFactory(cohort=cohort)
    forget_lapsed_interests(now=kept.created_at + timedelta(days=900))
    assert Interest.objects.count() == 1
