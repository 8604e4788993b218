"""Exam levels and verdicts for machines: the same rule, the same answer, no float artefacts."""

from datetime import date

import pytest

from courses.models import ExamLevel
from tests.factories.exam_levels import ExamPartFactory, judged_level, publish, standards

pytestmark = pytest.mark.django_db
LEVELS = "/api/v1/exam-levels"


@pytest.fixture(autouse=True)
def _standards(at):
    at("2026-12-10T10:00:00+09:00")
    standards()


def verdict(client, level, query, **headers):
    return client.get(f"{LEVELS}/{level}/verdict?{query}", **headers)


@pytest.mark.parametrize(
    "level,query,answer,total",
    [
        ("basic", "written=30&practical=40", "passed", 70),
        ("basic", "written=30&practical=20&practical=20", "passed", 70),
        ("basic", "written=30&practical=10&practical=10&practical=20", "passed", 70),
        ("basic", "written=29.5&practical=50", "failed", 79.5),
        ("basic", "written=50&practical=29.5", "failed", 79.5),
        ("basic", "written=30&practical=39.5", "failed", 69.5),
        ("basic", "written=30&practical=30", "failed", 60),
        ("basic", "written=0.1&practical=0.2", "failed", 0.3),
        ("basic", "written=%EF%BC%93%EF%BC%90&practical=40", "passed", 70),
        ("basic", "written=30", "incomplete", None),
        ("basic", "written=30&practical=", "incomplete", None),
        ("basic", "", "incomplete", None),
        ("professional", "written=27&practical=20&oral=18", "passed", 65),
        ("professional", "written=27&practical=20&oral=13", "failed", 60),
        ("professional", "written=32&practical=20&oral=12.5", "failed", 64.5),
        ("professional", "written=40&practical=30", "incomplete", None),
        ("specialist", "assignment=65&assignment=65&assignment=65&practical_oral=75", "passed", None),
        ("specialist", "assignment=100&assignment=64.9&assignment=100&practical_oral=75", "unit_short", None),
        ("specialist", "assignment=65&assignment=65&assignment=65&practical_oral=74", "unit_short", None),
        ("specialist", "assignment=65&assignment=65&practical_oral=75", "incomplete", None),
        ("specialist", "assignment=65&assignment=&assignment=65&practical_oral=75", "incomplete", None),
        ("literacy-expert", "written=100", "rule_unknown", None),
        ("literacy-expert", "practical=100", "rule_unknown", None),
        ("communication", "written=100&oral=3", "rule_unknown", None),
        ("communication", "", "rule_unknown", None),
    ],
)
def test_verdict(client, level, query, answer, total):
    told = verdict(client, level, query).json()
    assert sorted(told) == ["reasons", "total", "verdict"]
    assert (told["verdict"], told["total"]) == (answer, total)
    assert type(told["total"]) is type(total)  # 70 stays an integer


def test_reasons_of_a_sum(client):
    told = verdict(client, "basic", "written=30&practical=20.5", headers={"accept-language": "ja"}).json()
    assert told["reasons"] == [
        {
            "check": "sum",
            "parts": ["written"],
            "unit": None,
            "is_met": True,
            "actual": 30,
            "required": 30,
            "sentence": "筆記：30点で、必要な30点に達しています。",
        },
        {
            "check": "sum",
            "parts": ["practical"],
            "unit": None,
            "is_met": False,
            "actual": 20.5,
            "required": 30,
            "sentence": "実技：必要な30点に対して20.5点で、9.5点足りません。",
        },
        {
            "check": "sum",
            "parts": ["written", "practical"],
            "unit": None,
            "is_met": False,
            "actual": 50.5,
            "required": 70,
            "sentence": "筆記＋実技の合計：必要な70点に対して50.5点で、19.5点足りません。",
        },
    ]


def test_reasons_of_units(client):
    told = verdict(client, "specialist", "assignment=65&assignment=64.9&practical_oral=75").json()
    assert [(one["check"], one["parts"], one["unit"], one["is_met"], one["actual"]) for one in told["reasons"]] == [
        ("unit", ["assignment"], 1, True, 65),
        ("unit", ["assignment"], 2, False, 64.9),
        ("unit", ["assignment"], 3, None, None),
        ("unit", ["practical_oral"], None, True, 75),
        ("units", ["assignment", "practical_oral"], None, False, 2),
    ]
    assert told["reasons"][4]["required"] == 4


def test_the_reason_of_an_unknown_rule(client):
    (reason,) = verdict(client, "communication", "", headers={"accept-language": "en"}).json()["reasons"]
    assert reason == {
        "check": "rule",
        "parts": [],
        "unit": None,
        "is_met": None,
        "actual": None,
        "required": None,
        "sentence": "No pass rule is published for this level, so nothing is judged by machine.",
    }


@pytest.mark.parametrize(
    "headers,address,sentence",
    [
        ({}, LEVELS, "筆記：まだ受けていない項目があるため、判定できません。"),
        ({"accept-language": "en"}, LEVELS, "Written: Not taken yet, so this is still open."),
        ({"accept-language": "ja"}, f"/en{LEVELS}", "Written: Not taken yet, so this is still open."),
    ],
)
def test_sentences_are_in_the_readers_language(client, headers, address, sentence):
    told = client.get(f"{address}/basic/verdict", headers=headers).json()
    assert told["reasons"][0]["sentence"] == sentence


@pytest.mark.parametrize(
    "level,query,sentence",
    [
        ("basic", "written=abc", "筆記：「abc」は得点として読み取れません。69.5 のように数字で入力してください。"),
        ("basic", "written=NaN", "筆記：「NaN」は得点として読み取れません。69.5 のように数字で入力してください。"),
        ("basic", "written=inf", "筆記：「inf」は得点として読み取れません。69.5 のように数字で入力してください。"),
        ("basic", "written=1e9", "筆記：「1e9」は得点として読み取れません。69.5 のように数字で入力してください。"),
        ("basic", "written=-1", "筆記：得点は0点以上です。「-1」は入力できません。"),
        ("basic", "practical=20&practical=x", "実技：「x」は得点として読み取れません。69.5 のように数字で入力してください。"),
        ("basic", "written=30&written=40", "筆記の得点は1つまでです（2つ入力されています）。"),
        ("specialist", "assignment=1&assignment=1&assignment=1&assignment=1", "課題の得点は3つまでです（4つ入力されています）。"),
        ("specialist", "practical_oral=75&practical_oral=75", "実技・口述の得点は1つまでです（2つ入力されています）。"),
        ("basic", "oral=40", "ベーシックレベルに「口述」はありません。"),
        ("specialist", "written=40", "スペシャリストレベルに「筆記」はありません。"),
        ("communication", "written=abc", "「abc」は得点として読み取れません。69.5 のように数字で入力してください。"),
        ("literacy-expert", "written=-3", "得点は0点以上です。「-3」は入力できません。"),
    ],
)  # fmt: skip
def test_what_is_no_score_is_refused_with_a_sentence(client, level, query, sentence):
    answer = verdict(client, level, query)
    assert (answer.status_code, answer.json()) == (422, {"detail": sentence})


def test_more_points_than_a_part_has_are_refused(client):
    ExamLevel.objects.get(code="basic").parts.filter(code="written").update(maximum=50)
    assert verdict(client, "basic", "written=50").status_code == 200
    answer = verdict(client, "basic", "written=50.5")
    assert (answer.status_code, answer.json()["detail"]) == (422, "筆記：この項目の得点は50点までです。")


@pytest.mark.parametrize("path", ["/nope", "/nope/verdict", "/BASIC/verdict", "/EN/verdict"])
def test_an_unknown_level_is_not_found(client, path):
    assert client.get(LEVELS + path).status_code == 404


def test_the_verdict_follows_the_rule_of_the_day(client, at):
    publish(ExamLevel.objects.get(code="basic"), (31, "written"), effective_from=date(2027, 4, 1))
    at("2027-03-31T23:59:00+09:00")
    assert verdict(client, "basic", "written=30&practical=40").json()["verdict"] == "passed"
    at("2027-04-01T00:00:00+09:00")
    assert verdict(client, "basic", "written=30&practical=40").json()["verdict"] == "failed"


def test_the_list_tells_every_level_and_no_reference_qualification(client):
    told = client.get(LEVELS).json()
    assert [(one["code"], one["rule"]["judgement"]) for one in told] == [
        ("basic", "floors"),
        ("professional", "floors"),
        ("specialist", "units"),
        ("literacy-expert", "unpublished"),
        ("communication", "unpublished"),
    ]
    assert told[2] == {
        "code": "specialist",
        "title": "スペシャリストレベル",
        "summary": "CSの施策を設計し、その成果を見えるようにする力。",
        "body": "一般社団法人CSスペシャリスト検定協会",
        "parts": [
            {
                "code": "assignment",
                "title": "課題",
                "held": "通信教育：毎月1回、3か月で3回提出",
                "score_count": 3,
                "maximum": None,
            },
            {
                "code": "practical_oral",
                "title": "実技・口述",
                "held": "電話（通信教育の期間中に1回、ひとつの評価）",
                "score_count": 1,
                "maximum": None,
            },
        ],
        "rule": {
            "version": 1,
            "effective_from": None,
            "judgement": "units",
            "conditions": [
                {"parts": ["assignment"], "minimum": 65, "units": 3},
                {"parts": ["practical_oral"], "minimum": 75, "units": 1},
            ],
            "sentences": [
                "課題：1回ごとに65点以上で1単位（計3単位）",
                "実技・口述：75点以上で1単位",
                "合格には4単位すべてが必要です。ある単位の高い得点で、ほかの単位を補うことはできません。",
                "足りない単位は、その結果の通知から14日以内に再提出などで補えます（課題は1回まで、実技・口述は1回まで）。",
            ],
        },
    }


def test_one_level_tells_its_texts_and_every_version(client):
    publish(ExamLevel.objects.get(code="basic"), (31, "written"), effective_from=date(2027, 4, 1))
    told = client.get(f"/en{LEVELS}/basic").json()
    assert (told["title"], told["rule"]["version"]) == ("Basic level", 1)
    assert [(one["version"], one["effective_from"]) for one in told["rule_versions"]] == [(2, "2027-04-01"), (1, None)]
    assert told["asked"] == "<p>A written part on the web and a practical part by telephone.</p>"
    assert told["audience"] == ""


@pytest.mark.parametrize("more", [0, 2, 29])
def test_many_levels_cost_as_many_queries_as_few(client, django_assert_num_queries, more):
    for _level in range(more):
        ExamPartFactory(level=judged_level(body=ExamLevel.objects.first().body), code="practical")
    with django_assert_num_queries(4):
        assert len(client.get(LEVELS).json()) == 5 + more
