"""The page of one's own license: proof, certificate, public register."""

import pytest
from django.urls import reverse

from cohorts.actions.certificate import render_certificate
from cohorts.actions.reissue import begin_reissue
from cohorts.models import Consent, License, Person
from tests.factories.certification import NOW, OFFICE, licensed, with_proof
from tests.factories.cohorts import OrganizationFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def license_():
    license_ = with_proof()
    Person.objects.filter(pk=license_.person_id).update(
        user=UserFactory(), family_romaji="Takahashi", given_romaji="Misaki", former_family_name="佐藤",
        employer=OrganizationFactory(name="見本ホテル"),
    )  # fmt: skip
    return License.objects.select_related("person__user").get()


@pytest.fixture
def holder(client, license_):
    client.force_login(license_.person.user)
    return client


def to(name, license_, *rest):
    return reverse(f"lms_portal:{name}", args=[license_.number, *rest])


def read(client, license_):
    return client.get(to("my_license", license_)).content.decode()


def test_j1_19_the_holder_reads_the_name_in_every_letter_it_can_be_printed_in(holder, license_):
    words = read(holder, license_)
    assert ["校正 第1版" in words, "髙橋 美咲 ／ TAKAHASHI Misaki" in words, "TAKAHASHI Misaki" in words] == [True] * 3
    assert holder.get(to("my_proof_picture", license_))["Content-Type"] == "image/png"
    assert holder.get(to("my_proof", license_))["Content-Type"] == "application/pdf"


def test_j1_19_approving_the_proof_orders_the_certificate(holder, license_):
    holder.post(to("my_proof_letters", license_, 1), {"lettering": "both"})
    holder.post(to("my_proof_approve", license_, 1))
    assert license_.certificates.count() == 0  # that version is no longer shown
    holder.post(to("my_proof_approve", license_, 2))
    assert license_.certificates.get().facts["holder_romaji"] == "TAKAHASHI Misaki"
    assert "第2版）を承認されました" in read(holder, license_)


def test_the_certificate_that_is_to_be_replaced_is_called_the_present_one(holder, license_):
    holder.post(to("my_proof_approve", license_, 1))
    render_certificate(license_.certificates.get().pk, now=NOW)
    assert "現在の認定証（PDF）" not in read(holder, license_)
    begin_reissue(
        license_, cause="wrong", name="高橋 美咲", reason="当方の誤り", fee_let_go="当方の誤り", by=OFFICE, now=NOW
    )
    assert "現在の認定証（PDF）" in read(holder, license_)
    holder.post(to("my_proof_correct", license_, 2), {"wish": "「高」は「髙」です。"})
    assert "現在の認定証（PDF）" in read(holder, license_)
    holder.post(to("my_proof_approve", license_, 2))
    assert license_.certificates.count() == 1, "a proof that is being corrected is not printed"


def test_j1_19_a_correction_is_written_on_the_page_and_nothing_is_printed(holder, license_):
    empty = holder.post(to("my_proof_correct", license_, 1), {"wish": ""})
    assert empty.status_code == 400
    holder.post(to("my_proof_correct", license_, 1), {"wish": "「髙」は「高」です。"})
    words = read(holder, license_)
    assert ["訂正のご依頼を承りました" in words, "「髙」は「高」です。" in words] == [True, True]
    assert license_.certificates.count() == 0


def test_j1_19_what_is_chosen_is_public_from_that_moment_and_can_be_taken_back(holder, license_, client, at):
    at("2027-03-02T10:00:00+09:00")
    everything = {"name": "on", "listed": "on", "former_name": "on", "employer": "on", "prefecture": "京都府"}
    holder.post(to("my_register", license_), everything)
    stranger = type(client)()
    public = reverse("lms_cohorts:verify_number", args=[license_.number])
    for words in ("髙橋 美咲（旧姓 佐藤）", "京都府", "見本ホテル"):
        assert words in stranger.get(public).content.decode()
    assert "髙橋 美咲（旧姓 佐藤）" in stranger.get(reverse("lms_cohorts:instructors")).content.decode()
    holder.post(to("my_register", license_), {})
    for address in (public, reverse("lms_cohorts:instructors")):
        assert not any(words in stranger.get(address).content.decode() for words in ("髙橋", "見本ホテル"))
    assert Consent.objects.filter(text__in=Consent.REGISTER, withdrawn_at=None).count() == 0


def test_a_list_without_the_name_is_refused_on_the_page(holder, license_):
    answer = holder.post(to("my_register", license_), {"listed": "on"})
    assert answer.status_code == 400
    assert "氏名を表示する場合にだけ選べます。" in answer.content.decode()
    assert Consent.objects.filter(text__in=Consent.REGISTER).count() == 0


def test_a_license_that_is_not_valid_leaves_the_list(client, at):
    license_ = licensed(name=True, listed=True)
    address = reverse("lms_cohorts:instructors")
    for moment, is_there in (("2027-03-02T10:00:00+09:00", True), ("2030-03-01T00:00:00+09:00", False)):
        at(moment)
        assert (license_.number in client.get(address).content.decode()) is is_there


def test_the_list_costs_the_same_for_one_and_for_three(client, at, django_assert_num_queries):
    at("2027-03-02T10:00:00+09:00")
    address = reverse("lms_cohorts:instructors")
    for _ in range(2):
        licensed(name=True, listed=True, prefecture="京都府")
        client.get(address)
        with django_assert_num_queries(6):
            client.get(address)
