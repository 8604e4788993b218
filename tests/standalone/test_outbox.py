"""The demonstration keeps every mail where it can be read, and sends it as well where a server is named."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from lms.kernel.actions.delivery import deliver
from lms.kernel.models import Message

NOW = datetime(2027, 1, 15, 1, 0, tzinfo=UTC)
SIGN_IN = {"subject": "確認コード", "body": "コード: 123456", "to": ["髙橋 花子 <trainee@example.jp>"]}


def write(number=1, **changes):
    values = {
        "dedupe_key": f"greeting:{number}",
        "kind": "tests.email.greeting",
        "to_email": f"reader{number}@example.jp",
        "to_name": "髙橋 花子",
        "subject": f"ご案内 {number}",
        "body": "一行目\n<script>alert(1)</script>\nhttps://training.example.jp/verify/1\n",
        "created_at": NOW + timedelta(minutes=number),
        "next_attempt_at": NOW,
    }
    return Message.objects.create(**{**values, **changes})


@pytest.fixture
def outbox_backend(settings):
    settings.EMAIL_BACKEND = "lms.standalone.mail.OutboxBackend"
    settings.LMS_RELAY_EMAIL_BACKEND = ""


def test_mails_are_listed_newest_first(client, db):
    write(1), write(2, status="sent", sent_at=NOW)
    page = client.get("/outbox/").content.decode()
    assert page.index("ご案内 2") < page.index("ご案内 1")
    assert "2027-01-15 10:02:00" in page
    assert "送信済み" in page
    assert "メール2通" in page


def test_a_mail_is_readable_as_its_reader_reads_it(client, db):
    page = client.get(f"/outbox/{write().pk}/").content.decode()
    assert re.search(r"<title>\s*ご案内 1", page)
    assert "事務局 &lt;office@lms.example&gt;" in page
    assert "一行目<br>" in page
    assert '<a href="https://training.example.jp/verify/1" rel="nofollow">' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "query, found", [("READER2", [2]), ("髙橋", [3, 2, 1]), ("案内 3", [3]), ("nobody", []), ("", [3, 2, 1])]
)
def test_mails_are_found_by_address_name_and_subject(client, db, query, found):
    for number in (1, 2, 3):
        write(number)
    answer = client.get("/outbox/", {"q": query, "format": "json"}).json()
    assert [each["subject"] for each in answer["mails"]] == [f"ご案内 {number}" for number in found]
    assert answer["count"] == len(found)


def test_programs_read_mails_as_data(client, db):
    message = write(status="sent", sent_at=NOW)
    [found] = client.get("/outbox/?format=json").json()["mails"]
    assert found == {
        "id": message.pk,
        "url": f"/outbox/{message.pk}/",
        "kind": "tests.email.greeting",
        "to_email": "reader1@example.jp",
        "to_name": "髙橋 花子",
        "language": "ja",
        "subject": "ご案内 1",
        "body": message.body,
        "status": "sent",
        "created_at": "2027-01-15T10:01:00+09:00",
        "sent_at": "2027-01-15T10:00:00+09:00",
    }


def test_pages_keep_the_search(client, db):
    for number in range(31):
        write(number)
    first = client.get("/outbox/", {"q": "髙橋"}).content.decode()
    assert "?q=%E9%AB%99%E6%A9%8B&amp;page=2" in first
    second = client.get("/outbox/", {"q": "髙橋", "page": 2, "format": "json"}).json()
    assert [each["subject"] for each in second["mails"]] == ["ご案内 0"]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_page_costs_the_same_however_many_mails(client, db, count, django_assert_num_queries):
    for number in range(count):
        write(number)
    client.get("/outbox/?format=json")
    with django_assert_num_queries(2):
        client.get("/outbox/?format=json")


@pytest.mark.parametrize(
    "address, words",
    [("/outbox/", "まだメールはありません"), ("/outbox/?q=nobody", "「nobody」に一致するメールはありません")],
)
def test_an_empty_list_says_what_to_do_next(client, db, address, words):
    assert words in client.get(address).content.decode()


def test_the_outbox_speaks_english_too(client, db):
    assert "No mail has been written yet." in client.get("/en/outbox/").content.decode()


def test_neither_machines_nor_caches_keep_what_is_shown(client, db):
    response = client.get("/outbox/")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/outbox/", "/outbox/1/", "/outbox/?format=json"])
def test_there_is_no_outbox_on_a_real_site(client, db, settings, address):
    write(pk=1)
    settings.LMS_OUTBOX_PAGE = False
    assert client.get(address).status_code == 404


def test_a_mail_of_another_app_becomes_a_row(db, at, outbox_backend):
    at("2027-01-15T10:00:00+09:00")
    assert EmailMessage(**SIGN_IN).send() == 1
    message = Message.objects.get()
    assert (message.subject, message.body, message.status) == ("確認コード", "コード: 123456", "sent")
    assert (message.to_name, message.to_email, message.kind) == ("髙橋 花子", "trainee@example.jp", "account.email")
    assert message.sent_at.astimezone(UTC).replace(second=0, microsecond=0) == NOW


def test_each_recipient_has_a_row_of_their_own(db, outbox_backend):
    EmailMessage(**{**SIGN_IN, "to": ["a@example.jp"], "bcc": ["b@example.jp"]}).send()
    assert set(Message.objects.values_list("to_email", flat=True)) == {"a@example.jp", "b@example.jp"}


def test_a_row_stays_one_row_and_counts_as_sent(db, outbox_backend):
    message = write()
    assert deliver(message.pk, now=NOW)
    assert Message.objects.get().status == "sent"


def test_a_sign_up_code_can_be_read_in_the_outbox(client, db, outbox_backend):
    client.post("/accounts/signup/", {"email": "new@example.jp", "password1": "tabi-no-hajimari-27"})
    [found] = client.get("/outbox/?q=new@example.jp&format=json").json()["mails"]
    assert found["status"] == "sent"


def test_a_named_server_receives_what_the_outbox_keeps(db, outbox_backend, settings):
    settings.LMS_RELAY_EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    EmailMessage(**SIGN_IN).send()
    deliver(write().pk, now=NOW)
    assert [each.subject for each in mail.outbox] == ["確認コード", "ご案内 1"]
    assert Message.objects.count() == 2


def test_a_refusing_server_leaves_the_mail_waiting(db, outbox_backend, settings):
    settings.LMS_RELAY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    message = write()
    assert not deliver(message.pk, now=NOW)
    message.refresh_from_db()
    assert message.status == "queued"
    with pytest.raises(ConnectionRefusedError):
        EmailMessage(**SIGN_IN).send()
