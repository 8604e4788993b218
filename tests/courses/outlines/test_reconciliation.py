"""The report names what staff should look at, and nothing else."""

import pytest

from courses.outlines.changes import compare
from courses.outlines.reconciliation import Concern, best_framework, finding_from_json, reconcile
from courses.outlines.sheet import printed
from tests.courses.outlines_given import CMBOK_1, CMBOK_2, entries, whole_map


def told(found, concern):
    return [(finding.number, *finding.facts.values()) for finding in found if finding.concern is concern]


@pytest.fixture(scope="module")
def report():
    return reconcile(whole_map(), CMBOK_2)


def test_everything_the_map_should_be_asked_about(report):
    assert [(finding.concern.value, finding.number) for finding in report] == [
        ("label_differs", "1"),
        ("label_differs", "3"),
        ("outside", "11"),
        ("order", ""),
        ("dashes", ""),
        ("no_space", "7.2"),
        ("gloss", "10.1.1.1.1"),
        ("spelling", "10.1"),
        ("spelling", "3.3.2.1"),
        ("spelling", "8.2.1"),
    ]


def test_two_labels_differ_from_the_framework(report):
    assert told(report, Concern.LABEL_DIFFERS) == [
        ("1", "CS-1", "サービスの特性", "CMBOK 2.0", "サービスマネジメント"),
        ("3", "CS-9", "苦情・クレーム対応", "CMBOK 2.0", "苦情・クレーム処理"),
    ]


def test_the_usual_gloss_and_the_framework_spelling_are_named(report):
    assert told(report, Concern.GLOSS) == [("10.1.1.1.1", "MOT", "Moment of Time", "Moment of Truth")]
    spellings = [finding.facts for finding in report if finding.concern is Concern.SPELLING]
    assert [(facts["one"], facts["other"], facts["preferred"]) for facts in spellings] == [
        ("サービス・エンカウンター", "サービスエンカウンター", "サービス・エンカウンター"),
        ("マネジメント", "マネージメント", "マネジメント"),
        ("ロイヤルティ", "ロイヤリティ", "ロイヤルティ"),
    ]


def test_a_clean_outline_has_nothing_to_report():
    assert reconcile(entries("1. CS-5 顧客対応\n1.1. 5-1 目的\n1.2. 5-2 姿勢"), None) == []


@pytest.mark.parametrize(
    "text,concern,facts",
    [
        ("1. CS-5 顧客 対応", Concern.LABEL_SPELLED_OTHERWISE, ("1", "CS-5", "顧客 対応", "CMBOK 2.0", "顧客対応")),
        ("1. CS-11 新規", Concern.CODE_UNKNOWN, ("1", "CS-11", "新規", "CMBOK 2.0")),
        ("1. CS-5 甲\n2. CS-5 乙", Concern.CODE_TWICE, ("1", "CS-5", "1, 2")),
        ("1. CS-5 甲\n1.1. 4-1 乙", Concern.SECTION_ELSEWHERE, ("1.1", "4-1", "CS-5")),
        ("1. CS-5 甲\n1.1. 5-1 乙\n1.2. 5-4 丙", Concern.SECTION_SKIPS, ("1", "CS-5", "5-2, 5-3")),
        ("1. CS-5 甲\n1.1. 5-2 乙", Concern.SECTION_SKIPS, ("1", "CS-5", "5-1")),
        ("1. CS-5 甲\n1.1. 5-1 乙\n1.2. 5-1 丙", Concern.SECTION_TWICE, ("1.1", "5-1", "1.1, 1.2")),
        ("1. CS-2 甲\n2. CS-1 乙", Concern.ORDER, ("", "CS-2 CS-1", "CS-1 CS-2")),
        ("1. CS-1 甲\n2. 付録\n2.1. 乙", Concern.OUTSIDE, ("2", "付録", 2)),
        ("1. CS-1甲", Concern.NO_SPACE, ("1", "CS-1甲")),
        ("1. CS-1 甲\n2. CS−2 乙\n3. CS-3 丙", Concern.DASHES, ("", "U+002D ×2, U+2212 ×1")),
    ],
)
def test_each_concern_with_its_facts(text, concern, facts):
    assert told(reconcile(entries(text), CMBOK_2), concern) == [facts]


def test_competencies_without_a_branch_are_missed_only_in_domains_the_outline_covers():
    found = reconcile(entries("\n".join(f"{count}. CS-{count} 甲" for count in range(1, 10))), CMBOK_2)
    assert told(found, Concern.COMPETENCY_MISSING) == [("", "CS-10", "消費者保護と関連法規の理解", "CMBOK 2.0")]


@pytest.mark.parametrize(
    "one,other",
    [
        ("マネジメント", "リスクマネージメント"),
        ("スーパーバイザ", "スーパーバイザー"),
        ("サービスエンカウンター", "サービス・エンカウンター"),
        ("ロイヤルティ", "ロイヤリティ"),
    ],
)
def test_two_spellings_of_one_word(one, other):
    found = reconcile(entries(f"1. {one}\n2. 別の{other}"), None)
    assert [finding.concern for finding in found] == [Concern.SPELLING]


@pytest.mark.parametrize(
    "one,other",
    [
        ("サービス", "サービスサイエンス"),
        ("コール", "プロトコル"),
        ("チャネル", "チャット"),
        ("オペレーター", "オペレーション"),
        ("マネジメント", "マネージャー"),
        ("リスト", "ラスト"),
        ("フロー", "フロア"),
    ],
)
def test_two_words_are_not_one(one, other):
    assert reconcile(entries(f"1. {one}\n2. {other}"), None) == []


def test_titles_cited_outside_the_syllabus_may_spell_as_they_like():
    text = "1. CS-1 スーパーバイザの役割\n2. 参考書籍\n2.1. スーパーバイザー入門"
    assert told(reconcile(entries(text), None), Concern.SPELLING) == []


@pytest.mark.parametrize(
    "text,glosses",
    [
        ("1. MOT\n1.1. Moment of Truth", 0),
        ("1. MOT\n1.1. moment of truth", 0),
        ("1. MOT\n1.1. Moment of Time", 1),
        ("1. KPI(Key Process Indicator)", 1),
        ("1. 瞬間\n1.1. Moment of Time", 0),
        ("1. SLA\n2. Social Listening App", 1),
    ],
)
def test_a_gloss_is_suspected_only_beside_its_abbreviation(text, glosses):
    assert len(told(reconcile(entries(text), None), Concern.GLOSS)) == glosses


def test_the_framework_is_the_only_one_that_knows_all_codes():
    assert best_framework(whole_map(), [CMBOK_1, CMBOK_2]) is CMBOK_2
    assert best_framework(entries("1. CS-1 甲"), [CMBOK_1, CMBOK_2]) is None
    assert best_framework(entries("1. CS-11 甲"), [CMBOK_1, CMBOK_2]) is None
    assert best_framework(entries("1. 甲"), [CMBOK_2]) is None


def test_a_report_is_stored_and_read_back(report):
    assert [finding_from_json(finding.as_json()) for finding in report] == report


# What an import changes

BEFORE = "1. CS-1 甲\n1.1. 1-1 乙\n1.1.1. 丙\n1.1.2. 丁\n2. CS-2 戊"


@pytest.mark.parametrize(
    "after,added,removed,reworded,renumbered",
    [
        (BEFORE, [], [], [], 0),
        (BEFORE + "\n2.1. 己", ["2.1"], [], [], 0),
        ("1. CS-1 甲\n1.1. 1-1 乙\n1.1.1. 丁\n2. CS-2 戊", [], ["1.1.1"], [], 1),
        ("1. CS-1 甲\n1.1. 1-1 乙\n1.1.1. 丙\n1.1.2. 新\n2. CS-2 戊", [], [], ["1.1.2"], 0),
        ("1. CS-1 改\n1.1. 1-1 乙\n1.1.1. 丙\n1.1.2. 丁\n2. CS-2 戊", [], [], ["1"], 0),
        ("1. CS-2 戊\n2. CS-1 甲\n2.1. 1-1 乙\n2.1.1. 丙\n2.1.2. 丁", [], [], [], 5),
        ("1. CS-1 甲\n1.1. 1-1 乙\n1.1.1. 新\n1.1.2. 丙\n1.1.3. 丁\n2. CS-2 戊", ["1.1.1"], [], [], 2),
        (
            "1. CS-3 甲\n1.1. 1-1 乙\n1.1.1. 丙\n1.1.2. 丁\n2. CS-2 戊",
            ["1", "1.1", "1.1.1", "1.1.2"],
            ["1", "1.1", "1.1.1", "1.1.2"],
            [],
            0,
        ),
    ],
    ids=["same", "added", "removed", "reworded", "renamed", "moved", "inserted", "another-competency"],
)
def test_what_changes_between_two_files(after, added, removed, reworded, renumbered):
    changes = compare(entries(BEFORE), entries(after))
    assert [printed(entry.number) for entry in changes.added] == added
    assert [printed(entry.number) for entry in changes.removed] == removed
    assert [printed(pair.after.number) for pair in changes.reworded] == reworded
    assert changes.renumbered == renumbered
    assert bool(changes) is bool(added or removed or reworded or renumbered)
