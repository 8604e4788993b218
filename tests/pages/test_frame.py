"""The frame around every page, and the pages nobody wants to see."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale, Site

from lms.kernel.models import OrganizationProfile
from lms.pages.models import HomePage, StandardPage
from tests.factories.pages import site_with_home
from tests.factories.standalone import UserFactory
from tests.lms.pages_read import Page


def shown(response) -> Page:
    return Page(response.content.decode())


@pytest.fixture
def home(db):
    return site_with_home()


def language(code: str) -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def test_the_footer_says_who_runs_the_site(client, home):
    OrganizationProfile.objects.create(
        site=Site.objects.get(is_default_site=True), name="見本協会", address="見本市1-2", phone="00-0000-0000"
    )
    page = shown(client.get("/"))
    assert page.words.count("見本協会") == 2
    assert "見本市1-2" in page.words
    assert page.one("a", href="tel:00-0000-0000") == {"href": "tel:00-0000-0000"}


def test_the_footer_leads_to_the_pages_that_editors_show_in_menus(client, home):
    english = HomePage(title="Home", slug="front-en", headline="For teachers", locale=language("en"))
    english.translation_key = home.translation_key
    home.get_parent().add_child(instance=english)
    Site.clear_site_root_paths_cache()
    for title, slug, fields in (
        ("よくあるご質問", "faq", {"show_in_menus": True}),
        ("下書き", "draft", {"show_in_menus": True, "live": False}),
        ("メニューの外", "outside", {}),
    ):
        home.add_child(instance=StandardPage(title=title, slug=slug, **fields))
    english.add_child(instance=StandardPage(title="Questions", slug="faq", show_in_menus=True, locale=english.locale))
    assert [link["href"] for link in shown(client.get("/schedule/")).all("a") if "faq" in link["href"]] == ["/faq/"]
    page = shown(client.get("/"))
    assert "よくあるご質問" in page.words
    assert {"下書き", "メニューの外", "Questions"} & set(page.words) == set()
    assert [link["href"] for link in shown(client.get("/en/")).all("a") if "faq" in link["href"]] == ["/en/faq/"]


def test_signing_out_is_a_form(client, home):
    client.force_login(UserFactory())
    page = shown(client.get("/"))
    assert page.one("form", action=reverse("account_logout"))["method"] == "post"
    assert list(page.all("a", href=reverse("account_login"))) == []


@pytest.mark.parametrize(
    "name,heading",
    [
        ("account_login", "ログイン"),
        ("account_signup", "ユーザー登録"),
        ("account_request_login_code", "ログインコードを送信する"),
        ("account_reset_password", "パスワードの再設定"),
    ],
)
def test_sign_in_pages_are_ours(client, home, name, heading):
    page = shown(client.get(reverse(name)))
    assert heading in page.words
    assert page.inline_code == []
    assert [each["class"] for each in page.all("main")] == ["main main--form"]
    assert all("aria-hidden" in each or each.get("type") == "hidden" or each.get("id") for each in page.all("input"))


def test_a_wrong_password_is_explained_on_top(client, home):
    page = shown(client.post(reverse("account_login"), {"login": "nobody@example.test", "password": "x"}))
    assert page.one("div", role="alert")["class"] == "error-summary"


@pytest.mark.parametrize("name", ["mfa_index", "account_email", "account_change_password"])
def test_account_pages_are_ours(client, home, name):
    client.force_login(UserFactory())
    response = client.get(reverse(name), follow=True)
    assert response.status_code == 200
    assert [each for each in shown(response).inline_code if "script" not in each] == []


def test_a_missing_page_helps_on(client, home):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "ページが見つかりません" in shown(response).words
    assert shown(response).one("header", **{"class": "site-header"})


def test_a_missing_page_speaks_english_too(client, home):
    assert "This page does not exist" in shown(client.get("/en/no/such/page/")).words


@pytest.mark.parametrize("template", ["403.html", "429.html", "403_csrf.html"])
def test_refusals_look_like_the_site(rf, home, template):
    page = Page(render_to_string(template, request=rf.get("/")))
    assert len(list(page.all("h1"))) == 1
    assert page.inline_code == []


def test_a_fault_is_shown_without_asking_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0), override("ja"):
        page = Page(render_to_string("500.html"))
    assert "システムに問題が発生しました" in page.words
