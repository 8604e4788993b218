"""Names, addresses, employer and consents, through the pages as people use them."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from cohorts.models import Consent, Enrollment, Person
from lms.kernel import clock
from lms.kernel.models import Message
from tests.cast import create
from tests.factories.certification import licensed
from tests.factories.cohorts import ConfirmedEnrollmentFactory, ConfirmedPassFactory
from tests.portal.applicant import PERSON, confirm, confirm_form, fill_in
from tests.world import open_world

pytestmark = pytest.mark.django_db
NOW = "2026-12-10T10:00:00+09:00"
PROFILE = reverse("lms_portal:my_profile")


@pytest.fixture
def browser(client, trainee, at):
    at(NOW)
    client.force_login(trainee)
    return client


def person():
    return Person.objects.get(user__email="trainee@example.test")


def test_j1_02_a_new_account_enters_names_address_and_no_employer(client, stranger, at):
    at(NOW)
    client.force_login(stranger)
    assert client.get(PROFILE)["Location"] == reverse("lms_portal:my_profile_edit")
    typed = {**PERSON, "family_name": "髙﨑", "given_name": "𠮷美🌸", "certificate_name": "髙﨑 𠮷美"}
    assert client.post(reverse("lms_portal:my_profile_edit"), typed).status_code == 302
    page = client.get(PROFILE)
    assert "髙﨑 𠮷美🌸" in page.text
    entered = Person.objects.get(user=stranger)
    assert (entered.family_name, entered.given_name, entered.employer) == ("髙﨑", "𠮷美🌸", None)
    assert [each.address for each in entered.postal_addresses.all()] == [PERSON["address"]]
    assert [each.is_login for each in entered.mail_addresses.all()] == [True]


def test_j1_02_what_is_wrong_is_said_and_nothing_is_lost(client, stranger, at):
    at(NOW)
    client.force_login(stranger)
    page = client.post(reverse("lms_portal:my_profile_edit"), {**PERSON, "postal_code": "12", "given_name": "あ" * 100})
    assert set(page.context["form"].errors) == {"postal_code", "given_name"}
    assert page.context["form"]["address"].value() == PERSON["address"]
    assert not Person.objects.filter(user=stranger).exists()


def test_j1_06_the_versions_that_were_accepted_are_on_file(browser):
    ConfirmedPassFactory(candidate_number="SP-2026-0042", number_key="sp20260042", holder_name="見本 花子")
    open_world(now=clock.now())
    fill_in(browser)
    confirm(browser, confirm_form(browser))
    accepted = {(each.text, each.version, each.source) for each in Consent.objects.of(person())}
    assert accepted == {
        ("terms", "2026-04", "application"),
        ("privacy", "2026-04", "application"),
        ("cancellation", "公開講座 v1", "application"),
    }
    assert {each.given_by for each in Consent.objects.all()} == {"trainee@example.test"}


def test_j5_18_a_name_on_an_application_is_not_changed_alone(browser):
    ConfirmedEnrollmentFactory(person=person())
    edit = reverse("lms_portal:my_profile_edit")
    assert "family_name" not in browser.get(edit).context["form"].fields
    browser.post(edit, {**PERSON, "family_name": "別姓", "phone": "03-1111-2222"})
    assert (person().family_name, person().phone) == ("見本", "03-1111-2222")


def test_j5_18_documents_already_issued_keep_their_name(client, at):
    license_ = licensed()
    issued_to, holder = license_.holder_name, license_.person
    at("2027-03-02T09:00:00+09:00")
    client.force_login(holder.user)
    client.post(reverse("lms_portal:my_profile_edit"), {**PERSON, "certificate_name": "新しい 名前"})
    license_.refresh_from_db()
    holder.refresh_from_db()
    assert (holder.certificate_name, license_.holder_name) == ("新しい 名前", issued_to)
    assert issued_to != "新しい 名前"


def test_j10_09_a_move_is_registered_and_told(browser):
    browser.post(
        reverse("lms_portal:my_address_new"), {"kind": "home", "postal_code": "１００ー０００１", "address": "旧住所"}
    )
    new = {"kind": "work", "postal_code": "5300001", "address": "新住所", "addressee": "見本商事 教育部"}
    browser.post(reverse("lms_portal:my_address_new"), new)
    row = person().postal_addresses.get(address="新住所")
    assert browser.post(reverse("lms_portal:my_address_prefer", args=[row.pk])).status_code == 302
    assert (person().postal_code, person().address) == ("530-0001", "新住所")
    assert Message.objects.filter(kind="cohorts.email.profile_changed", to_email="trainee@example.test").count() == 3
    assert "新住所" not in "".join(Message.objects.values_list("body", flat=True))


def test_j10_09_a_new_employer_follows_the_old_one(browser):
    employer = reverse("lms_portal:my_employer")
    browser.post(employer, {"organization": "見本百貨店株式会社", "department": "売場", "title": "主任"})
    browser.post(employer, {"organization": "見本ホテル株式会社", "department": "", "title": ""})
    assert person().employer.name == "見本ホテル株式会社"
    browser.post(employer, {"organization": ""})
    assert person().employer is None


def test_j10_09_the_old_mail_address_signs_in_until_the_new_one_has_answered(browser, trainee):
    browser.post(reverse("account_email"), {"action_add": "", "email": "new@example.test"})
    trainee.refresh_from_db()
    assert (trainee.email, person().email) == ("trainee@example.test", "trainee@example.test")
    code = re.search(r"^([0-9A-Z-]{6,9})\s*$", _last_mail(), re.MULTILINE)[1]
    browser.post(reverse("account_email_verification_sent"), {"code": code})
    trainee.refresh_from_db()
    assert (trainee.email, Person.objects.get(user=trainee).email) == ("new@example.test", "new@example.test")
    told = Message.objects.filter(kind="cohorts.email.login_changed").values_list("to_email", flat=True)
    assert sorted(told) == ["new@example.test", "trainee@example.test"]


def _last_mail():
    return next(each.body for each in reversed(mail.outbox) if "new@example.test" in each.to)


def test_another_persons_address_does_not_exist(browser, client):
    other = create("other_trainee")
    row = other.person.postal_addresses.create(address="他人の住所")
    for name in ("my_address_prefer", "my_address_remove", "my_address"):
        assert client.post(reverse(f"lms_portal:{name}", args=[row.pk]), {"address": "x"}).status_code == 404
    row.refresh_from_db()
    assert row.address == "他人の住所"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_profile_asks_the_same_number_of_questions_however_long_it_is(browser, rows, django_assert_num_queries):
    for number in range(rows):
        browser.post(
            reverse("lms_portal:my_address_new"), {"kind": "home", "postal_code": "1000001", "address": number}
        )
        browser.post(reverse("lms_portal:my_employer"), {"organization": f"会社{number}"})
    Enrollment.objects.all().delete()
    browser.get(PROFILE)
    with django_assert_num_queries(12):
        browser.get(PROFILE)
