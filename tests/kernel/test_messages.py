"""A mail is a row first: written once per cause, delivered once, waited for when the server is away."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, Site

from lms.kernel.actions.delivery import deliver, message_id, pause_after, release_abandoned
from lms.kernel.actions.message import MessageNotFailed, queue_message, retry_message, withdraw_message
from lms.kernel.actor import Actor
from lms.kernel.models import Message, OrganizationProfile
from lms.kernel.tasks import sweep_messages

Status = Message.Status
NOW = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_templates")]


def queue(**changes):
    values = {
        "kind": "tests.email.greeting",
        "dedupe_key": "greeting:1",
        "to_email": "trainee@example.jp",
        "to_name": "髙橋 𠮷乃",
        "context": {"course": "O'Brien & 講座", "starts_at": NOW},
        "now": NOW,
    }
    queue_message(**{**values, **changes})
    return Message.objects.get(dedupe_key=changes.get("dedupe_key", values["dedupe_key"]))


def test_a_mail_is_written_as_its_reader_will_read_it():
    OrganizationProfile.objects.create(
        site=Site.objects.get(),
        name="実務教育協会",
        postal_code="100-0001",
        address="東京都千代田区1-1",
        phone="03-0000-0000",
    )
    message = queue()
    assert message.subject == "O'Brien & 講座のご案内"
    assert message.body == (
        "髙橋 𠮷乃 様\n\nO'Brien & 講座 10:00\n\n"
        "-- \n実務教育協会\n〒100-0001 東京都千代田区1-1\n電話番号: 03-0000-0000\nhttp://127.0.0.1:8000/\n"
    )
    assert (message.status, message.next_attempt_at, message.created_at) == (Status.QUEUED, NOW, NOW)


def test_times_are_japanese_whatever_the_host_site_uses(settings):
    settings.TIME_ZONE = "UTC"
    assert "講座 10:00" in queue().body


@pytest.mark.parametrize("language, subject", [("ja", "検索"), ("en", "Search")])
def test_a_mail_speaks_the_readers_language(language, subject):
    assert queue(kind="tests.email.receipt", language=language).subject == subject


def test_line_breaks_cannot_reach_a_header():
    message = queue(to_name="A\r\nBcc: x@example.jp", context={"course": "講座\nBcc: x@example.jp", "starts_at": NOW})
    assert message.subject == "講座 Bcc: x@example.jpのご案内"
    assert deliver(message.pk, now=NOW)
    assert mail.outbox[0].recipients() == ['"A Bcc: x@example.jp" <trainee@example.jp>']


def test_the_same_cause_finds_the_mail_it_already_caused():
    first = queue()
    assert queue(context={"course": "別の講座", "starts_at": NOW}) == first
    assert Message.objects.get().subject == "O'Brien & 講座のご案内"


def test_a_rolled_back_cause_writes_nothing():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_a_mail_knows_its_reader_and_its_subject():
    site = Site.objects.get()
    message = queue(reader=site, about=site.root_page)
    queue(dedupe_key="greeting:2")
    assert list(Message.objects.to_reader(site)) == [message]
    assert list(Message.objects.about(site.root_page)) == [message]


def test_japanese_arrives_intact_over_smtp(mailbox):
    message = queue()
    assert deliver(message.pk, now=LATER)
    [arrived] = mailbox.mails
    assert arrived["Subject"] == "O'Brien & 講座のご案内"
    assert arrived["To"].addresses[0].display_name == "髙橋 𠮷乃"
    assert arrived["To"].addresses[0].addr_spec == "trainee@example.jp"
    assert arrived["From"].addresses[0].display_name == "事務局"
    assert arrived["Message-ID"] == message_id(message)
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Date"].datetime == NOW
    assert arrived.get_content().replace("\r\n", "\n") == message.body
    message.refresh_from_db()
    assert (message.status, message.sent_at, message.attempts, message.lease_until) == (Status.SENT, LATER, 1, None)


@pytest.mark.parametrize("name", ['山田, "太郎"', "O'Brien, Pat", "", "株式会社（研修）"])
def test_any_name_reaches_its_address(mailbox, name):
    assert deliver(queue(to_name=name).pk, now=NOW)
    assert [(to.display_name, to.addr_spec) for to in mailbox.mails[0]["To"].addresses] == [
        (name, "trainee@example.jp")
    ]


def test_a_sent_mail_is_not_sent_again():
    message = queue()
    assert deliver(message.pk, now=NOW)
    assert not deliver(message.pk, now=LATER)
    assert len(mail.outbox) == 1


def test_a_mail_another_worker_is_sending_is_left_alone():
    message = queue()
    Message.objects.update(status=Status.SENDING, lease_until=LATER, attempts=1)
    assert release_abandoned(now=NOW) == 0
    assert not deliver(message.pk, now=NOW)
    assert mail.outbox == []


def test_a_mail_whose_worker_died_is_sent_after_its_lease():
    message = queue()
    Message.objects.update(status=Status.SENDING, lease_until=LATER, attempts=1)
    assert release_abandoned(now=LATER) == 1
    assert deliver(message.pk, now=LATER)
    message.refresh_from_db()
    assert (message.status, message.attempts, message.error) == (Status.SENT, 2, "")
    assert mail.outbox[0].extra_headers["Message-ID"] == message_id(message)


def test_a_slow_worker_that_did_send_ends_the_matter(monkeypatch):
    """Its lease ran out while the server dawdled: what has left must not be sent by the next one."""
    message = queue()

    def takes_longer_than_the_lease(_mail):
        release_abandoned(now=NOW + timedelta(hours=1))
        return 1

    monkeypatch.setattr(mail.EmailMessage, "send", takes_longer_than_the_lease)
    assert deliver(message.pk, now=NOW)
    message.refresh_from_db()
    assert message.status == Status.SENT


def test_an_absent_server_makes_the_mail_wait(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = queue()
    assert not deliver(message.pk, now=NOW)
    message.refresh_from_db()
    assert (message.status, message.next_attempt_at) == (Status.QUEUED, NOW + timedelta(minutes=1))
    assert message.error.startswith("ConnectionRefusedError")
    assert not deliver(message.pk, now=NOW + timedelta(seconds=59))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert deliver(message.pk, now=NOW + timedelta(minutes=1))


@pytest.mark.parametrize(
    "answer, status", [("450 try later", Status.QUEUED), ("550 no such user", Status.FAILED), ("250 OK", Status.SENT)]
)
def test_only_a_refusal_for_good_fails_at_once(mailbox, answer, status):
    mailbox.answer = answer
    message = queue()
    deliver(message.pk, now=NOW)
    message.refresh_from_db()
    assert message.status == status


def test_a_mail_is_given_up_after_the_last_attempt(settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    settings.LMS_MESSAGE_ATTEMPTS = 3
    message, now = queue(), NOW
    seen = []
    for _attempt in range(4):
        deliver(message.pk, now=now)
        message.refresh_from_db()
        seen.append((message.attempts, message.status))
        now += timedelta(hours=2)
    assert seen == [(1, Status.QUEUED), (2, Status.QUEUED), (3, Status.FAILED), (3, Status.FAILED)]


def test_pauses_double_up_to_an_hour():
    minutes = [pause_after(attempts) / timedelta(minutes=1) for attempts in [1, 2, 3, 6, 7, 8, 100]]
    assert minutes == [1, 2, 4, 32, 60, 60, 60]


def test_a_failed_mail_is_tried_again_on_request():
    message = queue()
    Message.objects.update(status=Status.FAILED, attempts=30, error="550 no such user")
    retry_message(message, by=Actor.process("test"), now=LATER)
    assert (message.status, message.attempts, message.next_attempt_at) == (Status.QUEUED, 0, LATER)
    entry = ModelLogEntry.objects.get()
    assert (entry.action, entry.data["by"], entry.data["error"]) == (
        "lms_kernel.retry_message",
        "test",
        "550 no such user",
    )
    assert registry.action_exists(entry.action)
    assert deliver(message.pk, now=LATER)


@pytest.mark.parametrize("status", [Status.QUEUED, Status.SENDING, Status.WITHDRAWN])
def test_only_a_failed_mail_is_tried_again(status):
    message = queue()
    Message.objects.update(status=status)
    with pytest.raises(MessageNotFailed, match="送信できなかったメール"):
        retry_message(message, by=Actor.process("test"), now=NOW)


@pytest.mark.parametrize("status, left", [(Status.QUEUED, True), (Status.FAILED, True), (Status.SENDING, False)])
def test_what_has_not_left_can_be_withdrawn(status, left):
    message = queue()
    Message.objects.update(status=status)
    assert withdraw_message(dedupe_key="greeting:1") is left
    message.refresh_from_db()
    assert message.status == (Status.WITHDRAWN if left else status)


def test_a_withdrawn_mail_never_leaves():
    message = queue()
    assert withdraw_message(dedupe_key="greeting:1")
    assert not withdraw_message(dedupe_key="greeting:1")
    assert not deliver(message.pk, now=LATER)
    assert queue() == message
    assert mail.outbox == []


def test_a_sent_mail_cannot_be_withdrawn():
    deliver(queue().pk, now=NOW)
    assert not withdraw_message(dedupe_key="greeting:1")
    assert not withdraw_message(dedupe_key="never written")


def test_the_sweep_delivers_all_that_is_due_and_nothing_else(at):
    at("2027-01-15T10:00:00+09:00")
    due, dead, early, held, gone = [queue(dedupe_key=f"greeting:{number}") for number in range(5)]
    Message.objects.filter(pk=dead.pk).update(status=Status.SENDING, lease_until=NOW - timedelta(seconds=1))
    Message.objects.filter(pk=early.pk).update(next_attempt_at=LATER)
    Message.objects.filter(pk=held.pk).update(status=Status.SENDING, lease_until=LATER)
    Message.objects.filter(pk=gone.pk).update(status=Status.WITHDRAWN)
    sweep_messages()
    assert set(Message.objects.filter(status=Status.SENT)) == {due, dead}
    sweep_messages()
    assert len(mail.outbox) == 2


def test_the_database_refuses_a_sent_mail_without_its_moment():
    message = queue()
    with pytest.raises(IntegrityError, match="lms_kernel_message_sent_has_moment"), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(status=Status.SENT)


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "amqp://127.0.0.1:1//", "filesystem://"])
def test_a_dead_broker_neither_fails_nor_delays_the_request(
    at, broker, caplog, celery_broker, django_capture_on_commit_callbacks
):
    at("2027-01-15T10:00:00+09:00")
    celery_broker(broker, data_folder_out="/proc/nowhere") if broker == "filesystem://" else celery_broker(broker)
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        message = queue()
    assert time.monotonic() - started < 2
    assert len(callbacks) == 1
    assert f"lms_kernel.deliver_message({message.pk})" in caplog.text
    sweep_messages()
    assert len(mail.outbox) == 1
