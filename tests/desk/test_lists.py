"""Lists of the desk: who opens them, how many queries they cost, what they find and what they export."""

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets

from cohorts.actions.person import create_person
from cohorts.models import DataImport, Enrollment
from lms.checkout.models import LegalDocument, Listing
from lms.desk.listing import DeskViewSet
from lms.desk.viewsets import DeskGroup
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.models import Finding
from tests.factories.certification import licensed, ready
from tests.factories.cohorts import (
    CohortDayFactory,
    CohortFactory,
    ConfirmedEnrollmentFactory,
    ConfirmedPassFactory,
    ConsultationFactory,
    ExamRecordFactory,
    InterestFactory,
    OrganizationFactory,
    PersonFactory,
    SeatPoolFactory,
    VenueFactory,
)
from tests.factories.commerce import purchase
from tests.factories.exam_levels import ExamLevelFactory, ExamPartFactory, publish
from tests.factories.lists import list_of
from tests.factories.payments import DiscountOfferFactory, OrderFactory

pytestmark = pytest.mark.django_db


def import_row():
    number = DataImport.objects.count()
    list_of(DataImport.Kind.EXAM_RECORDS, "番号,氏名", f"SP-{number},見本 花子")


def cohort_row():
    pool = SeatPoolFactory(cohort__venue=VenueFactory())
    CohortDayFactory(cohort=pool.cohort)


def enrollment_row():
    ConfirmedEnrollmentFactory(person=PersonFactory(employer=OrganizationFactory()))


def order_row():
    purchase(OrderFactory(), ConfirmedEnrollmentFactory())


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
    ("cohort", cohort_row, 10),
    ("enrollment", enrollment_row, 11),
    ("consultation", ConsultationFactory, 12),
    ("person", enrollment_row, 10),
    ("interest", InterestFactory, 12),
    ("examrecord", lambda: ConfirmedPassFactory(person=PersonFactory()), 10),
    ("certificationcase", ready, 11),
    ("license", licensed, 11),
    ("order", order_row, 10),
    ("finding", finding_row, 10),
    ("message", message_row, 10),
    ("listing", fee_row, 11),
    ("discountoffer", DiscountOfferFactory, 10),
    ("legaldocument", legal_row, 10),
    ("venue", VenueFactory, 10),
    ("dataimport", import_row, 11),
    ("organization", OrganizationFactory, 10),
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


# page asked for, page shown, rows on it
PAGES = [
    ("", 1, 25),
    ("1", 1, 25),
    ("2", 2, 25),
    ("3", 3, 1),
    ("4", 3, 1),
    ("999999999999999999999", 3, 1),
    ("0", 3, 1),
    ("-1", 3, 1),
    ("x", 1, 25),
    ("２", 2, 25),
]


@pytest.mark.parametrize("asked,shown,rows", PAGES)
def test_every_page_knows_how_many_rows_there_are(office, asked, shown, rows):
    for _ in range(51):
        VenueFactory()
    context = office.get(address("venue"), {"p": asked}).context
    assert (context["page_obj"].number, len(context["object_list"])) == (shown, rows)
    assert (context["items_count"], context["paginator"].num_pages) == (51, 3)


def test_page_after_the_last_of_a_list_without_rows_is_the_first(office):
    context = office.get(address("venue"), {"p": 3}).context
    assert (context["page_obj"].number, context["items_count"], list(context["object_list"])) == (1, 0, [])


# name of the list, what is asked of it, how many of its rows are left
NARROWED = [
    ("enrollment", {"status": "confirmed"}, 2),
    ("enrollment", {"status": ["confirmed", "completed"]}, 3),
    ("enrollment", {"q": "T9900"}, 3),
    ("enrollment", {"status": "canceled"}, 0),
    ("organization", {"q": "見本"}, 3),
    ("dataimport", {"kind": DataImport.Kind.EXAM_RECORDS}, 2),
]


@pytest.mark.parametrize("name,asked,left", NARROWED)
def test_only_rows_that_are_left_are_counted(office, name, asked, left):
    for number, status in enumerate(("confirmed", "confirmed", "completed")):
        employer = OrganizationFactory(name=f"見本{number}株式会社")
        ConfirmedEnrollmentFactory(number=f"T9900{number}", status=status, person=PersonFactory(employer=employer))
    import_row()
    import_row()
    context = office.get(address(name), asked).context
    assert (context["items_count"], len(context["object_list"])) == (left, left)


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


def test_every_list_stands_once_in_a_room_of_the_menu(admin_client, rf):
    request = rf.get("/")
    request.user = get_user(admin_client)
    _today, _work, *rooms = DeskGroup().get_menu_item().menu.menu_items_for_request(request)
    lines = [line.url for room in rooms for line in room.menu.menu_items_for_request(request)]
    lists = [each for each in viewsets.viewsets if isinstance(each, DeskViewSet)]
    assert sorted(lines) == sorted(reverse(each.get_url_name("index")) for each in lists)


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


def lines_of(answer):
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    return list(sheet.iter_rows(values_only=True))


def test_exam_record_names_its_level_and_the_version_it_was_judged_by(office):
    level = ExamLevelFactory(code="specialist", name="スペシャリスト")
    ExamPartFactory(level=level)
    publish(level, (60, "written"))
    rule = publish(level, (70, "written"), effective_from=date(2027, 1, 1))
    ConfirmedPassFactory(candidate_number="S-1", pass_rule=rule)
    ExamRecordFactory(candidate_number="S-2", level="gone")
    page = office.get(address("examrecord")).content.decode()
    assert page.count("合格を確認する") == 1
    assert [word in page for word in ("スペシャリスト", "第2版", "gone")] == [True, True, True]
    heading, open_, judged = lines_of(office.get(address("examrecord"), {"export": "xlsx"}))
    column = heading.index("合格基準の版")
    assert (judged[3], judged[column], open_[3], open_[column]) == ("スペシャリスト", 2, "gone", None)


def test_finding_says_where_it_lies_at_stripe_and_since_when(office):
    order = OrderFactory()
    Finding.objects.create(
        kind=Finding.Kind.PAID_TWICE,
        severity="warning",
        dedupe_key="twice",
        order=order,
        stripe_object="pi_123",
        found_at=datetime(2027, 1, 10, 3, 0, tzinfo=UTC),
        last_seen_at=datetime(2027, 1, 12, 3, 0, tzinfo=UTC),
    )
    other = Finding.objects.create(kind=Finding.Kind.DISPUTED, severity="critical", dedupe_key="other")
    page = office.get(address("finding"), {"q": "pi_123"})
    assert [finding.dedupe_key for finding in page.context["object_list"]] == ["twice"]
    assert "2027年1月12日（火）" in page.content.decode()
    assert list(office.get(address("finding"), {"kind": "disputed"}).context["object_list"]) == [other]
    read = office.get(reverse("lms_desk_finding:inspect", args=[other.pk])).content.decode()
    assert ">None<" not in read.replace(" ", "").replace("\n", "")


INTERESTS = {
    "unanswered": {"confirmed_at": None},
    "standing": {},
    "withdrawn": {"withdrawn_at": datetime(2026, 5, 1, tzinfo=UTC)},
}


@pytest.mark.parametrize("state", INTERESTS)
def test_interest_is_found_by_how_far_it_is(office, state):
    rows = {name: InterestFactory(**fields) for name, fields in INTERESTS.items()}
    found = office.get(address("interest"), {"state": state}).context["object_list"]
    assert list(found) == [rows[state]]
    assert [row.state for row in found] == [state]


def test_interest_in_the_next_cohort_is_written_in_words(office):
    course = CohortFactory(course__title="養成講座").course
    interest = InterestFactory(cohort=None, course=course, email="reader@example.test", name="高橋")
    heading, row = lines_of(office.get(address("interest"), {"export": "xlsx"}))
    assert row[:6] == ("reader@example.test", "高橋", "養成講座", "次の開催回", "指定なし", "案内待ち")
    assert heading[2] == "講座"
    read = office.get(reverse("lms_desk_interest:inspect", args=[interest.pk])).content.decode()
    assert ("養成講座" in read, ">None<" in read.replace(" ", "").replace("\n", "")) == (True, False)


@pytest.mark.parametrize("online,words", [(True, "オンライン"), (False, "会場")])
def test_venue_says_in_words_how_one_takes_part(office, online, words):
    VenueFactory(name="虎ノ門", is_online=online)
    page = office.get(address("venue")).content.decode()
    row = page[page.index("虎ノ門") :]
    assert words in row[: row.index("</tr>")]


def test_undecided_date_and_venue_are_said_to_be_undecided(office):
    SeatPoolFactory(cohort__title="来年度")
    page = office.get(address("cohort")).content.decode()
    assert page.count('class="undecided"') == 3
