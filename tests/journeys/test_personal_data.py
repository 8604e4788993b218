"""Requests about one's own data: asked on my page, identified and answered at the desk, told by mail (T20)."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cohorts.actions.data_request import EvidenceNeeded, submit_data_request
from cohorts.actions.forgetting import kept_after_deletion
from cohorts.models import Consent, DataRequest, Person
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.cast import create
from tests.factories.certification import licensed
from tests.factories.cohorts import ConfirmedEnrollmentFactory, InterestFactory
from tests.portal.applicant import PERSON

pytestmark = pytest.mark.django_db
NOW = "2026-12-10T10:00:00+09:00"
DATA = reverse("lms_portal:my_data")
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OFFICE = Actor.process("office")


@pytest.fixture(autouse=True)
def _private(settings, tmp_path, at):
    settings.LMS_PRIVATE_ROOT = tmp_path
    at(NOW)


@pytest.fixture
def browser(client, trainee):
    client.force_login(trainee)
    return client


@pytest.fixture
def desk(secretariat):
    from django.test import Client

    client = Client()
    client.force_login(secretariat)
    return client


def person():
    return Person.objects.get(email="trainee@example.test")


def ask(browser, kind, **fields):
    return browser.post(reverse("lms_portal:my_data_request_new", args=[kind]), {"words": "お願いします。", **fields})


def new_name(**fields):
    names = {**PERSON, "family_name": "髙﨑", "family_kana": "たかさき", "certificate_name": ""}
    evidence = SimpleUploadedFile("戸籍抄本.pdf", PDF, "application/pdf")
    return {**names, "evidence": evidence, **fields}


def act(desk, name, **fields):
    asked = DataRequest.objects.get()
    return desk.post(reverse(f"lms_desk:data_request_{name}", args=[asked.pk]), fields)


def mails(kind):
    return Message.objects.filter(kind=f"cohorts.email.{kind}")


# What is held


def test_j9_16_everything_that_is_held_is_read_and_taken_along(browser, trainee):
    enrollment = ConfirmedEnrollmentFactory(person=person())
    page = browser.get(reverse("lms_portal:my_data_print")).text
    file = browser.get(reverse("lms_portal:my_data_file"))
    assert enrollment.number in page
    assert file["Content-Disposition"] == 'attachment; filename="my-data-20261210.json"'
    held = json.loads(file.content)
    assert held["申込"][0]["申込番号"] == enrollment.number
    assert held["ご登録の内容"][0]["姓"] == "見本"
    assert "no-store" in file["Cache-Control"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_export_asks_the_same_number_of_questions(browser, rows, django_assert_num_queries):
    for _ in range(rows):
        ConfirmedEnrollmentFactory(person=person())
    address = reverse("lms_portal:my_data_file")
    browser.get(address)
    with django_assert_num_queries(38):
        browser.get(address)


def test_an_account_without_a_person_holds_nothing(client, stranger):
    client.force_login(stranger)
    assert client.get(DATA).status_code == 200
    assert client.get(reverse("lms_portal:my_data_file")).status_code == 404


# Asking


def test_j9_16_a_request_gets_a_number_and_a_day_within_two_weeks(browser):
    assert ask(browser, "correction").status_code == 302
    asked = DataRequest.objects.get()
    assert (asked.number, asked.due_on, asked.status) == ("P-2026-0001", date(2026, 12, 24), "received")
    (mail,) = mails("data_request_received")
    assert "2026年12月24日（木）" in mail.body
    assert asked.number in browser.get(DATA).text


def test_a_due_day_on_which_the_office_is_closed_moves_forward(browser, at):
    at("2026-12-19T10:00:00+09:00")  # two weeks later is a Saturday in the first days of January
    ask(browser, "correction")
    assert DataRequest.objects.get().due_on == date(2026, 12, 28)


def test_a_second_click_finds_the_first_request(browser):
    ask(browser, "correction")
    page = ask(browser, "correction")
    assert "同じお申し出" in page.text
    assert DataRequest.objects.count() == 1
    assert mails("data_request_received").count() == 1


@pytest.mark.parametrize("upload", [SimpleUploadedFile("x.exe", b"MZ"), SimpleUploadedFile("x.pdf", b"no pdf"), ""])
def test_evidence_that_is_none_is_refused_and_the_names_stay(browser, upload):
    page = ask(browser, "name_change", **new_name(evidence=upload))
    assert list(page.context["form"].errors) == ["evidence"]
    assert page.context["form"]["family_name"].value() == "髙﨑"
    assert not DataRequest.objects.exists()


def test_a_change_of_name_without_evidence_is_refused_by_the_action_too(trainee):
    with pytest.raises(EvidenceNeeded):
        submit_data_request(person(), kind="name_change", words="", by=OFFICE, now=clock.now())


def test_a_kind_nobody_knows_does_not_exist(browser):
    assert browser.get(reverse("lms_portal:my_data_request_new", args=["everything"])).status_code == 404


# At the desk


def test_j9_16_nothing_is_done_before_the_person_is_identified(browser, desk):
    ask(browser, "deletion", understood="on")
    page = act(desk, "grant", answer="削除しました。")
    assert page.status_code == 200
    assert DataRequest.objects.get().status == "received"
    assert person().forgotten_at is None


def test_j9_16_identified_answered_and_told(browser, desk, secretariat):
    ask(browser, "correction")
    act(desk, "identify", how="登録の電話番号に折り返し、生年月日を確認")
    assert DataRequest.objects.get().owner == secretariat
    act(desk, "grant", answer="住所を訂正しました。")
    asked = DataRequest.objects.get()
    assert (asked.status, asked.answer) == ("granted", "住所を訂正しました。")
    assert "住所を訂正しました。" in mails("data_request_answered").get().body
    assert "住所を訂正しました。" in browser.get(reverse("lms_portal:my_data_request", args=[asked.public_id])).text


def test_j9_16_a_refusal_says_why_and_a_stale_page_changes_nothing(browser, desk):
    ask(browser, "stop_use")
    act(desk, "refuse", answer="契約の履行に必要なため。")
    page = act(desk, "identify", how="x")
    assert page.status_code == 200
    assert DataRequest.objects.get().status == "refused"
    assert "契約の履行に必要なため。" in mails("data_request_answered").get().body


def test_j5_18_a_change_of_name_with_evidence(browser, desk, tmp_path):
    ConfirmedEnrollmentFactory(person=person())
    assert ask(browser, "name_change", **new_name()).status_code == 302
    asked = DataRequest.objects.get()
    evidence = reverse("lms_desk:data_request_evidence", args=[asked.pk])
    answer = desk.get(evidence)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    act(desk, "identify", how="戸籍抄本と申込書を照合")
    assert person().family_name == "見本"
    act(desk, "grant", answer="お名前を変更しました。")
    changed = person()
    assert (changed.family_name, changed.family_kana, changed.former_family_name) == ("髙﨑", "タカサキ", "見本")
    assert list(Person.objects.search("見本花子")) == [changed]


def test_evidence_is_destroyed_with_the_answer(browser, desk, tmp_path, django_capture_on_commit_callbacks):
    ask(browser, "name_change", **new_name())
    assert [each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()] == [PDF]
    act(desk, "identify", how="戸籍抄本")
    with django_capture_on_commit_callbacks(execute=True):
        act(desk, "grant", answer="変更しました。")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []
    asked = DataRequest.objects.get()
    assert asked.evidence_destroyed_at is not None
    assert desk.get(reverse("lms_desk:data_request_evidence", args=[asked.pk])).status_code == 404


def test_nobody_answers_their_own_request(desk, secretariat):
    from tests.factories.cohorts import PersonFactory

    own = PersonFactory(user=secretariat)
    asked = submit_data_request(own, kind="correction", words="x", by=OFFICE, now=clock.now())
    assert desk.get(reverse("lms_desk:data_request_identify", args=[asked.pk])).status_code == 404


def test_the_queue_counts_what_waits(browser, desk):
    ask(browser, "correction")
    assert "個人情報に関するお申し出" in desk.get(reverse("lms_desk:today")).text
    listed = desk.get(reverse("lms_desk_datarequest:index"), {"status": ["received", "identified"]})
    assert "P-2026-0001" in listed.text


# Deletion


def delete(browser, desk):
    ask(browser, "deletion", understood="on")
    act(desk, "identify", how="登録の電話番号で確認")
    return act(desk, "grant", answer="削除しました。")


def test_j9_16_a_deletion_erases_what_the_law_lets_go(browser, desk, trainee):
    InterestFactory(email=person().email)
    pk = person().pk
    assert delete(browser, desk).status_code == 302
    gone = Person.objects.get(pk=pk)
    assert (gone.family_name, gone.phone, gone.address, gone.email, gone.user) == ("（削除済み）", "", "", "", None)
    trainee.refresh_from_db()
    assert (trainee.is_active, trainee.email) == (False, f"forgotten-{trainee.pk}@deleted.invalid")
    assert not Person.objects.search("見本花子").exists()
    answered = mails("data_request_answered").get()
    assert (answered.to_email, answered.status) == ("trainee@example.test", "queued")
    assert DataRequest.objects.get().words == ""


def test_whoever_still_takes_part_is_not_forgotten(browser, desk):
    ConfirmedEnrollmentFactory(person=person())
    page = delete(browser, desk)
    assert "キャンセルするか" in page.text
    assert DataRequest.objects.get().status == "identified"
    assert person().family_name == "見本"
    assert not mails("data_request_answered").exists()


def test_the_holder_of_a_license_keeps_the_name_in_the_register(desk, client, at):
    license_ = licensed()
    at("2027-03-02T09:00:00+09:00")
    holder = license_.person
    holder.enrollments.update(status="completed")
    name = holder.full_name
    client.force_login(holder.user)
    assert len(kept_after_deletion(holder)) == 5
    delete(client, desk)
    holder.refresh_from_db()
    license_.refresh_from_db()
    assert (holder.full_name, holder.user, license_.holder_name) == (name, None, license_.holder_name)
    assert holder.forgotten_at is not None


def test_consents_stay_as_proof_without_the_address(browser, desk):
    from cohorts.actions.consent import record_consent

    record_consent(
        Consent.Text.PRIVACY,
        "2026-04",
        source=Consent.Source.MY_PAGE,
        given_for=person(),
        person=person(),
        email="trainee@example.test",
        by=OFFICE,
        now=clock.now(),
    )
    delete(browser, desk)
    assert list(Consent.objects.values_list("version", "email", "given_by")) == [("2026-04", "", "")]


def test_what_is_erased_and_kept_is_read_before_asking(browser):
    page = browser.get(reverse("lms_portal:my_data_request_new", args=["deletion"]))
    assert "法人税法施行規則59条" in page.text
    assert list(ask(browser, "deletion").context["form"].errors) == ["understood"]


# Others


def test_another_persons_request_cannot_be_withdrawn(browser, client):
    ask(browser, "correction")
    asked = DataRequest.objects.get()
    client.force_login(create("other_trainee"))
    assert client.post(reverse("lms_portal:my_data_request_withdraw", args=[asked.public_id])).status_code == 404
    asked.refresh_from_db()
    assert asked.status == "received"


def test_the_person_withdraws_and_may_ask_again(browser):
    ask(browser, "correction")
    asked = DataRequest.objects.get()
    browser.post(reverse("lms_portal:my_data_request_withdraw", args=[asked.public_id]))
    asked.refresh_from_db()
    assert asked.status == "withdrawn"
    assert ask(browser, "correction").status_code == 302
