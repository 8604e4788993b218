import pytest
from django.utils import timezone

from courses.actions.outline import import_outline, plan_import
from lms.kernel.actor import Actor
from tests.courses.outlines_given import CMBOK_2, MAP

pytestmark = pytest.mark.django_db


@pytest.fixture
def outline():
    plan = plan_import(MAP.read_bytes(), file_name="cs.txt", frameworks=[CMBOK_2])
    return import_outline(plan, by=Actor.process("test"), now=timezone.now())


def test_the_list_of_outlines(client, outline):
    assert client.get("/api/v1/outlines").json() == [
        {
            "slug": "cs",
            "title": "第3章 カスタマーサービス(CS)",
            "framework": "cmbok",
            "framework_version": "2.0",
            "node_count": 198,
        }
    ]


def test_an_outline_in_syllabus_order(client, outline):
    told = client.get("/api/v1/outlines/cs").json()
    assert told["node_count"] == 198
    assert [node["code"] for node in told["nodes"]] == [*(f"CS-{count}" for count in range(1, 11)), None]
    section = told["nodes"][4]["children"][1]
    assert {key: value for key, value in section.items() if key != "children"} == {
        "number": "7.2",
        "anchor": "s5-2",
        "kind": "section",
        "code": "5-2",
        "label": "顧客対応の基本姿勢",
        "text": "5−2顧客対応の基本姿勢",
    }
    assert [child["text"] for child in section["children"]] == ["顧客のスキルや属性に応じた対応", "会話の主導権"]


def test_an_outline_that_is_not_there(client, outline):
    assert client.get("/api/v1/outlines/other").status_code == 404


def test_an_outline_is_two_questions_to_the_database(client, outline, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/api/v1/outlines/cs")
