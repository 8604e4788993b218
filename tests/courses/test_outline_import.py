"""Importing an outline: everything or nothing, and the same file again changes nothing."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from courses.actions.outline import FrameworkUnknown, OutlineUnreadable, import_outline, plan_import
from courses.models import OutlineImport, OutlineNode, SyllabusOutline
from courses.outline_frameworks import known_frameworks
from courses.outlines.reconciliation import Concern
from lms.kernel.actor import Actor
from tests.courses.outlines_given import CMBOK_1, CMBOK_2, MAP
from tests.factories.frameworks import published_framework

pytestmark = pytest.mark.django_db
BY = Actor.process("test")
SMALL = "題\n1. CS-1 甲\n1.1. 1-1 乙\n1.1.1. 丙\n2. CS-2 丁\n"


def imported(text, *, frameworks=(), **fields):
    data = text if isinstance(text, bytes) else text.encode()
    plan = plan_import(data, **{"file_name": "small.txt", "frameworks": frameworks, **fields})
    return import_outline(plan, by=BY, now=timezone.now())


def nodes(outline):
    return list(outline.nodes.values_list("number", "text", "kind", "code", "parent__number"))


@pytest.mark.both_databases
def test_the_whole_map_becomes_rows():
    outline = imported(MAP.read_bytes(), frameworks=[CMBOK_1, CMBOK_2], file_name="cs.txt")
    assert (outline.slug, outline.title, outline.title_printed) == ("cs", *["第3章 カスタマーサービス(CS)"] * 2)
    assert outline.follows == ("cmbok", "2.0")
    assert outline.nodes.count() == 198
    assert {depth: outline.nodes.filter(depth=depth).count() for depth in range(1, 6)} == {
        1: 11,
        2: 32,
        3: 79,
        4: 63,
        5: 13,
    }
    deepest = outline.nodes.get(number="10.1.1.1.1")
    assert (deepest.text, deepest.parent.text) == ("Moment of Time", "顧客がオペレーターと会話する瞬間")


def test_an_import_keeps_its_report_and_what_it_left_aside():
    outline = imported(MAP.read_bytes(), frameworks=[CMBOK_2])
    (record,) = outline.imports.all()
    assert (record.node_count, record.added, record.imported_by, record.file_name) == (198, 198, "test", "small.txt")
    assert [skipped["line"] for skipped in record.skipped] == [3, 5, 6, 405]
    assert [finding.concern for finding in record.findings()][:2] == [Concern.LABEL_DIFFERS] * 2


def test_rows_keep_the_printed_order_and_their_parents():
    assert nodes(imported(SMALL)) == [
        ("1", "CS-1 甲", "competency", "CS-1", None),
        ("1.1", "1-1 乙", "section", "1-1", "1"),
        ("1.1.1", "丙", "topic", "", "1.1"),
        ("2", "CS-2 丁", "competency", "CS-2", None),
    ]


def test_the_same_file_again_changes_nothing():
    outline = imported(SMALL, frameworks=[CMBOK_2])
    before = list(outline.nodes.values_list("pk", flat=True)), outline.imported_at
    again = imported(SMALL, frameworks=[CMBOK_2])
    assert again == outline
    assert (list(again.nodes.values_list("pk", flat=True)), again.imported_at) == before
    assert OutlineImport.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="lms_courses.import_outline").count() == 1


def test_a_changed_file_updates_the_outline_of_the_same_printed_title():
    imported(SMALL)
    plan = plan_import(SMALL.replace("丙", "改").encode(), file_name="other-name.txt", frameworks=[])
    assert (plan.slug, [pair.after.text for pair in plan.changes.reworded]) == ("small", ["改"])
    outline = import_outline(plan, by=BY, now=timezone.now())
    assert [node[1] for node in nodes(outline)] == ["CS-1 甲", "1-1 乙", "改", "CS-2 丁"]
    assert [(one.added, one.removed, one.reworded) for one in outline.imports.all()] == [(0, 0, 1), (4, 0, 0)]


def test_what_staff_wrote_about_an_outline_stays():
    outline = imported(SMALL)
    SyllabusOutline.objects.filter(pk=outline.pk).update(title="改題", source_note="出典")
    again = imported(SMALL.replace("丁", "新"))
    assert (again.title, again.source_note, again.title_printed) == ("改題", "出典", "題")


def test_a_renamed_map_is_updated_by_its_slug():
    imported(SMALL)
    outline = imported(SMALL.replace("題", "新しい題"), slug="small")
    assert (outline.title_printed, outline.imports.count(), SyllabusOutline.objects.count()) == ("新しい題", 2, 1)


def test_two_outlines_of_one_title_are_told_apart_by_their_slug():
    imported(SMALL, slug="one")
    imported(SMALL.replace("丁", "戊"), slug="two")
    assert sorted(SyllabusOutline.objects.values_list("slug", flat=True)) == ["one", "two"]


@pytest.mark.parametrize("file_name,slug", [("第3章.txt", "3"), ("章.txt", "outline"), ("CS Map.opml", "cs-map")])
def test_an_address_from_the_name_of_the_file(file_name, slug):
    assert imported(SMALL, file_name=file_name).slug == slug


def test_a_file_that_is_no_outline_changes_nothing():
    outline = imported(SMALL)
    with pytest.raises(OutlineUnreadable) as refused:
        imported("題\n1. CS-1 甲\n1.2. 乙\n")
    assert str(refused.value.message) == "3行目：項番 1.2 は番号が飛んでいます（1.1 のはずです）。"
    assert (len(nodes(outline)), OutlineImport.objects.count()) == (4, 1)


def test_an_outline_keeps_what_it_follows_when_more_versions_become_known():
    imported("題\n1. CS-1 甲", frameworks=[CMBOK_2])
    outline = imported("題\n1. CS-1 乙", frameworks=[CMBOK_1, CMBOK_2])
    assert outline.follows == ("cmbok", "2.0")


def test_the_framework_can_be_named_and_must_be_known():
    outline = imported("題\n1. CS-1 甲", frameworks=[CMBOK_1, CMBOK_2], follows=("cmbok", "1.0"))
    assert outline.follows == ("cmbok", "1.0")
    with pytest.raises(FrameworkUnknown):
        imported("題\n1. CS-1 甲", frameworks=[CMBOK_1], follows=("cmbok", "3.0"))


def test_an_outline_imported_before_its_framework_is_compared_later():
    assert imported(SMALL).follows == ("", "")
    outline = imported(SMALL, frameworks=[CMBOK_2])
    assert (outline.follows, outline.imports.count()) == (("cmbok", "2.0"), 2)


# What cannot be in the database


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "1"},
        {"position": 0},
        {"depth": 2},
        {"kind": "competency", "code": ""},
        {"kind": "topic", "code": "CS-1"},
    ],
    ids=["number-twice", "position-twice", "no-parent", "no-code", "code-of-a-topic"],
)
def test_impossible_nodes_are_refused(fields):
    outline = imported("題\n1. 甲")
    row = {"number": "2", "position": 1, "depth": 1, "kind": "topic", "text": "乙", "label": "乙", **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        OutlineNode.objects.create(outline=outline, **row)


def test_a_framework_has_a_version():
    with pytest.raises(IntegrityError), transaction.atomic():
        SyllabusOutline.objects.create(slug="x", title="x", framework_code="cmbok", imported_at=timezone.now())


# The command


def run(*arguments):
    out = StringIO()
    call_command("import_outline", *map(str, arguments), stdout=out)
    return out.getvalue().splitlines()


def test_the_command_tells_what_it_read_and_found():
    lines = run(MAP, "--slug", "cs")
    assert lines[0] == "第3章 カスタマーサービス(CS): 198項目、5階層（コンピテンシー 10、節 31）"
    assert lines[1] == "  3行目はアウトラインの外として読み飛ばしました：この章の見取り図です"
    assert "  10.1.1.1.1 MOT が「Moment of Time」と説明されていますが、一般には「Moment of Truth」です。" in lines
    assert lines[-1] == "cs として取り込みました。"


def test_the_command_again_says_that_nothing_changes():
    run(MAP)
    lines = run(MAP)
    assert "変更はありません。" in lines
    assert OutlineImport.objects.count() == 1


def test_a_dry_run_tells_and_writes_nothing(tmp_path):
    file = tmp_path / "small.txt"
    file.write_text(SMALL, encoding="utf-8")
    run(file)
    file.write_text(SMALL.replace("1.1.1. 丙\n", "").replace("丁", "改") + "2.1. 新\n", encoding="utf-8")
    lines = run(file, "--dry-run")
    assert [line for line in lines if line.startswith("  ")][:3] == [
        "  追加：2.1 新",
        "  削除：1.1.1 丙",
        "  変更：2 CS-2 丁 → CS-2 改",
    ]
    assert (lines[-1], OutlineImport.objects.count()) == ("何も書き込んでいません。", 1)


@pytest.mark.parametrize(
    "content,arguments,sentence",
    [
        (b"1. a\n1.1. b\n1.1. c\n", [], "small.txt: 3行目：項番 1.1 が重複しています（最初は2行目）。"),
        (b"", [], "small.txt: ファイルが空です。"),
        (
            b"1. a",
            ["--framework", "cmbok/2.0"],
            "small.txt: 知識体系の版「cmbok 2.0」がまだ登録されていません。先に取り込んでください。",
        ),
        (b"1. a", ["--framework", "cmbok"], "--framework cmbok: write it as cmbok/2.0"),
    ],
)
def test_the_command_refuses_with_file_line_and_reason(tmp_path, content, arguments, sentence):
    file = tmp_path / "small.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(file, *arguments)
    assert str(refused.value) == sentence
    assert SyllabusOutline.objects.count() == 0


@pytest.mark.parametrize("arguments", [["missing.txt"], [MAP, "--slug", "a b"]])
def test_the_command_refuses_arguments_it_cannot_use(arguments):
    with pytest.raises(CommandError):
        run(*arguments)
    assert SyllabusOutline.objects.count() == 0


# Compared with the frameworks that are here


def test_the_map_is_compared_with_the_version_it_follows():
    published_framework()
    lines = run(MAP, "--slug", "cs")
    assert "CMBOK 2.0 と照合しました。" in lines
    assert [line for line in lines if "では「" in line] == [
        "  1 CS-1 は「サービスの特性」と書かれていますが、CMBOK 2.0 では「サービスマネジメント」です。",
        "  3 CS-9 は「苦情・クレーム対応」と書かれていますが、CMBOK 2.0 では「苦情・クレーム処理」です。",
    ]
    assert not any("枝がありません" in line for line in lines)
    assert SyllabusOutline.objects.get().follows == ("cmbok", "2.0")


def test_a_framework_named_by_hand():
    published_framework()
    run(MAP, "--slug", "cs", "--framework", "cmbok/1.0")
    concerns = [finding.concern for finding in OutlineImport.objects.get().findings()]
    assert concerns.count(Concern.CODE_UNKNOWN) == 6


def test_known_frameworks_cost_the_same_however_many(django_assert_num_queries):
    published_framework()
    with django_assert_num_queries(2):
        assert [framework.key for framework in known_frameworks()] == [("cmbok", "1.0"), ("cmbok", "2.0")]
