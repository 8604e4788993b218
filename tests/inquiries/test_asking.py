"""From a question on the page to a row, a receipt and a notice; and what stands in the way of machines."""

from datetime import date, timedelta

import pytest
from django.core import signing
from django.core.cache import cache

from lms.checkout.models import LegalDocument
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.form_stamp import SALT
from lms.kernel.link_token import token_of
from lms.kernel.models import Message
from tests.factories.commerce import SellerFactory
from tests.lms.pages_read import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ASKED_AT = "2027-01-15T16:00:00+09:00"  # a Friday


@pytest.fixture(autouse=True)
def office(db, at):
    at(ASKED_AT)
    cache.clear()
    SellerFactory(email="office@example.test")
    LegalDocument.objects.create(
        kind="privacy", version="2026-04", title="個人情報", body="", effective_at=clock.now() - timedelta(days=1)
    )


def stamped(seconds=30) -> str:
    return signing.dumps(clock.now().timestamp() - seconds, salt=SALT)


def form(**fields):
    return {
        "topic": "course",
        "name": "見本　花子",
        "company": "見本商事",
        "email": "hanako@example.test",
        "phone": "",
        "message": "次回の日程を教えてください。",
        "consent": "on",
        "website": "",
        "stamp": stamped(),
        **fields,
    }


def send(client, **fields):
    return client.post("/inquiry/", form(step="send", **fields))


def read(response) -> Page:
    return Page(response.content.decode())


def test_a_question_is_received_under_a_number(client):
    response = send(client)
    inquiry = Inquiry.objects.get()
    assert (inquiry.number, inquiry.name, inquiry.status) == ("Q-2026-00001", "見本 花子", "new")
    assert (inquiry.privacy_version, inquiry.suspicion) == ("2026-04", "")
    shown = read(client.get(response["Location"]))
    assert "Q-2026-00001" in shown.words
    assert "次回の日程を教えてください。" not in shown.words


def test_the_answer_is_promised_for_the_next_business_day(client):
    send(client)
    assert Inquiry.objects.get().due_on == date(2027, 1, 18)


def test_the_sender_gets_a_receipt_and_the_office_a_notice(client):
    send(client)
    mails = {message.to_email: message for message in Message.objects.all()}
    assert set(mails) == {"hanako@example.test", "office@example.test"}
    assert "次回の日程を教えてください。" in mails["hanako@example.test"].body
    assert "Q-2026-00001" in mails["hanako@example.test"].subject
    assert "見本商事" in mails["office@example.test"].body


def test_first_everything_is_shown_to_be_checked_and_nothing_is_stored(client):
    shown = read(client.post("/inquiry/", form(step="check")))
    assert shown.words[shown.words.index("お名前") + 1] == "見本 花子"
    assert shown.one("input", name="message")["value"] == "次回の日程を教えてください。"
    assert not Inquiry.objects.exists()


def test_going_back_keeps_what_was_typed(client):
    shown = read(client.post("/inquiry/", form(step="back")))
    assert shown.one("input", name="company")["value"] == "見本商事"
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "field,value",
    [
        ("topic", ""),
        ("topic", "nonsense"),
        ("name", " "),
        ("email", "x"),
        ("message", ""),
        ("message", "あ" * 4001),
        ("consent", ""),
        ("phone", "なし"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(client, field, value):
    response = send(client, **{field: value})
    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert read(response).one("input", name="company")["value"] == "見本商事"
    assert not Inquiry.objects.exists()


def test_full_width_digits_are_a_telephone_number(client):
    send(client, phone="０３ー１２３４ー５６７８")
    assert Inquiry.objects.get().phone == "03-1234-5678"


@pytest.mark.parametrize("stamp", ["", "forged", "quick", "old"])
def test_a_form_that_nobody_filled_in_by_hand_is_shown_again(client, stamp):
    response = send(client, stamp={"quick": stamped(-10), "old": stamped(90_000)}.get(stamp, stamp))
    assert response.status_code == 400
    assert not Inquiry.objects.exists()


def test_a_second_click_is_the_same_inquiry(client):
    first, second = send(client), send(client)
    assert Inquiry.objects.count() == 1
    assert Message.objects.count() == 2
    assert first.status_code == second.status_code == 302


@pytest.mark.parametrize("fields", [{"website": "x"}, {"message": "Buy https://a.test"}])
def test_a_suspicious_question_is_kept_without_any_mail(client, fields):
    assert send(client, **fields).status_code == 302
    assert Inquiry.objects.get().is_suspicious
    assert not Message.objects.exists()


def test_the_trap_is_labelled_and_out_of_the_way(client):
    shown = read(client.get("/inquiry/"))
    assert shown.one("input", name="website")["tabindex"] == "-1"
    assert "この欄は空のままにしてください" in shown.text


def test_many_questions_within_an_hour_are_too_many(client):
    for number in range(5):
        assert send(client, message=f"質問{number}").status_code == 302
    response = send(client, message="もう一つ")
    assert response.status_code == 429
    assert read(response).text.count("もう一つ") == 1
    assert Inquiry.objects.count() == 5


def test_without_a_privacy_text_the_office_is_reached_otherwise(client):
    LegalDocument.objects.all().delete()
    shown = read(client.get("/inquiry/"))
    assert list(shown.all("form", action="/inquiry/")) == []
    assert "office@example.test" in shown.words
    assert send(client).status_code == 200
    assert not Inquiry.objects.exists()


def test_a_received_page_cannot_be_guessed(client):
    send(client)
    for token in ("x", token_of(Inquiry.objects.get(), salt="other")):
        assert client.get(f"/inquiry/received/{token}/").status_code == 404


def test_a_link_chooses_the_topic(client):
    shown = read(client.get("/inquiry/?topic=in_house"))
    assert [each["value"] for each in shown.all("option") if "selected" in each] == ["in_house"]


def test_an_english_reader_gets_an_english_receipt(client):
    client.post("/en/inquiry/", form(step="send"))
    assert "We have received" in Message.objects.get(to_email="hanako@example.test").subject
