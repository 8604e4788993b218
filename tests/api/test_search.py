import pytest

from lms.pages.models import StandardPage
from tests.factories.pages import site_with_home

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_machines_get_what_the_page_shows(client):
    home = site_with_home()
    home.add_child(instance=StandardPage(title="受講のご案内", slug="about", body=[("text", "<p>養成講座です。</p>")]))
    assert client.get("/api/v1/search", {"q": "養成講座"}).json() == {
        "query": "養成講座",
        "count": 1,
        "groups": [
            {
                "group": "pages",
                "count": 1,
                "hits": [
                    {
                        "group": "pages",
                        "title": "受講のご案内",
                        "url": "/about/",
                        "excerpt": "養成講座です。",
                        "language": "",
                        "state": "",
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize("query", ["", " ", "火星", "' OR 1=1 --", "あ" * 5000])
def test_nothing_found_is_an_empty_answer(client, query):
    response = client.get("/api/v1/search", {"q": query})
    assert response.status_code == 200
    assert (response.json()["count"], response.json()["groups"]) == (0, [])
