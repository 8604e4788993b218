import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.inquiries.models import Inquiry
from tests.factories.inquiries import InquiryFactory
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, secretariat):
    client.force_login(secretariat)
    return client


def words(response):
    assert response.status_code == 200
    return Page(response.content.decode()).words


def test_the_number_of_queries_does_not_grow(office):
    counts = []
    for rows in (1, 3, 30):
        while Inquiry.objects.count() < rows:
            InquiryFactory(owner_id=None)
        office.get("/cms/desk/inquiries/")
        with CaptureQueriesContext(connection) as captured:
            office.get("/cms/desk/inquiries/")
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_the_file_shows_what_was_asked_and_why_it_looks_like_spam(office):
    inquiry = InquiryFactory(suspicion="trap links", message="一行目\n二行目")
    shown = words(office.get(f"/cms/desk/inquiries/inspect/{inquiry.pk}/"))
    assert "二行目" in shown
    assert "リンクが多く含まれています。" in shown


@pytest.mark.parametrize(
    "act,data,status",
    [
        ("take", {}, "in_progress"),
        ("answer", {"text": "2月です。"}, "answered"),
        ("note", {"text": "確認中"}, "new"),
        ("close", {}, "closed"),
        ("spam", {}, "spam"),
    ],
)
def test_the_secretariat_acts(office, act, data, status):
    inquiry = InquiryFactory()
    assert office.get(f"/cms/desk/inquiries/{inquiry.pk}/{act}/").status_code == 200
    assert office.post(f"/cms/desk/inquiries/{inquiry.pk}/{act}/", data).status_code == 302
    inquiry.refresh_from_db()
    assert inquiry.status == status
    assert inquiry.notes.count() == len(data)


@pytest.mark.parametrize("query,found", [("status=new&suspicious=no", 1), ("suspicious=yes", 1), ("overdue=yes", 3)])
def test_lists_are_narrowed_as_the_today_page_counts(office, at, query, found):
    at("2027-02-01T10:00:00+09:00")
    InquiryFactory(name="一")
    InquiryFactory(name="二", suspicion="trap")
    InquiryFactory(name="三", status="in_progress")
    InquiryFactory(name="四", status="closed")
    shown = words(office.get(f"/cms/desk/inquiries/?{query}"))
    assert len({"一", "二", "三", "四"} & set(shown)) == found


def test_new_inquiries_are_work_for_today(office):
    InquiryFactory()
    assert "新しいお問い合わせ" in words(office.get("/cms/desk/today/"))
