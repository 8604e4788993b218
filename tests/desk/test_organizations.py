"""Organizations at the desk: when a company pays, and two entries that are one."""

import pytest
from django.urls import reverse

from cohorts.models import Organization
from lms.checkout.actions.terms import agree_terms
from lms.checkout.models import CompanyTerms
from lms.checkout.terms import agreed_terms, terms_for
from lms.kernel.calendar import Roll
from payments.payment_terms import DaysAfter, MonthlyTerms
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import CONTACT, LATER, a_contact, a_group_draft
from tests.factories.cohorts import OrganizationFactory, PersonFactory

pytestmark = pytest.mark.django_db
MONTHLY = {"kind": "monthly", "closing_day": "20", "months": "1", "payment_day": "10", "roll": "previous"}


def test_office_agrees_on_terms_changes_and_ends_them(office):
    company = OrganizationFactory()
    page, act = (reverse(name, args=[company.pk]) for name in ("lms_desk_organization:inspect", "lms_desk:agree_terms"))
    assert "14日以内" in office.get(page).content.decode()
    assert office.post(act, MONTHLY).status_code == 302
    assert agreed_terms(company) == MonthlyTerms(20, 1, 10, Roll.PREVIOUS)
    assert "20日締め翌月10日払い（銀行休業日の場合は前営業日）" in office.get(page).content.decode()
    assert office.get(act).context["form"].initial["closing_day"] == 20
    office.post(act, {"kind": "days", "days": "30", "roll": "next"})
    assert agreed_terms(company) == DaysAfter(30)
    office.post(reverse("lms_desk:end_terms", args=[company.pk]))
    assert not CompanyTerms.objects.exists()


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"closing_day": ""}, "closing_day"),
        ({"payment_day": "32"}, "payment_day"),
        ({"months": "0", "payment_day": "19"}, "payment_day"),
        ({"kind": "days", "days": ""}, "days"),
    ],
)
def test_terms_nobody_can_keep_stay_on_the_page(office, wrong, field):
    act = reverse("lms_desk:agree_terms", args=[OrganizationFactory().pk])
    page = office.post(act, {**MONTHLY, **wrong})
    assert list(page.context["form"].errors) == [field]
    assert not CompanyTerms.objects.exists()


def test_a_contact_who_only_says_so_is_work_until_the_office_confirms_them(office):
    contact = a_contact("見本株式会社")
    work = contact.affiliations.create(organization=contact.employer)
    a_group_draft(a_world(), [LATER], contact=contact)
    queue, page = reverse("lms_desk:work"), reverse("lms_desk_organization:inspect", args=[contact.employer.pk])
    assert contact.full_name not in office.get(queue).text
    agree_terms(contact.employer, terms=DaysAfter(7), by=CONTACT, now=NOW)
    act = reverse("lms_desk:confirm_affiliation", args=[work.pk])
    assert [act in office.get(each).text for each in (queue, page)] == [True, True]
    assert terms_for(contact, contact.employer, on=NOW.date()) is None
    assert office.post(act)["Location"] == page
    assert terms_for(contact, contact.employer, on=NOW.date()) == DaysAfter(7)
    assert [act in office.get(each).text for each in (queue, page)] == [False, False]
    assert "すでに確認済みです" in office.get(act).text


def test_nobody_confirms_themselves(office, secretariat):
    company = OrganizationFactory()
    own = PersonFactory(user=secretariat).affiliations.create(organization=company)
    assert office.post(reverse("lms_desk:confirm_affiliation", args=[own.pk])).status_code == 404


# Two entries


def test_the_office_merges_what_it_has_looked_at_and_old_links_lead_on(office):
    survivor, gone = OrganizationFactory(name="株式会社髙橋"), OrganizationFactory(name="(株)高橋")
    home, old = (reverse("lms_desk_organization:inspect", args=[each.pk]) for each in (survivor, gone))
    address = reverse("lms_desk:merge_organizations", args=[survivor.pk, gone.pk])
    for page in (reverse("lms_desk:duplicate_organizations"), home):
        assert ["(株)高橋" in office.get(page).text, address in office.get(page).text] == [True, True]
    preview = office.get(address).text
    assert ["株式会社髙橋" in preview, "変更されません" in preview] == [True, False]
    assert "この項目は必須です" in office.post(address, {"reason": ""}).text
    assert office.post(address, {"reason": "登記簿で確認"})["Location"] == home
    assert office.get(old)["Location"] == home
    page = office.get(home).text
    assert ["登記簿で確認" in page, "(株)高橋" in page, address in page] == [True, True, False]
    assert office.get(reverse("lms_desk:agree_terms", args=[gone.pk])).context["whom"] == "株式会社髙橋"
    assert "株式会社髙橋" in office.get(reverse("lms_desk_organization:index"), {"q": "(株)高橋"}).text
    again = office.post(address, {"reason": "もう一度"}, follow=True)
    assert again.redirect_chain == [(reverse("lms_desk_organization:inspect", args=[survivor.pk]), 302)]
    assert "その間に" in again.text


def test_a_merge_in_whose_way_something_stands_says_so_in_place_of_the_form(office):
    numbers = ("7000012050002", "1180301018771")
    one, other = (OrganizationFactory(name="髙橋", corporate_number=number) for number in numbers)
    address = reverse("lms_desk:merge_organizations", args=[one.pk, other.pk])
    page = office.get(address).text
    assert [number in page for number in numbers] == [True, True]
    assert 'name="reason"' not in page
    office.post(address, {"reason": "x"})
    assert Organization.objects.count() == 2


def test_the_office_tells_two_apart(office):
    one, other = OrganizationFactory(name="株式会社髙橋"), OrganizationFactory(name="髙橋株式会社")
    office.post(reverse("lms_desk:tell_organizations_apart", args=[one.pk, other.pk]))
    assert office.get(reverse("lms_desk:duplicate_organizations")).context["pairs"] == []


@pytest.mark.parametrize(
    "typed, kept",
    [
        ("7000012050002", "7000012050002"),
        ("T7000-0120-50002", "7000012050002"),
        ("７０００ ０１２０ ５０００２", "7000012050002"),
        ("", ""),
        ("7000012050003", None),
        ("70000", None),
        ("なし", None),
    ],
)
def test_a_corporate_number_is_taken_as_people_write_it_and_checked(office, typed, kept):
    company = OrganizationFactory(name="見本株式会社")
    address = reverse("lms_desk_organization:edit", args=[company.pk])
    answer = office.post(address, {"name": company.name, "name_kana": "", "corporate_number": typed})
    company.refresh_from_db()
    assert (answer.status_code, company.corporate_number) == ((302, kept) if kept is not None else (200, ""))
