"""An old address leads to the page for as long as the page exists, in both languages."""

import pytest
from wagtail.models import Locale

from lms.pages.models import StandardPage
from tests.factories.pages import site_with_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return site_with_home()


@pytest.fixture
def english_home(home):
    english = Locale.objects.get_or_create(language_code="en")[0]
    copy = home.copy_for_translation(english)
    copy.save_revision().publish()
    return copy


def text(parent, slug):
    page = parent.add_child(instance=StandardPage(title="案内", slug=slug, locale=parent.locale))
    page.save_revision().publish()
    return page


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """Redirects are made once the new name is stored."""

    def publish_as(page, slug):
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return publish_as


def led_to(client, path):
    response = client.get(path)
    assert response.status_code == 301
    return response.url


def test_a_renamed_page_is_found_under_its_old_address(client, home, rename):
    rename(text(home, "about"), "guide")
    assert led_to(client, "/about/") == "/guide/"
    assert client.get("/guide/").status_code == 200


def test_so_are_the_pages_below_it(client, home, rename):
    top = text(home, "about")
    text(top, "more")
    rename(top, "guide")
    assert led_to(client, "/about/more/") == "/guide/more/"


def test_a_moved_page_is_found_under_its_old_address(client, home):
    page, other = text(home, "about"), text(home, "other")
    page.move(other, pos="last-child")
    assert led_to(client, "/about/") == "/other/about/"


def test_a_translated_page_has_redirects_of_its_own(client, home, english_home, rename):
    text(home, "about")
    rename(text(english_home, "about"), "guide")
    assert led_to(client, "/en/about/") == "/en/guide/"
    assert client.get("/about/").status_code == 200
