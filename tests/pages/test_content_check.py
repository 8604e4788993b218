"""What an editor is told where prose repeats what the rows know."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from lms.checkout.models import Listing
from lms.pages.content_check import check_page
from lms.pages.models import CoursePage, StandardPage
from tests.factories.cohorts import CohortDayFactory, OpenCohortFactory, SeatPoolFactory
from tests.factories.courses import CourseFactory
from tests.factories.pages import site_with_home
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db
FEE = "「本文」の1番目のブロック（文章）に「88,000円」とあります。受講料は変わることがあります。ブロック「席の受講料」をお使いください。"


def text_page(text):
    return StandardPage(title="案内", slug="about", body=[("text", text)])


def told(page):
    return [str(each) for each in check_page(page)]


def test_the_warning_names_the_block_the_words_and_what_to_use_instead():
    assert told(text_page("<p>受講料は88,000円です。</p>")) == [FEE]


def test_the_days_and_fees_of_the_cohorts_are_known():
    cohort = OpenCohortFactory()
    CohortDayFactory(cohort=cohort, held_on=date(2027, 2, 18))
    Listing.objects.create(pool=SeatPoolFactory(cohort=cohort), list_price_jpy=800)
    found = check_page(text_page("<p>2月18日、800円</p><p>1月31日 2月1日 2月19日</p>"))
    # The deadline is the first moment that is too late: 1 February 00:00 is the end of 31 January.
    assert [each.words for each in found] == ["2月18日", "800円", "1月31日"]


def test_every_kind_of_text_is_read():
    page = CoursePage(
        title="養成講座 88,000円",
        lead="受講料は77,000円です。",
        search_description="早期割引20%",
        body=[
            ("heading", "55,000円で学べます"),
            ("quote", {"text": "44,000円でした", "source": ""}),
            ("questions", [{"question": "いくらですか。", "answer": "<p>33,000円です。</p>"}]),
            ("call_out", {"tone": "info", "title": "22,000円", "text": "<p>A&amp;B</p>"}),
            ("buttons", [{"label": "11,000円", "page": None, "url": "https://example.test/2027-02-18"}]),
        ],
        questions=[("question", {"question": "66,000円ですか。", "answer": "<p>いいえ</p>"})],
    )
    assert {each.words for each in check_page(page)} == {
        "88,000円", "77,000円", "20%", "66,000円", "55,000円", "44,000円", "33,000円", "22,000円", "11,000円",
    }  # fmt: skip


def test_live_blocks_are_never_complained_about():
    block = ("seat_price", {"course": CourseFactory(title="88,000円の講座"), "kind": "certification"})
    assert told(StandardPage(title="案内", body=[block])) == []


# In the editor -----------------------------------------------------------------------------------------------------


def posted(**fields):
    body = streamfield([("text", rich_text("<p>受講料は88,000円です。</p>"))])
    return nested_form_data({"title": "案内", "slug": "about", "lead": "", "body": body, "comments": EMPTY, **fields})


EMPTY = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}


@pytest.fixture
def home():
    return site_with_home()


def test_saving_warns_and_saves(admin_client, home):
    url = reverse("wagtailadmin_pages:add", args=["lms_pages", "standardpage", home.pk])
    answer = admin_client.post(url, posted(), follow=True)
    page = StandardPage.objects.get()
    assert strip_tags(page.get_latest_revision_as_object().body[0].value.source) == "受講料は88,000円です。"
    words = Page(answer.content.decode()).words
    assert words.count(FEE) == 2  # once for this save, once above the fields for as long as it stands there
    assert "保存しました。登録内容と重なる記述があります。" in words


def test_publishing_goes_through(admin_client, home):
    url = reverse("wagtailadmin_pages:add", args=["lms_pages", "standardpage", home.pk])
    admin_client.post(url, posted(**{"action-publish": "1"}))
    assert StandardPage.objects.get().live is True


def test_a_draft_that_saves_itself_stays_silent(admin_client, home):
    url = reverse("wagtailadmin_pages:add", args=["lms_pages", "standardpage", home.pk])
    admin_client.post(url, posted(), headers={"accept": "application/json"})
    words = Page(admin_client.get(reverse("wagtailadmin_home")).content.decode()).words
    assert [word for word in words if "88,000円" in word] == []


def test_a_page_without_typed_facts_shows_no_warning(admin_client, home):
    page = course_page_below(home)
    words = Page(admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()).words
    assert "登録内容と重なる記述があります" not in words


def course_page_below(home):
    return home.add_child(instance=StandardPage(title="案内", slug="about", body=[("text", "<p>ようこそ。</p>")]))
