"""A company pays by the terms the office agreed with it, and seats before the course whatever was agreed."""

from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import IntegrityError
from pypdf import PdfReader

from cohorts.actions.affiliation import Work, change_employer, confirm_affiliation, organization_named
from lms.checkout.actions.application import OfferChanged
from lms.checkout.actions.terms import agree_terms, end_terms
from lms.checkout.group import group_confirmation_of
from lms.checkout.models import CompanyTerms
from lms.checkout.terms import terms_for
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from payments.actions.document import bytes_of, issue_invoice, usual_addressee
from payments.payment_terms import DaysAfter, MonthlyTerms
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import CONTACT, LATER, a_contact, a_group_draft, confirm_group, hold, speaking
from tests.factories.cohorts import OrganizationFactory

pytestmark = pytest.mark.django_db
WORDS = "月末締め翌月末払い（銀行休業日の場合は翌営業日）"
LATER_DAY = date(2026, 12, 20)
AFTER_NEW_YEAR = datetime(2027, 1, 10, 10, tzinfo=JST)


@pytest.fixture
def contact():
    contact = speaking(a_contact())
    agree_terms(contact.employer, terms=MonthlyTerms(), by=CONTACT, now=NOW)
    return contact


@pytest.fixture
def world():
    return a_world()


def ordered(world, contact, now=NOW):
    return confirm_group(a_group_draft(world, [LATER], contact=contact, now=now), now=now)


def test_the_agreed_terms_decide_the_last_day_and_stand_on_mail_and_invoice(world, contact):
    order = ordered(world, contact)
    assert order.due_on == date(2027, 2, 1)  # ordered on 10 December; 31 January 2027 is a Sunday
    assert WORDS in Message.objects.get(kind="checkout.email.group_received").body
    invoice = issue_invoice(order, addressee=usual_addressee(order), by=CONTACT, now=NOW)
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(bytes_of(invoice))).pages).split())
    assert "お支払期限2027年2月1日（月）" in printed
    assert f"お支払条件{WORDS}" in printed


def test_seats_are_paid_before_the_course_and_the_order_does_not_name_terms_it_does_not_follow(world, contact):
    order = ordered(world, contact, now=AFTER_NEW_YEAR)
    assert (order.due_on, order.payment_terms) == (date(2027, 2, 17), None)  # the terms would say 1 March


def test_a_company_without_terms_has_the_usual_days(world):
    order = ordered(world, a_contact())
    assert (order.due_on, order.payment_terms) == (date(2026, 12, 24), None)


def test_typing_the_name_of_a_company_obtains_none_of_its_terms(world, contact):
    stranger = a_contact()
    stranger.employer = None
    stranger.save()
    work = Work(organization=organization_named(contact.employer.name))
    change_employer(stranger, work, by=CONTACT, today=NOW.date(), now=NOW)
    assert stranger.employer == contact.employer
    draft = a_group_draft(world, [LATER], contact=stranger)
    seen = group_confirmation_of(draft, now=NOW)
    assert (seen.agreed, seen.due_on) == (None, date(2026, 12, 24))
    confirm_affiliation(stranger.affiliations.get(), by=CONTACT, now=NOW)
    assert group_confirmation_of(draft, now=NOW).due_on == date(2027, 2, 1)
    with pytest.raises(OfferChanged):
        confirm_group(draft, seen=seen)
    change_employer(stranger, None, by=CONTACT, today=LATER_DAY, now=NOW)
    assert terms_for(stranger, contact.employer, on=LATER_DAY) is None
    change_employer(stranger, work, by=CONTACT, today=LATER_DAY, now=NOW)
    assert terms_for(stranger, contact.employer, on=LATER_DAY) is None  # a new place of work is confirmed anew


def test_whom_the_office_holds_seats_for_speaks_for_the_company(world):
    contact = a_contact()
    contact.affiliations.create(organization=contact.employer)
    agree_terms(contact.employer, terms=DaysAfter(7), by=CONTACT, now=NOW)
    assert terms_for(contact, contact.employer, on=NOW.date()) is None
    hold(world, contact)
    assert terms_for(contact, contact.employer, on=NOW.date()) == DaysAfter(7)


def test_terms_agreed_later_change_no_order_and_ended_terms_leave_the_usual_days(world, contact):
    order = ordered(world, contact)
    agree_terms(contact.employer, terms=DaysAfter(7), by=CONTACT, now=NOW)
    order.refresh_from_db()
    assert (order.due_on, order.terms_in_words) == (date(2027, 2, 1), WORDS)
    end_terms(contact.employer, by=CONTACT)
    draft = a_group_draft(world, [LATER], contact=contact)
    assert group_confirmation_of(draft, now=NOW).due_on == date(2026, 12, 24)


def test_terms_agreed_while_the_contact_reads_are_shown_before_they_bind(world, contact):
    draft = a_group_draft(world, [LATER], contact=contact)
    seen = group_confirmation_of(draft, now=NOW)
    agree_terms(contact.employer, terms=DaysAfter(7), by=CONTACT, now=NOW)
    with pytest.raises(OfferChanged):
        confirm_group(draft, seen=seen)


@pytest.mark.parametrize(
    "wrong, name",
    [
        ({"days": 30, "closing_day": 31, "months": 1, "payment_day": 31}, "one_kind"),
        ({"closing_day": 31, "months": 1}, "one_kind"),
        ({"closing_day": 31, "months": 1, "payment_day": 32}, "one_kind"),
        ({"closing_day": 20, "months": 0, "payment_day": 19}, "paid_after_closing"),
    ],
)
def test_the_database_refuses_terms_nobody_can_keep(wrong, name):
    with pytest.raises(IntegrityError, match=name):
        CompanyTerms.objects.create(organization=OrganizationFactory(), agreed_by="x", **wrong)
