"""A title used without a license: reported by anybody, read by few, settled with a reason, forgotten in time."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from lms.checkout.models import LegalDocument
from lms.desk.work import Question, listed, pieces
from lms.inquiries.actions.misuse import (
    AlreadySettled,
    DayOver,
    ReasonMissing,
    erase_settled,
    find_unfounded,
    note_correction,
    report_misuse,
    send_notice,
)
from lms.inquiries.models import Inquiry, MisuseReport
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.calendar import jst_date
from lms.kernel.form_stamp import SALT
from lms.kernel.models import Message
from tests.cast import grant

pytestmark = pytest.mark.django_db

HANDLE = "lms_inquiries.handle_misuse"
OFFICE = Actor.process("office")
WHO, WHERE = "無資格 太郎", "名刺とウェブサイト"
SEEN = {
    "accused": WHO, "seen_where": WHERE, "seen_at_url": "https://sample.example/profile", "license_number": "",
    "details": "「CS実務インストラクター」と書かれている。",
}  # fmt: skip
SENDER = {"name": "見本 花子", "email": "hanako@example.test"}


@pytest.fixture
def privacy(at):
    at("2027-04-01T10:00:00+09:00")
    LegalDocument.objects.create(
        kind="privacy", version="2026-04", title="個人情報", body="", effective_at=clock.now() - timedelta(days=1)
    )


def received(**seen):
    return report_misuse(
        SENDER, {**SEEN, **seen}, privacy_version="1", language="ja", by=OFFICE, now=clock.now()
    ).misuse


def test_j4_10_somebody_reports_the_use_of_a_title_from_the_verification_page(client, privacy):
    unknown = client.get(reverse("lms_cohorts:verify_number", args=["CSI-2026-0099-5"])).content.decode()
    address = reverse("lms_inquiries:misuse")
    assert f"{address}?number=CSI-2026-0099-5" in unknown
    stamp = signing.dumps(clock.now().timestamp() - 30, salt=SALT)
    form = {**SEEN, **SENDER, "consent": "on", "stamp": stamp, "website": ""}
    shown = client.post(address, {**form, "step": "check"}).content.decode()
    assert [WHO in shown, MisuseReport.objects.count()] == [True, 0]
    answer = client.post(address, {**form, "step": "send"}, follow=True)
    inquiry = Inquiry.objects.get()
    assert inquiry.number in answer.content.decode()
    assert (inquiry.topic, inquiry.misuse.accused, inquiry.misuse.due_on.isoformat()) == ("misuse", WHO, "2027-04-08")
    assert client.post(address, {**form, "step": "send"}).status_code == 302
    assert MisuseReport.objects.count() == 1


def test_j4_10_the_general_form_hands_what_was_typed_on_to_this_one(client, privacy):
    typed = {"topic": "misuse", "name": "見本 花子", "email": "hanako@example.test", "message": "名刺で見ました"}
    page = client.post(reverse("lms_inquiries:ask"), {**typed, "step": "check"}).content.decode()
    assert reverse("lms_inquiries:misuse") in page
    assert all(words in page for words in ("見本 花子", "hanako@example.test", "名刺で見ました"))


def reading(user, inquiry):
    client = Client()
    client.force_login(user)
    return client.get(reverse("lms_desk_inquiry:inspect", args=[inquiry.pk])).content.decode()


def test_j4_10_only_those_who_handle_such_reports_read_whom_it_names(secretariat):
    report = received()
    office = reading(secretariat, report.inquiry)
    assert [report.inquiry.number in office, WHO in office, WHERE in office] == [True, False, False]
    assert all(words in reading(grant(secretariat, HANDLE), report.inquiry) for words in (WHO, WHERE, SEEN["details"]))
    assert not any(WHO in f"{mail.subject} {mail.body}" for mail in Message.objects.all())


def test_j4_10_it_waits_in_the_work_queue_with_owner_and_day(secretariat):
    report, reader = received(), grant(secretariat, HANDLE)
    now = clock.now()
    (piece,) = pieces(listed(Question(kind="misuse"), reader=reader, now=now), reader=reader, now=now)
    assert (piece.title, piece.due_on, piece.owner) == (report.inquiry.number, report.due_on, None)
    client = Client()
    client.force_login(reader)
    address = reverse("lms_desk:misuse_notice", args=[report.inquiry_id])
    form = client.get(address).context["form"]
    assert WHO in form.initial["text"]
    client.post(address, {name: str(value) for name, value in form.initial.items()})
    (piece,) = pieces(listed(Question(kind="misuse"), reader=reader, now=now), reader=reader, now=now)
    assert (piece.owner, piece.due_on) == (reader, form.initial["answer_by"])
    report.refresh_from_db()
    assert (report.status, report.notice_sent_on) == ("noticed", jst_date(now))


@pytest.mark.parametrize("settle,status", [(note_correction, "corrected"), (find_unfounded, "unfounded")])
def test_j4_10_it_is_settled_once_with_a_reason(settle, status):
    report, now = received(), clock.now()
    with pytest.raises(ReasonMissing):
        settle(report, reason=" ", by=OFFICE, now=now)
    settled = settle(report, reason="掲載が削除された", by=OFFICE, now=now)
    assert (settled.status, settled.outcome, settled.inquiry.status) == (status, "掲載が削除された", "closed")
    with pytest.raises(AlreadySettled):
        find_unfounded(report, reason="もう一度", by=OFFICE, now=now)
    assert not MisuseReport.objects.open().exists()


def test_a_notice_names_a_day_that_is_still_to_come():
    with pytest.raises(DayOver):
        send_notice(received(), text="中止", way="mail", answer_by=clock.today(), by=OFFICE, now=clock.now())


def test_two_reports_of_one_sender_on_one_day_are_two(at):
    at("2027-04-01T10:00:00+09:00")
    assert received().pk != received(accused="別の人").pk


def test_names_are_erased_when_the_time_is_over_and_the_fact_stays(settings):
    settings.LMS_MISUSE_KEEP_DAYS = 30
    report, now = received(), clock.now()
    find_unfounded(report, reason="資格あり", by=OFFICE, now=now)
    last_day = jst_date(now) + timedelta(days=30)
    assert erase_settled(today=last_day, now=now) == 0
    assert erase_settled(today=last_day + timedelta(days=1), now=now) == 1
    report.refresh_from_db()
    assert (report.accused, report.details, report.outcome, report.status) == ("", "", "", "unfounded")


def test_the_office_without_the_right_opens_no_act(secretariat):
    client = Client()
    client.force_login(secretariat)
    address = reverse("lms_desk:misuse_unfounded", args=[received().inquiry_id])
    assert client.get(address).status_code == 302
    client.post(address, {"reason": "x"})
    assert MisuseReport.objects.get().status == "received"
