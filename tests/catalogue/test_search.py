"""A visitor finds what the site says, in both languages and on both databases, and nothing that is not theirs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from wagtail.models import Locale, PageViewRestriction, Site

from lms.checkout.models import LegalDocument, Listing
from lms.pages.models import HomePage, NewsIndexPage, NewsPage, QuestionsPage, StandardPage
from tests.factories.cohorts import CohortFactory, SeatPoolFactory, VenueFactory
from tests.factories.courses import CourseFactory, lesson, two_day_curriculum
from tests.factories.pages import course_page
from tests.factories.payments import DiscountOfferFactory
from tests.factories.study import study
from tests.lms.pages_read import Page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def site(db):
    course = CourseFactory(title="CS実務教育インストラクター養成講座", summary="社内で教える人のための講座です。")
    two_day_curriculum(course=course, is_current=True)
    page = course_page(course, title="CS実務教育インストラクター養成講座")
    home = page.get_parent().get_parent().specific
    home.add_child(
        instance=StandardPage(
            title="講師ライセンスについて",
            slug="about",
            lead="資格の案内",
            body=[("text", "<p>顧客ロイヤルティを説明し、受講の後に社内で教えます。</p>")],
        )
    )
    home.add_child(
        instance=QuestionsPage(
            title="よくあるご質問",
            slug="faq",
            questions=[
                ("heading", "お申込み"),
                (
                    "question",
                    {"question": "キャンセル料はかかりますか。", "answer": "<p>初日までの日数によります。</p>"},
                ),
                ("question", {"question": "領収書は出ますか。", "answer": "<p>はい、<b>領</b>収書を発行します。</p>"}),
            ],
        )
    )
    news = home.add_child(instance=NewsIndexPage(title="お知らせ", slug="news"))
    news.add_child(instance=NewsPage(title="申込受付を開始しました", slug="open", lead="2026年度の受付です。"))
    english = HomePage(
        title="Home",
        slug="front-en",
        headline="For those who teach",
        locale=Locale.objects.get_or_create(language_code="en")[0],
    )
    english.translation_key = home.translation_key
    home.get_parent().add_child(instance=english)
    english.add_child(
        instance=StandardPage(
            title="Becoming an instructor",
            slug="about",
            locale=english.locale,
            body=[("text", "<p>How an instructor is certified.</p>")],
        )
    )
    Site.clear_site_root_paths_cache()
    return home


def hits(client, query, prefix="", **more) -> list[tuple[str, str]]:
    """(group, title) of everything shown."""
    shown = client.get(f"{prefix}/search/", {"q": query, **more}).context["answer"]
    return [(found.group.value, hit.plain_title) for found in shown.groups for hit in found.hits]


@pytest.mark.parametrize("query", ["養成講座", "ｲﾝｽﾄﾗｸﾀｰ　養成", "いんすとらくたー", "社内で教える人のため"])
def test_a_course_is_found_by_its_title_and_what_it_teaches(client, site, query):
    assert ("courses", "CS実務教育インストラクター養成講座") in hits(client, query)


@pytest.mark.parametrize("query", ["ロイヤルティ", "ﾛｲﾔﾙﾃｨ", "受講", "顧客 受講"])
def test_a_page_is_found_by_its_text(client, site, query):
    assert hits(client, query) == [("pages", "講師ライセンスについて")]


def test_an_english_word_finds_the_english_page_from_both_languages(client, site):
    assert hits(client, "instructor") == [("pages", "Becoming an instructor")]
    assert hits(client, "INSTRUCTOR", "/en") == [("pages", "Becoming an instructor")]
    shown = Page(client.get("/search/?q=instructor").content.decode())
    assert {link["href"] for link in shown.all("a", hreflang="en")} == {"/en/about/", "/en/search/?q=instructor"}


def test_a_question_is_led_to_directly(client, site):
    shown = Page(client.get("/search/?q=領収書").content.decode())
    block = QuestionsPage.objects.get().questions[2]
    assert [link["href"] for link in shown.all("a") if "/faq/" in link["href"]] == [f"/faq/#q-{block.id}"]
    assert hits(client, "領収書") == [("questions", "領収書は出ますか。")]
    anchor = Page(client.get("/faq/").content.decode()).one("div", id=f"q-{block.id}")
    assert "faq__answer" in anchor["class"]


def test_hits_are_marked_in_title_and_excerpt(client, site):
    html = client.get("/search/?q=受講").content.decode()
    assert "顧客ロイヤルティを説明し、<mark>受講</mark>の後に社内で教えます。" in html


def test_a_cohort_is_found_with_its_state(client, site):
    course = CourseFactory(code="x", title="監査講座")
    cohort = CohortFactory(course=course, title="2026年度 監査講座", venue=VenueFactory(name="札幌会場"))
    CohortFactory(course=course, title="2020年度 監査講座", status="evaluated")
    for query in ("監査", "札幌", cohort.code):
        assert hits(client, query) == [("cohorts", "2026年度 監査講座")]
    assert "詳細未定" in Page(client.get("/search/?q=札幌").content.decode()).words


def test_announcements_and_texts_in_force_are_found(client, site):
    for version, age, title in (("2", 1, "受講規約"), ("1", 9, "旧規約"), ("3", -9, "次の規約")):
        LegalDocument.objects.create(
            kind="terms",
            version=version,
            title=title,
            body="<h2>第1条</h2><p>約款の本文</p>",
            effective_at=now() - timedelta(days=age),
        )
    assert hits(client, "約款") == [("legal", "受講規約")]
    assert hits(client, "受付を開始") == [("news", "申込受付を開始しました")]


def test_what_is_not_public_is_not_found(client, site):
    hidden = site.add_child(instance=StandardPage(title="会員の講話", slug="members"))
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    site.add_child(instance=StandardPage(title="下書きの講話", slug="draft", live=False))
    assert hits(client, "講話") == []


def test_a_page_of_another_site_is_not_found(client, site):
    other = site.get_parent().add_child(instance=HomePage(title="別の講話", slug="other", headline="別"))
    Site.objects.create(hostname="other.example", root_page=other)
    Site.clear_site_root_paths_cache()
    assert hits(client, "講話") == []


def test_a_page_and_its_translation_are_one_hit(client, site):
    original = StandardPage.objects.get(slug="about", locale__language_code="ja")
    twin = StandardPage.objects.get(slug="about", locale__language_code="en")
    twin.translation_key = original.translation_key
    twin.body = [("text", "<p>CS theory</p>")]
    twin.save()
    original.body = [("text", "<p>CS theory</p>")]
    original.save()
    assert hits(client, "theory") == [("pages", "講師ライセンスについて")]
    assert hits(client, "theory", "/en") == [("pages", "Becoming an instructor")]


def test_a_lesson_is_found_by_those_who_may_read_it_and_by_nobody_else(client, site, stranger, at):
    at("2027-01-20T12:00:00+09:00")
    trainee = study()
    lesson(trainee.curriculum, title="先行指標を読む", body=[("text", "<p>秘密の教材</p>")])
    for question in ("先行指標", "秘密の教材"):
        client.logout()
        assert hits(client, question) == []
        client.force_login(stranger)
        assert hits(client, question) == []
        client.force_login(trainee.user)
        assert hits(client, question) == [("lessons", "先行指標を読む")]


# Questions of every shape ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["", "   ", "　", "・", "!!!", "\x00", "%", "_", "' OR 1=1 --", '"*()^:{}\\', "NOT NEAR("]
)
def test_nothing_to_ask_finds_nothing(client, site, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert response.context["answer"].groups == []


def test_a_long_question_is_cut_and_answered(client, site):
    response = client.get("/search/", {"q": "講座　" * 300})
    assert response.status_code == 200
    assert len(response.context["question"].text) == 200
    assert response.context["answer"].count > 0


def test_markup_in_a_question_stays_text(client, site):
    html = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_question_is_kept_and_the_page_not_indexed(client, site):
    response = client.get("/search/?q=受講　講座なし")
    shown = Page(response.content.decode())
    assert shown.one("input", id="search-q")["value"] == "受講 講座なし"
    assert response["X-Robots-Tag"] == "noindex, follow"


def test_nothing_found_offers_each_word_alone(client, site):
    shown = Page(client.get("/search/?q=受講　火星").content.decode())
    offered = [link["href"] for link in shown.all("a", **{"class": "button button--small"})]
    assert {"?q=%E5%8F%97%E8%AC%9B", "?q=%E7%81%AB%E6%98%9F"} <= set(offered)


# Many ------------------------------------------------------------------------------------------------------------


def make_pages(home, count):
    for number in range(count):
        home.add_child(
            instance=StandardPage(title=f"講話{number:02}", slug=f"talk-{number}", body=[("text", "<p>話の内容</p>")])
        )


def test_a_group_shows_a_few_and_turns_over_the_rest(client, site):
    make_pages(site, 23)
    assert len(hits(client, "講話")) == 5
    shown = Page(client.get("/search/?q=講話").content.decode())
    assert [link["href"] for link in shown.all("a", **{"class": "more"})][:1] == ["?q=%E8%AC%9B%E8%A9%B1&in=pages"]
    first, second = hits(client, "講話", **{"in": "pages"}), hits(client, "講話", **{"in": "pages", "page": 2})
    assert (len(first), len(second), len({*first, *second})) == (20, 3, 23)


@pytest.mark.parametrize("page", ["0", "99", "x", ""])
def test_a_page_number_without_sense_leads_to_the_nearest(client, site, page):
    make_pages(site, 1)
    assert hits(client, "講話", **{"in": "pages", "page": page}) == [("pages", "講話00")]


def test_an_unknown_group_is_no_group(client, site):
    assert hits(client, "受講", **{"in": "nonsense"}) == [("pages", "講師ライセンスについて")]


def test_the_number_of_queries_is_small_and_does_not_grow(client, site):
    counts = []
    for _round in range(3):
        pool = SeatPoolFactory(cohort=CohortFactory(title="講座の講話"))
        Listing.objects.create(pool=pool, list_price_jpy=88_000).offers.add(DiscountOfferFactory())
        LegalDocument.objects.create(
            kind="terms", version=str(len(counts)), title="講座の規約", body="", effective_at=now() - timedelta(days=1)
        )
        site.add_child(instance=StandardPage(title="講座", slug=f"more-{len(counts)}"))
        client.get("/search/?q=講座")
        with CaptureQueriesContext(connection) as captured:
            client.get("/search/?q=講座")
        counts.append(len(captured))
    assert counts == [12, 12, 12]
