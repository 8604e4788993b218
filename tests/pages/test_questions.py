import json
import re

import pytest

from lms.pages.models import QuestionsPage
from tests.factories.pages import site_with_home
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return site_with_home().add_child(
        instance=QuestionsPage(
            title="よくあるご質問",
            slug="faq",
            questions=[
                ("question", {"question": "最初の質問", "answer": "<p>答え0</p>"}),
                ("heading", "お支払い"),
                ("question", {"question": "領収書は出ますか。", "answer": "<p>はい。</p>"}),
                ("question", {"question": "</script><b>危険</b>？", "answer": "<p>いいえ。</p>"}),
                ("heading", "空の見出し"),
            ],
        )
    )


def test_a_heading_begins_a_group_and_an_empty_group_is_left_out(client, page):
    shown = Page(client.get("/faq/").content.decode())
    assert shown.inline_code == []
    assert "空の見出し" not in shown.words
    after = shown.words[shown.words.index("最初の質問") :]
    assert after[:5] == ["最初の質問", "答え0", "お支払い", "領収書は出ますか。", "はい。"]


def test_search_engines_read_the_same_questions(client, page):
    html = client.get("/faq/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert data["@type"] == "FAQPage"
    assert [(each["name"], each["acceptedAnswer"]["text"]) for each in data["mainEntity"]] == [
        ("最初の質問", "<p>答え0</p>"),
        ("領収書は出ますか。", "<p>はい。</p>"),
        ("</script><b>危険</b>？", "<p>いいえ。</p>"),
    ]
