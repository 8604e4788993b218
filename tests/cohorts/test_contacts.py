"""Several addresses, one in use; employments with a beginning and an end; consents that stay on file."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions import affiliation as work
from cohorts.actions import contact
from cohorts.actions.consent import BelongsToContract, end_consents_of, record_consent, withdraw_consent
from cohorts.actions.interest import confirm_interest, withdraw_interest
from cohorts.actions.person import create_person, update_person
from cohorts.models import Affiliation, Consent, MailAddress, Person
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from tests.factories.cohorts import EnrollmentFactory, InterestFactory, OrganizationFactory, PersonFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-01-15T10:00:00+09:00")
TODAY = date(2027, 1, 15)
OFFICE = Actor.process("office")


def create(**fields):
    return create_person(by=OFFICE, now=NOW, family_name="髙﨑", given_name="𠮷美", **fields)


def fresh(person):
    return Person.objects.get(pk=person.pk)


# Postal addresses


def add(person, address, **fields):
    return contact.add_postal_address(person, contact.PostalFields(address=address, **fields), by=OFFICE, now=NOW)


def test_the_address_of_a_new_person_is_the_preferred_one():
    person = create(postal_code="100-0001", address="東京都見本区1-2-3")
    (row,) = person.postal_addresses.all()
    assert (row.postal_code, row.address, row.is_preferred) == ("100-0001", "東京都見本区1-2-3", True)


def test_a_further_address_changes_nothing_until_it_is_preferred():
    person = create(postal_code="100-0001", address="東京都見本区1-2-3")
    office = add(person, "大阪府例示市4-5-6", kind="work", postal_code="530-0001", addressee="見本商事 総務部")
    assert fresh(person).address == "東京都見本区1-2-3"
    contact.prefer_postal_address(office, by=OFFICE)
    assert (fresh(person).postal_code, fresh(person).address) == ("530-0001", "大阪府例示市4-5-6")
    assert person.postal_addresses.filter(is_preferred=True).count() == 1


def test_removing_the_preferred_address_lets_another_take_its_part():
    person = create(address="東京都見本区1-2-3")
    add(person, "大阪府例示市4-5-6")
    contact.remove_postal_address(person.postal_addresses.get(is_preferred=True), by=OFFICE)
    assert fresh(person).address == "大阪府例示市4-5-6"
    contact.remove_postal_address(person.postal_addresses.get(), by=OFFICE)
    assert fresh(person).address == ""


def test_two_preferred_addresses_are_refused_by_the_database():
    person = create(address="東京都見本区1-2-3")
    with pytest.raises(IntegrityError), transaction.atomic():
        person.postal_addresses.create(address="x", is_preferred=True)


def test_a_correction_on_the_person_is_a_correction_of_the_preferred_address():
    person = create(address="東京都見本区1-2-3")
    update_person(person, by=OFFICE, address="東京都見本区9-9-9")
    assert [row.address for row in person.postal_addresses.all()] == ["東京都見本区9-9-9"]


# Mail addresses


def test_exactly_one_verified_address_signs_in():
    person = create(user=UserFactory(), email="old@example.test")
    contact.set_login_address(person, "new@example.test", by=OFFICE, now=NOW)
    logins = person.mail_addresses.filter(is_login=True).values_list("email", "verified_at")
    assert list(logins) == [("new@example.test", NOW)]
    assert fresh(person).email == "new@example.test"


def test_both_mailboxes_learn_of_a_new_login_address():
    person = create(user=UserFactory(), email="old@example.test")
    contact.set_login_address(person, "new@example.test", by=OFFICE, now=NOW)
    told = Message.objects.filter(kind="cohorts.email.login_changed").values_list("to_email", flat=True)
    assert sorted(told) == ["new@example.test", "old@example.test"]


def test_a_person_is_found_by_every_mail_address_and_by_the_former_name():
    person = create(user=UserFactory(), email="old@example.test", former_family_name="佐藤")
    contact.set_login_address(person, "new@example.test", by=OFFICE, now=NOW)
    contact.add_mail_address(person, "third@example.test", by=OFFICE, now=NOW)
    for typed in ("old@example", "new@example", "third@", "佐藤𠮷美", "高崎"):
        assert list(Person.objects.search(typed)) == [person]


def test_an_unverified_address_never_signs_in():
    with pytest.raises(IntegrityError), transaction.atomic():
        MailAddress.objects.create(person=create(), email="x@example.test", is_login=True)


def test_the_login_address_cannot_be_removed_and_none_is_entered_twice():
    person = create(user=UserFactory(), email="a@example.test")
    with pytest.raises(contact.LoginAddressStays):
        contact.remove_mail_address(person.mail_addresses.get(), by=OFFICE)
    with pytest.raises(contact.AddressTaken):
        contact.add_mail_address(person, "A@Example.test", by=OFFICE, now=NOW)


# Affiliations


@pytest.mark.parametrize(
    "starts_on,ends_on,holds",
    [
        (None, None, True),
        (date(2027, 1, 15), None, True),
        (date(2027, 1, 16), None, False),
        (None, date(2027, 1, 16), True),
        (None, date(2027, 1, 15), False),
    ],
)
def test_an_affiliation_holds_from_its_first_day_to_before_its_end(starts_on, ends_on, holds):
    Affiliation.objects.create(
        person=PersonFactory(), organization=OrganizationFactory(), starts_on=starts_on, ends_on=ends_on
    )
    assert Affiliation.objects.on(TODAY).exists() is holds


def change(person, organization, *, on=TODAY, **fields):
    new = work.Work(organization=organization, **fields) if organization else None
    work.change_employer(person, new, by=OFFICE, today=on, now=NOW)
    return fresh(person)


def test_changing_the_employer_ends_the_old_one_and_keeps_it_on_file():
    first, second = OrganizationFactory(), OrganizationFactory()
    person = create(employer=first)
    later = date(2027, 4, 1)
    assert change(person, second, on=later, department="教育部", title="課長").employer == second
    history = [(row.organization, row.starts_on, row.ends_on) for row in person.affiliations.all()]
    assert history == [(second, later, None), (first, None, later)]


def test_saying_the_same_employer_again_changes_the_title_only():
    company = OrganizationFactory()
    person = create(employer=company)
    change(person, company, title="部長")
    assert [(row.title, row.ends_on) for row in person.affiliations.all()] == [("部長", None)]


def test_somebody_who_leaves_works_for_nobody():
    person = create(employer=OrganizationFactory())
    assert change(person, None).employer is None


def test_an_employment_that_begins_later_is_shown_on_its_first_day():
    company = OrganizationFactory()
    person = create()
    april = work.Work(organization=company, starts_on=date(2027, 4, 1))
    work.begin_affiliation(person, april, by=OFFICE, today=TODAY, now=NOW)
    assert fresh(person).employer is None
    assert work.refresh_employers(today=date(2027, 3, 31)) == 0
    assert work.refresh_employers(today=date(2027, 4, 1)) == 1
    assert fresh(person).employer == company
    assert work.refresh_employers(today=date(2027, 4, 2)) == 0


def test_an_end_before_the_beginning_is_refused():
    person = create()
    wrong = work.Work(organization=OrganizationFactory(), starts_on=TODAY, ends_on=TODAY)
    with pytest.raises(work.EndsBeforeItStarts):
        work.begin_affiliation(person, wrong, by=OFFICE, today=TODAY, now=NOW)


def test_an_organization_is_found_in_any_usual_spelling():
    known = OrganizationFactory(name="見本ホテル株式会社")
    assert work.organization_named("見本ホテル 株式会社") == known
    assert work.organization_named("別の会社") != known


# Consents


def give(row, text=Consent.Text.NEWS, version="2026-1", **fields):
    return record_consent(text, version, source=Consent.Source.APPLICATION, given_for=row, by=OFFICE, now=NOW, **fields)


def test_the_first_consent_for_a_row_stays():
    enrollment = EnrollmentFactory()
    first = give(enrollment, person=enrollment.person)
    assert give(enrollment, person=enrollment.person) == first
    assert Consent.objects.count() == 1


def test_a_person_reads_what_was_agreed_to_under_a_verified_address_only():
    person = create(user=UserFactory(), email="mine@example.test")
    contact.add_mail_address(person, "unanswered@example.test", by=OFFICE, now=NOW)
    seen = give(InterestFactory(), email="Mine@example.test")
    give(InterestFactory(), email="unanswered@example.test")
    give(InterestFactory(), email="stranger@example.test")
    assert list(Consent.objects.of(person)) == [seen]


def test_taking_the_consent_to_news_back_ends_the_registration_it_came_with():
    interest = InterestFactory(confirmed_at=None)
    confirm_interest(interest, by=OFFICE, now=NOW)
    withdraw_consent(Consent.objects.get(text="news"), by=OFFICE, now=NOW + timedelta(days=3))
    interest.refresh_from_db()
    assert interest.withdrawn_at == NOW + timedelta(days=3)
    assert not type(interest).objects.standing().exists()


def test_news_are_withdrawn_by_their_reader_and_stay_on_file():
    interest = InterestFactory(confirmed_at=None)
    confirm_interest(interest, by=OFFICE, now=NOW)
    withdraw_interest(interest, by=OFFICE, now=NOW + timedelta(days=3))
    (consent,) = Consent.objects.all()
    assert (consent.email, consent.version, consent.given_at) == (interest.email, interest.consent_version, NOW)
    assert consent.withdrawn_at == NOW + timedelta(days=3)


def test_what_a_contract_rests_on_is_not_withdrawn_alone():
    enrollment = EnrollmentFactory()
    terms = give(enrollment, Consent.Text.TERMS, person=enrollment.person)
    with pytest.raises(BelongsToContract):
        withdraw_consent(terms, by=OFFICE, now=NOW)


def test_withdrawing_twice_keeps_the_first_moment():
    enrollment = EnrollmentFactory()
    consent = give(enrollment, person=enrollment.person)
    withdraw_consent(consent, by=OFFICE, now=NOW)
    withdraw_consent(consent, by=OFFICE, now=NOW + timedelta(days=1))
    end_consents_of(enrollment, by=OFFICE, now=NOW + timedelta(days=2))
    assert Consent.objects.get().withdrawn_at == NOW
