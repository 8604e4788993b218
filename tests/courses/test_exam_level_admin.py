"""Levels and pass rules in the Wagtail admin: an edit is a new version, and a rule that makes no sense is refused."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse

from courses.models import ExamLevel, PassRule
from tests.courses.test_curriculum_admin import formset
from tests.factories.exam_levels import (
    ExamLevelFactory,
    ExamPartFactory,
    ReferenceQualificationFactory,
    judged_level,
    publish,
    standards,
)
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db
RULES = "wagtailsnippets_lms_courses_passrule"
LEVELS = "wagtailsnippets_lms_courses_examlevel"


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def level():
    level = judged_level(name="見本レベル")
    ExamPartFactory(level=level, code="practical", maximum=50)
    ExamPartFactory(level=level, code="oral", score_count=None)
    return ExamLevel.objects.get(pk=level.pk)


def rule_form(*conditions, initial=0, ids=(), **fields):
    rows = [
        ({"parts": parts.split("+") if parts else [], "minimum": minimum, "id": str(pk)}, {})
        for (minimum, parts), pk in zip(conditions, [*ids, *[""] * len(conditions)], strict=False)
    ]
    return {
        "judgement": "floors",
        "effective_from": "2027-04-01",
        "resubmission_days": "14",
        "resubmissions": "1",
        "practical_oral_retakes": "1",
        "source": "",
        "reason": "",
        **fields,
        **formset("conditions", rows, initial=initial),
    }


def edit(client, rule, *conditions, **fields):
    ids = list(rule.conditions.values_list("pk", flat=True))
    sent = rule_form(*conditions, initial=len(ids), ids=ids, **fields)
    return client.post(reverse(f"{RULES}:edit", args=[rule.pk]), sent)


def test_saving_a_rule_publishes_the_next_version(editor, level):
    first = level.pass_rules.get()
    answer = edit(editor, first, ("35", "written"), ("70", "written+practical"), reason="配点の見直し")
    assert answer.status_code == 302
    second = level.pass_rules.get(version=2)
    assert (second.effective_from, second.reason) == (date(2027, 4, 1), "配点の見直し")
    assert [(each.parts, each.minimum) for each in second.conditions.all()] == [
        (["written"], Decimal(35)),
        (["written", "practical"], Decimal(70)),
    ]
    unchanged = level.pass_rules.get(version=1)
    assert [(each.parts, each.minimum) for each in unchanged.conditions.all()] == [(["written"], Decimal(30))]


def test_the_first_rule_of_a_level(editor):
    level = ExamPartFactory(code="assignment", score_count=3).level
    sent = rule_form(("65", "assignment"), level=str(level.pk), judgement="units", effective_from="")
    assert editor.post(reverse(f"{RULES}:add"), sent).status_code == 302
    rule = level.pass_rules.get()
    assert (rule.version, rule.effective_from, rule.conditions.get().units) == (1, None, 3)


def test_a_level_with_a_rule_gets_no_second_first_one(editor, level):
    sent = rule_form(("65", "written"), level=str(level.pk))
    assert editor.post(reverse(f"{RULES}:add"), sent).status_code == 200
    assert level.pass_rules.count() == 1


@pytest.mark.parametrize(
    "conditions,fields,told",
    [
        ([], {}, "条件を1つ以上追加するか、「未公表」を選んでください。"),
        ([("30", "")], {}, "この項目は必須です"),
        ([("", "written")], {}, "この項目は必須です"),
        (
            [("30", "essay")],
            {},
            "見本レベルに「記述」はありません。先にレベルへ項目を追加するか、選択を外してください。",
        ),
        ([("0", "written")], {}, "最低点は0より大きい数にしてください。0点では条件になりません。"),
        ([("-5", "written")], {}, "最低点は0より大きい数にしてください。0点では条件になりません。"),
        ([("51", "practical")], {}, "この点数には誰も届きません。選んだ項目の最高点の合計を超えています。"),
        ([("30", "written"), ("40", "written")], {}, "同じ項目の条件がすでにあります。"),
        (
            [("30", "written+practical")],
            {"judgement": "units"},
            "単位制の条件では、項目を1つだけ選んでください。",
        ),
        (
            [("30", "oral")],
            {"judgement": "units"},
            "「口述」の得点の数が登録されていないため、単位を数えられません。",
        ),
        (
            [("30", "written")],
            {"judgement": "unpublished"},
            "未公表の基準に条件は付けられません。条件を削除するか、別の判定方法を選んでください。",
        ),
        ([("30", "written")], {"effective_from": ""}, "変更後の基準をいつから適用するか、日付を入力してください。"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_with_a_sentence(editor, level, conditions, fields, told):
    rule = level.pass_rules.get()
    rule.conditions.all().delete()
    answer = edit(editor, rule, *conditions, **fields)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert level.pass_rules.count() == 1


def test_a_version_earlier_than_the_one_before_is_refused(editor, level):
    second = publish(level, (31, "written"), effective_from=date(2027, 4, 1))
    answer = edit(editor, second, ("32", "written"), effective_from="2027-03-31")
    assert "前の版の適用開始日より前から適用することはできません" in answer.content.decode()
    assert level.pass_rules.count() == 2


def test_a_condition_that_never_decides_is_pointed_out(editor, level):
    rule = level.pass_rules.get()
    conditions = [("30", "written"), ("30", "practical"), ("60", "written+practical")]
    answer = edit(editor, rule, *conditions)
    page = editor.get(answer["Location"]).content.decode()
    assert "条件3は判定に影響しません。" in page
    assert level.pass_rules.count() == 2


def test_only_the_latest_version_leads_on(editor, level):
    first = level.pass_rules.get()
    publish(level, (31, "written"), effective_from=date(2027, 4, 1))
    answer = edit(editor, first, ("50", "written"))
    assert answer["Location"] == reverse(f"{RULES}:inspect", args=[first.pk])
    assert level.pass_rules.count() == 2
    listed = editor.get(reverse(f"{RULES}:list")).content.decode()
    second = level.pass_rules.get(version=2)
    assert reverse(f"{RULES}:edit", args=[first.pk]) not in listed
    assert reverse(f"{RULES}:edit", args=[second.pk]) in listed
    read = editor.get(answer["Location"]).content.decode()
    assert ("筆記：30点以上" in read, "当初から" in read) == (True, True)
    assert "2027年4月1日" in listed


def test_nobody_takes_a_version_away(editor, level):
    rule = level.pass_rules.get()
    assert editor.post(reverse(f"{RULES}:delete", args=[rule.pk])).status_code == 302
    assert PassRule.objects.filter(pk=rule.pk).exists()


@pytest.mark.parametrize("count", [1, 3, 15])
def test_many_versions_cost_as_many_queries_as_one(editor, django_assert_max_num_queries, count):
    for _level in range(count):
        judged_level()
    editor.get(reverse(f"{RULES}:list"))
    with django_assert_max_num_queries(24):
        assert editor.get(reverse(f"{RULES}:list")).content.decode().count("筆記：30点以上") == count


def level_form(level, *parts, **fields):
    texts = ("name_en", "summary", "summary_en")
    rich = ("audience", "ability", "use", "asked")
    rows = [({"name": "", "name_en": "", "held": "", "held_en": "", "maximum": "", **part}, {}) for part in parts]
    return {
        "name": level.name,
        "code": level.code,
        "position": "0",
        "body": str(level.body_id),
        **dict.fromkeys(texts, ""),
        **{f"{name}{suffix}": "null" for name in rich for suffix in ("", "_en")},
        **fields,
        **formset("parts", rows, initial=sum("id" in part for part in parts)),
    }


@pytest.mark.parametrize(
    "code,count,told",
    [
        ("oral", "1", "合格基準の第1版が「筆記」を使っています。"),
        ("written", "1", ""),
        ("written", "2", ""),
    ],
)
def test_a_part_that_the_rule_names_stays_on_the_level(editor, code, count, told):
    level = judged_level()
    part = {"id": str(level.parts.get().pk), "code": code, "score_count": count}
    answer = editor.post(reverse(f"{LEVELS}:edit", args=[level.pk]), level_form(level, part))
    assert (answer.status_code == 200) == bool(told)
    assert told in answer.content.decode()
    assert level.parts.get().code == ("written" if told else code)


def test_the_units_a_rule_counts_stay_as_many(editor):
    level = ExamPartFactory(code="assignment", score_count=3).level
    publish(level, (65, "assignment"), way="units")
    part = {"id": str(level.parts.get().pk), "code": "assignment", "score_count": "2"}
    answer = editor.post(reverse(f"{LEVELS}:edit", args=[level.pk]), level_form(level, part))
    assert "「課題」を3単位として数えています" in answer.content.decode()
    assert level.parts.get().score_count == 3


def test_the_office_publishes_rules_and_an_editor_does_not(client, level):
    call_command("setup_roles", stdout=StringIO())
    rule = level.pass_rules.get()
    address = reverse(f"{RULES}:edit", args=[rule.pk])
    for group, opens in (("編集者", False), ("事務局", True)):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        assert (client.get(address).status_code == 200) is opens
    assert edit(client, rule, ("35", "written")).status_code == 302
    assert level.pass_rules.count() == 2


@pytest.mark.parametrize("name", ["examlevel", "passrule", "awardingbody", "referencequalification"])
@pytest.mark.parametrize("view", ["list", "add", "edit"])
def test_every_screen_opens(editor, name, view):
    standards()
    ReferenceQualificationFactory()
    rows = {
        "examlevel": ExamLevel.objects.first(),
        "passrule": PassRule.objects.first(),
        "awardingbody": ExamLevel.objects.first().body,
        "referencequalification": ReferenceQualificationFactory(),
    }
    arguments = [rows[name].pk] if view == "edit" else []
    assert editor.get(reverse(f"wagtailsnippets_lms_courses_{name}:{view}", args=arguments)).status_code == 200


@pytest.mark.parametrize("view", ["list", "add"])
def test_visitors_and_strangers_stay_outside(client, stranger, view):
    address = reverse(f"{RULES}:{view}")
    assert client.get(address).status_code == 302
    client.force_login(stranger)
    assert client.get(address).status_code == 302
    assert ExamLevelFactory().pass_rules.count() == 0
