import pytest

from courses.outlines.drawing import branches, full_width
from courses.outlines.finding_text import marks
from courses.outlines.labels import Kind, competency_code, section_code
from courses.outlines.order import syllabus_order
from courses.outlines.sheet import printed
from tests.courses.outlines_given import entries, whole_map


@pytest.mark.parametrize(
    "text,code",
    [
        ("CS-10 消費者保護", ("CS-10", "消費者保護")),
        ("CS−1 サービスの特性", ("CS-1", "サービスの特性")),
        ("ＣＳ－１　サービスの特性", ("CS-1", "サービスの特性")),
        ("CSー2サービス", ("CS-2", "サービス")),
        ("CS - 3：品質", ("CS-3", "品質")),
        ("PE-01", ("PE-1", "")),
        ("CS低下防止に有効", None),
        ("ISO-9001 の取得", None),
        ("B to C", None),
        ("cs-1 小文字", None),
    ],
)
def test_code_of_a_competency_in_any_dash_and_width(text, code):
    assert competency_code(text) == code


@pytest.mark.parametrize(
    "text,code",
    [
        ("10−1 消費者保護関連法規の概要", ("10-1", "消費者保護関連法規の概要")),
        ("5−2顧客対応の基本姿勢", ("5-2", "顧客対応の基本姿勢")),
        ("３－３　サービスの分解", ("3-3", "サービスの分解")),
        ("1–1 a", ("1-1", "a")),
        ("2004年制定", None),
        ("2009-2010年度", None),
    ],
)
def test_code_of_a_section(text, code):
    assert section_code(text) == code


def test_the_map_has_ten_competencies_with_their_sections_and_one_branch_outside():
    found = whole_map()
    kinds = [entry.kind for entry in found]
    assert {kind: kinds.count(kind) for kind in Kind} == {
        Kind.COMPETENCY: 10,
        Kind.SECTION: 31,
        Kind.TOPIC: 153,
        Kind.OUTSIDE: 4,
    }
    sections = {}
    for entry in found:
        if entry.kind is Kind.SECTION:
            sections.setdefault(f"CS-{entry.code.split('-')[0]}", []).append(int(entry.code.split("-")[1]))
    assert {code: len(counts) for code, counts in sections.items()} == {
        "CS-1": 2, "CS-10": 2, "CS-9": 3, "CS-8": 3, "CS-7": 3, "CS-6": 2, "CS-5": 3, "CS-4": 4, "CS-3": 7, "CS-2": 2,
    }  # fmt: skip
    assert all(counts == list(range(1, len(counts) + 1)) for counts in sections.values())


def test_texts_stay_as_printed():
    found = {printed(entry.number): entry for entry in whole_map()}
    assert (found["7.2"].text, found["7.2"].code, found["7.2"].label) == (
        "5−2顧客対応の基本姿勢",
        "5-2",
        "顧客対応の基本姿勢",
    )


def test_syllabus_order_is_natural_and_what_has_no_code_comes_last():
    tops = [entry.code or entry.text for entry in syllabus_order(whole_map()) if len(entry.number) == 1]
    assert tops == [*(f"CS-{count}" for count in range(1, 11)), "参考書籍"]


def test_branches_move_with_their_competency():
    found = entries("1. CS-2 乙\n1.1. 2-2 丙\n1.2. 2-1 丁\n1.2.1. 戊\n2. CS-1 甲")
    assert [entry.label for entry in syllabus_order(found)] == ["甲", "乙", "丁", "戊", "丙"]


def test_an_outline_without_codes_is_all_syllabus():
    assert {entry.kind for entry in entries("1. 甲\n1.1. 乙\n2. 丙")} == {Kind.TOPIC}


def test_a_code_inside_a_competency_is_a_topic():
    found = entries("1. CS-1 甲\n1.1. CS-2 を参照")
    assert [entry.kind for entry in found] == [Kind.COMPETENCY, Kind.TOPIC]


def test_addresses_of_nodes():
    found = branches(entries("1. CS-3 甲\n1.1. 3-1 乙\n1.1.1. 丙\n2. CS-3 丁"))
    inner = found[0].children[0]
    assert [found[0].anchor, inner.anchor, inner.children[0].anchor, found[1].anchor] == [
        "cs-3",
        "s3-1",
        "n1-1-1",
        "n2",
    ]
    assert [found[0].size, found[1].size] == [2, 0]


@pytest.mark.parametrize(
    "text,wanted,pieces",
    [
        ("苦情・クレーム対応", "クレーム", [("苦情・", False), ("クレーム", True), ("対応", False)]),
        ("クレーム", "ｸﾚｰﾑ", [("クレーム", True)]),
        ("クレーム", "くれーむ", [("クレーム", True)]),
        ("Eメール", "ｅ", [("E", True), ("メール", False)]),
        ("CS-3", "cs－3", [("CS-3", True)]),
        ("甲乙甲", "甲", [("甲", True), ("乙", False), ("甲", True)]),
        ("甲", "乙", [("甲", False)]),
        ("甲", "", [("甲", False)]),
        ("甲", "   ", [("甲", False)]),
    ],
)
def test_a_search_finds_words_however_they_are_typed(text, wanted, pieces):
    assert marks(text, wanted) == pieces


def test_a_title_for_vertical_writing():
    assert full_width("第3章 サービス(CS)") == "第３章　サービス（ＣＳ）"
