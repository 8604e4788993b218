"""What search engines are told to read, and what not."""

import pytest

from tests.factories.cohorts import CohortFactory
from tests.world import open_world

pytestmark = pytest.mark.django_db


def test_the_sitemap_names_pages_rooms_and_cohorts_in_both_languages(client, at):
    open_world(now=at("2026-12-10T10:00:00+09:00"))
    CohortFactory(code="old", status="archived")
    written = client.get("/sitemap.xml").content.decode()
    for path in ("/courses/cs-instructor/", "/schedule/", "/schedule/2026/", "/levels/", "/en/schedule/2026/"):
        assert f"<loc>http://testserver{path}</loc>" in written or f"<loc>http://localhost{path}</loc>" in written, path
    assert "/schedule/old/" not in written


def test_robots_keep_out_of_what_is_personal(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /my/", "Disallow: /en/apply/", "Disallow: /cms/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
