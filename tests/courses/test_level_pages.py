"""The ladder and the page of a level, as a visitor reads them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from courses.models import AwardingBody, ExamLevel
from tests.factories.exam_levels import (
    ExamPartFactory,
    ReferenceQualificationFactory,
    judged_level,
    publish,
    standards,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def _standards(at):
    at("2026-12-10T10:00:00+09:00")
    standards()


def read(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def each(page, selector):
    return [words(element) for element in page.select(selector)]


# The ladder


@pytest.mark.usefixtures("_standards")
def test_the_ladder_tells_every_level_with_its_rule(client):
    page = read(client, "/levels/")
    assert each(page, ".ladder__title") == [
        "ベーシックレベル",
        "プロフェッショナルレベル",
        "スペシャリストレベル",
        "リテラシーエキスパートレベル",
        "CSコミュニケーション検定",
    ]
    steps = page.select(".ladder__step")
    assert each(steps[1], ".rule__line") == [
        "筆記 27点以上",
        "実技＋口述の合計 33点以上",
        "筆記＋実技＋口述の合計 65点以上",
    ]
    assert each(steps[2], ".rule__line") == ["課題 1回ごとに65点以上で1単位（計3単位）", "実技・口述 75点以上で1単位"]
    assert [words(step).endswith("合格基準は未公表") for step in steps] == [False, False, False, True, True]
    assert "前提となるレベルは公表されていません" in words(page)


@pytest.mark.usefixtures("_standards")
def test_qualifications_of_others_stand_apart_and_say_so(client):
    section = read(client, "/levels/").select_one("section[aria-labelledby=body-conken]")
    assert "認定要件の対象にもなりません" in words(section)
    assert each(section, "tbody th") == [
        "エントリー資格 EN",
        "オペレーター資格 OP",
        "スーパーバイザー資格 SV",
        "オペレーションマネジメント資格 OMP",
        "コンタクトセンターアーキテクチャ資格 CAP",
    ]
    assert each(section, "tbody tr:last-child td")[-1] == "記載なし"


def test_a_site_without_levels_says_so(client):
    assert words(read(client, "/levels/").select_one(".empty")).startswith("検定のレベルはまだ掲載されていません")


@pytest.mark.usefixtures("_standards")
def test_in_english_what_is_not_translated_is_marked_as_japanese(client):
    AwardingBody.objects.update(name_en="")
    ExamLevel.objects.filter(code="basic").update(name_en="")
    titles = read(client, "/en/levels/").select(".ladder__title")
    assert [(words(title), title.get("lang")) for title in titles[:2]] == [
        ("ベーシックレベル", "ja"),
        ("Professional level", None),
    ]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_many_levels_cost_as_many_queries_as_one(client, django_assert_num_queries, count):
    for number in range(count):
        ExamPartFactory(level=judged_level(), code="practical")
        ReferenceQualificationFactory(body__code=f"others-{number}")
    client.get("/levels/")  # the site's own rows are kept after the first
    with django_assert_num_queries(9):
        page = read(client, "/levels/")
    assert len(page.select(".ladder__step")) == len(page.select("section tbody tr")) == count


@pytest.mark.usefixtures("_standards")
def test_a_visitor_finds_the_levels_in_the_footer(client):
    (link,) = [link for link in read(client, "/levels/").select(".site-footer a") if words(link) == "検定のレベル"]
    assert link["href"] == "/levels/"


# A level


@pytest.mark.usefixtures("_standards")
def test_a_level_tells_its_texts_parts_and_rule(client):
    page = read(client, "/levels/basic/")
    assert each(page, "main h2") == ["評価する能力", "企業活動での生かし方", "出題内容", "試験の構成", "合格基準"]
    assert each(page, ".parts__row") == ["筆記 WEB（知識・時事・ヒアリング、選択式）", "実技 電話"]
    assert each(page, ".rule__line") == ["筆記 30点以上", "実技 30点以上", "筆記＋実技の合計 70点以上"]
    assert words(page.select_one("#rule + p")) == "第1版、当初から適用 出典： 協会が公表している合格基準"
    assert page.select(".checklist__item") == []


def conditions(page):
    return [
        (item["class"][1].rpartition("--")[2], words(item.select_one(".conditions__line")))
        for item in page.select(".checklist__item")
    ]


@pytest.mark.usefixtures("_standards")
@pytest.mark.parametrize(
    "query,verdict,told",
    [
        (
            "written=30&practical=20%2B20",
            "合格基準に達しています",
            [("met", "筆記 30 / 30"), ("met", "実技 40 / 30"), ("met", "筆記＋実技の合計 70 / 70")],
        ),
        (
            "written=２９．５&practical=50",
            "合格基準に達していません",
            [("not_met", "筆記 29.5 / 30"), ("met", "実技 50 / 30"), ("met", "筆記＋実技の合計 79.5 / 70")],
        ),
        (
            "written=30&practical=30",
            "合格基準に達していません",
            [("met", "筆記 30 / 30"), ("met", "実技 30 / 30"), ("not_met", "筆記＋実技の合計 60 / 70")],
        ),
        (
            "written=30&practical=",
            "未完了：合否はまだ決まりません",
            [("met", "筆記 30 / 30"), ("pending", "実技 — / 30"), ("pending", "筆記＋実技の合計 — / 70")],
        ),
    ],
)
def test_typed_scores_are_judged_with_a_reason_for_each_condition(client, query, verdict, told):
    page = read(client, f"/levels/basic/?{query}")
    assert words(page.select_one(".self-check__verdict")) == verdict
    assert conditions(page) == told


@pytest.mark.usefixtures("_standards")
def test_each_credit_unit_is_judged_by_itself(client):
    query = "assignment_1=65&assignment_2=64.9&assignment_3=100&practical_oral=75"
    page = read(client, f"/levels/specialist/?{query}")
    assert words(page.select_one(".self-check__verdict")) == "単位が足りません"
    assert conditions(page) == [
        ("met", "課題（1回目） 65 / 65"),
        ("not_met", "課題（2回目） 64.9 / 65"),
        ("met", "課題（3回目） 100 / 65"),
        ("met", "実技・口述 75 / 75"),
        ("not_met", "単位 3 / 4"),
    ]
    assert "14日以内" in words(page)


@pytest.mark.usefixtures("_standards")
def test_a_slip_is_told_beside_its_field_and_nothing_typed_is_lost(client):
    page = read(client, "/levels/specialist/?assignment_1=65&assignment_2=六十&assignment_3=-1&practical_oral=75", 400)
    values = {field["name"]: field["value"] for field in page.select("main form input")}
    assert values == {"assignment_1": "65", "assignment_2": "六十", "assignment_3": "-1", "practical_oral": "75"}
    wrong = page.select("main form .field--error")
    assert [words(field.select_one("label")) for field in wrong] == ["課題（2回目）", "課題（3回目）"]
    assert words(wrong[0].select_one(".field__error")) == (
        "エラー： 「六十」は得点として読み取れません。69.5 のように数字で入力してください。"
    )
    assert page.select(".self-check__verdict") == []
    assert len(each(page, ".error-summary li")) == 2


@pytest.mark.usefixtures("_standards")
@pytest.mark.parametrize("code", ["literacy-expert", "communication"])
def test_a_level_without_a_published_rule_offers_no_verdict(client, code):
    page = read(client, f"/levels/{code}/?written=100")
    assert words(page.select_one(".notice")).startswith("この検定の合格基準は公表されていません")
    assert page.select("main form") == page.select(".self-check__verdict") == []


@pytest.mark.usefixtures("_standards")
def test_every_version_stays_readable_and_the_one_of_the_day_judges(client, at):
    level = ExamLevel.objects.get(code="basic")
    publish(level, (35, "written"), effective_from=date(2027, 4, 1), reason="配点の見直し")
    page = read(client, "/levels/basic/?written=30&practical=40")
    assert words(page.select_one(".self-check__verdict")) == "合格基準に達しています"
    assert words(page.select_one(".faq__item")) == (
        "第2版、 2027年4月1日（木）から適用 適用前 配点の見直し 筆記 35点以上"
    )
    at("2027-04-01T00:00:00+09:00")
    page = read(client, "/levels/basic/?written=30")
    assert words(page.select_one(".self-check__verdict")) == "合格基準に達していません"
    assert each(page, ".faq__item .rule__line") == ["筆記 30点以上", "実技 30点以上", "筆記＋実技の合計 70点以上"]


@pytest.mark.usefixtures("_standards")
def test_only_scores_are_kept_out_of_search_engines(client):
    assert read(client, "/levels/basic/").select("meta[name=robots]") == []
    assert read(client, "/levels/basic/?written=1").select_one("meta[name=robots]")["content"] == "noindex, follow"


@pytest.mark.usefixtures("_standards")
def test_unknown_levels_are_not_found_and_nothing_is_sent(client):
    assert client.get("/levels/nope/").status_code == 404
    assert client.post("/levels/basic/", {"written": "30"}).status_code == 405
    assert client.head("/levels/basic/").status_code == 200
