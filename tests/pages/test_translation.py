"""An editor sends a page for translation and translates it; the secretariat publishes the English page."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringSegment, Translation

from lms.pages.models import CoursePage, StandardPage
from tests.cast import create
from tests.factories.courses import CourseFactory
from tests.factories.pages import course_page, site_with_home
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


def member(role, group):
    user = create(role)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor():
    call_command("setup_roles", verbosity=0)
    return member("stranger", "編集者")


@pytest.fixture
def english():
    return Locale.objects.get_or_create(language_code="en")[0]


@pytest.fixture
def page(english):
    """A text below a home page that has its English translation."""
    home = site_with_home()
    home.copy_for_translation(english).save_revision().publish()
    page = home.add_child(instance=StandardPage(title="案内", slug="about", body=[("text", "<p>ようこそ。</p>")]))
    page.save_revision().publish()
    return page


def send_for_translation(client, page, english):
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = client.post(url, {"locales": [english.pk]}, follow=True)
    assert answer.status_code == 200
    return Translation.objects.get(target_locale=english, source__object_id=page.translation_key)


def translate(client, translation, words):
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
        said = urlencode({"value": words[segment.string.data]})
        assert client.put(url, said, content_type="application/x-www-form-urlencoded").status_code == 201


def test_a_page_is_translated_and_published(client, editor, english, page, django_capture_on_commit_callbacks):
    client.force_login(editor)
    translation = send_for_translation(client, page, english)
    translate(client, translation, {"案内": "About us", "ようこそ。": "Welcome."})
    target = translation.get_target_instance()
    client.force_login(member("contact", "事務局"))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"}, follow=True)
    assert "「About us」（英語）を公開しました。" in Page(answer.content.decode()).words
    shown = Page(client.get("/en/about/").content.decode()).words
    assert ("About us" in shown, "Welcome." in shown, "ようこそ。" in shown) == (True, True, False)
    assert "案内" in Page(client.get("/about/").content.decode()).words


def test_an_editor_cannot_publish_the_translation(client, editor, english, page):
    client.force_login(editor)
    target = send_for_translation(client, page, english).get_target_instance()
    client.post(reverse("wagtailadmin_pages:edit", args=[target.pk]), {"action": "publish"})
    assert client.get("/en/about/").status_code == 404


def test_the_screens_of_a_translation_are_japanese(client, editor, english, page):
    client.force_login(editor)
    asked = Page(client.get(reverse("wagtail_localize:submit_page_translation", args=[page.pk])).content.decode())
    assert "ページを翻訳" in asked.words
    target = send_for_translation(client, page, english).get_target_instance()
    edited = client.get(reverse("wagtailadmin_pages:edit", args=[target.pk]))
    assert "「案内」の英語訳" in edited.content.decode()


def test_only_words_are_translated():
    """Course, pictures and the address are the same in every language unless an editor says otherwise."""
    translated = {each.field_name for each in get_translatable_fields(CoursePage) if each.is_translated(CoursePage())}
    assert translated == {"title", "seo_title", "search_description", "lead", "body", "questions", "teaser_alt"}


def test_the_english_page_shows_the_same_course(client, editor, english):
    page = course_page(CourseFactory(title="養成講座"), body=[("timetable", {"course": None, "variant": "compact"})])
    for ancestor in page.get_ancestors().filter(depth__gt=1).specific():
        ancestor.copy_for_translation(english).save_revision().publish()
    client.force_login(editor)
    target = send_for_translation(client, page, english).get_target_instance()
    assert (target.course, target.slug) == (page.course, page.slug)
