"""Lists of the desk: who opens them, how many queries they cost, what they find and what they export."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.actions.person import create_person
from cohorts.models import Enrollment
from lms.checkout.models import LegalDocument, Listing, Purchase
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Finding
from tests.factories.certification import licensed, ready
from tests.factories.cohorts import (
    CohortDayFactory,
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    OrganizationFactory,
    PersonFactory,
    SeatPoolFactory,
    VenueFactory,
)
from tests.factories.payments import DiscountOfferFactory, OrderFactory

pytestmark = pytest.mark.django_db


def cohort_row():
    pool = SeatPoolFactory(cohort__venue=VenueFactory())
    CohortDayFactory(cohort=pool.cohort)


def enrollment_row():
    ConfirmedEnrollmentFactory(person=PersonFactory(employer=OrganizationFactory()))


def order_row():
    Purchase.objects.create(order=OrderFactory(), enrollment=ConfirmedEnrollmentFactory())


def message_row():
    count = Message.objects.count()
    Message.objects.create(dedupe_key=f"k{count}", kind="x", to_email="a@example.test", subject="件名", body="本文")


def fee_row():
    listing = Listing.objects.create(pool=SeatPoolFactory(), list_price_jpy=88_000)
    listing.offers.add(DiscountOfferFactory())


def legal_row():
    count = LegalDocument.objects.count()
    LegalDocument.objects.create(kind="terms", version=str(count), title="規約", body="", effective_at=timezone.now())


def finding_row():
    count = Finding.objects.count()
    Finding.objects.create(
        kind=Finding.Kind.PAID_TWICE, severity="warning", dedupe_key=str(count), order=OrderFactory()
    )


# name of the list, how a row of it comes about, queries of the page
LISTS = [
    ("cohort", cohort_row, 11),
    ("enrollment", enrollment_row, 12),
    ("person", enrollment_row, 11),
    ("examrecord", lambda: ConfirmedPassFactory(person=PersonFactory()), 11),
    ("certificationcase", ready, 12),
    ("license", licensed, 12),
    ("order", order_row, 11),
    ("finding", finding_row, 11),
    ("message", message_row, 11),
    ("listing", fee_row, 12),
    ("discountoffer", DiscountOfferFactory, 11),
    ("legaldocument", legal_row, 11),
    ("venue", VenueFactory, 11),
    ("organization", OrganizationFactory, 11),
]
NAMES = [name for name, _row, _queries in LISTS]


def address(name):
    return reverse(f"lms_desk_{name}:index")


@pytest.mark.parametrize("name,row,queries", LISTS)
@pytest.mark.parametrize("rows", [1, 3, 30])
def test_list_costs_the_same_however_long(office, django_assert_num_queries, name, row, queries, rows):
    if rows == 30 and name in {"certificationcase", "license"}:
        rows = 10
    for _ in range(rows):
        row()
    office.get(address(name))
    with django_assert_num_queries(queries):
        answer = office.get(address(name))
    assert answer.status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_editor_is_sent_away(client, editor, name):
    client.force_login(editor)
    answer = client.get(address(name))
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))


@pytest.mark.parametrize("name", NAMES)
def test_visitor_is_asked_to_sign_in(client, name):
    answer = client.get(address(name))
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("wagtailadmin_login"))


def test_decider_opens_cases_and_no_other_list(client, decider):
    client.force_login(decider)
    assert {name for name in NAMES if client.get(address(name)).status_code == 200} == {"certificationcase"}


def test_decider_sees_only_the_cases_in_the_menu(client, decider):
    client.force_login(decider)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert address("certificationcase") in page
    assert address("enrollment") not in page
    assert reverse("lms_desk:today") not in page


@pytest.mark.parametrize("typed", ["髙﨑", "高崎", "たかさき", "ﾀｶｻｷ", "takasaki"])
def test_person_is_found_in_any_spelling(office, typed):
    spelled = {"family_name": "髙﨑", "given_name": "𠮷子", "family_kana": "タカサキ", "given_kana": "ヨシコ"}
    by = Actor.process("test")
    person = create_person(**spelled, family_romaji="Takasaki", given_romaji="Yoshiko", by=by, now=timezone.now())
    ConfirmedEnrollmentFactory(person=person)
    ConfirmedEnrollmentFactory()
    for name in ("person", "enrollment"):
        found = office.get(address(name), {"q": typed}).context["object_list"]
        assert len(found) == 1


def test_filter_leaves_only_what_was_asked_for(office):
    wanted = ConfirmedEnrollmentFactory()
    ConfirmedEnrollmentFactory(status=Enrollment.Status.COMPLETED)
    found = office.get(address("enrollment"), {"status": "confirmed"}).context["object_list"]
    assert list(found) == [wanted]


def test_sheet_opens_in_excel_with_japanese_and_office_time(office):
    ConfirmedEnrollmentFactory(number="T99001", person=PersonFactory(family_name="髙橋", given_name="美咲"))
    answer = office.get(address("enrollment"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    heading, row = list(sheet.iter_rows(values_only=True))
    assert heading[:3] == ("申込番号", "受講者", "ふりがな")
    assert row[:2] == ("T99001", "髙橋 美咲")
    assert str(row[-1]) == "2027-01-10 12:00:00"


def test_text_export_begins_with_the_mark_excel_needs(office):
    ConfirmedEnrollmentFactory(person=PersonFactory(family_name="髙橋", given_name="美咲"))
    body = b"".join(office.get(address("enrollment"), {"export": "csv"}).streaming_content)
    assert body.startswith(b"\xef\xbb\xbf")
    assert "髙橋 美咲" in body.decode("utf-8-sig")


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_export_costs_the_same_however_long(office, django_assert_num_queries, rows):
    for _ in range(rows):
        enrollment_row()
    with django_assert_num_queries(6):
        b"".join(office.get(address("enrollment"), {"export": "xlsx"}).streaming_content)


def test_undecided_date_and_venue_are_said_to_be_undecided(office):
    SeatPoolFactory(cohort__title="来年度")
    page = office.get(address("cohort")).content.decode()
    assert page.count('class="undecided"') == 3
