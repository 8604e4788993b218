"""Organizations at the desk: when a company pays."""

import pytest
from django.urls import reverse

from lms.checkout.models import CompanyTerms
from lms.checkout.terms import agreed_terms
from lms.kernel.calendar import Roll
from payments.payment_terms import DaysAfter, MonthlyTerms
from tests.factories.cohorts import OrganizationFactory

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
