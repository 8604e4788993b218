"""The browser, the running site and the guard do what the journeys rely on."""

import pytest
from django.contrib.auth import get_user_model

from lms.kernel import clock

CLOCK = "2027-01-15T10:00:00+09:00"


PAGE = '<html lang="ja"><title>講座</title><main><h1>講座</h1><p style="{style}">指導者養成講座</p></main></html>'


def test_the_site_answers(page):
    assert page.goto("/accounts/login/").status == 200


def test_look_takes_a_picture_at_each_width(page, look, tmp_path, monkeypatch):
    monkeypatch.setattr(f"{look.__module__}.SCREENS", tmp_path)
    page.set_content(PAGE.format(style="color: black"))
    look(page, "bench")
    assert {path.name for path in tmp_path.iterdir()} == {"bench-360.png", "bench-768.png", "bench-1280.png"}


@pytest.mark.parametrize("style,complaint", [("color: #aaa", "color-contrast"), ("width: 500px", "scrolls sideways")])
def test_look_fails_on_what_some_visitors_cannot_use(page, look, tmp_path, monkeypatch, style, complaint):
    monkeypatch.setattr(f"{look.__module__}.SCREENS", tmp_path)
    page.set_content(PAGE.format(style=style))
    with pytest.raises(AssertionError, match=complaint):
        look(page, "bench")


def test_rows_made_by_a_test_are_the_sites(site, new_page):
    with site.rows():
        assert str(clock.today()) == "2027-01-15"
        user = get_user_model().objects.create_superuser("editor@example.com")
    assert new_page(user).goto("/cms/").url == f"{site.base_url}/cms/"
    with site.rows():
        assert get_user_model().objects.get(pk=user.pk).email == "editor@example.com"


def test_the_usual_database_is_back_afterwards(site, db):
    with site.rows():
        get_user_model().objects.create_user("trainee@example.com")
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize(
    "content,complaint",
    [
        ('<img src="http://example.com/a.png">', "left the machine: http://example.com/a.png"),
        ("<script>console.error('broken')</script>", "broken"),
        ("<script>throw new Error('thrown')</script>", "thrown"),
    ],
)
def test_the_guard_complains(page, guard, content, complaint):
    page.set_content(content, wait_until="load")
    page.wait_for_timeout(200)
    assert [text for text in guard.complaints if complaint in text]
    guard.complaints.clear()


def test_the_guard_notices_inline_scripts(page, guard):
    page.goto("/accounts/login/")
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.wait_for_timeout(200)
    assert [text for text in guard.complaints if text.startswith("CSP: script-src")]
    guard.complaints.clear()


def test_the_guard_lets_expected_errors_pass(page, guard):
    guard.expect("status of 404")
    assert page.goto("/nowhere/").status == 404
