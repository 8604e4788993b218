"""The published text is read as it is, and nothing it says is lost in silence."""

import pytest

from courses.framework_cells import phrases
from courses.framework_edition import Item, natural_version, title_key, without_letter_spacing
from courses.framework_remarks import Kind
from courses.framework_text import read
from tests.courses.published import EXPECTED, TEXT, editions, small

ONE = "戦略 財務 ST-1 計画 ST-2 監査"


def placement(edition):
    return sorted(
        [area.name, domain.prefix, domain.title, [[item.code, item.title] for item in domain.items]]
        for area in edition.areas
        for domain in area.domains
    )


def remarks(text):
    return [(remark.line, remark.kind, remark.text) for remark in read(text).remarks]


def test_everything_of_both_versions_is_in_its_place():
    reading = read(TEXT)
    assert (reading.framework, reading.remarks) == ("CMBOK", ())
    assert {each.version: placement(each) for each in reading.editions} == {
        version: sorted(rows) for version, rows in EXPECTED["placement"].items()
    }


def test_the_counts_are_the_published_ones():
    assert [(each.version, len(each.items), len(each.domains)) for each in editions()] == [
        ("1.0", 57, 10),
        ("2.0", 93, 12),
    ]


def test_codes_follow_their_numbers():
    domain = next(domain for domain in editions()[1].domains if domain.prefix == "CS")
    assert [item.code for item in domain.items] == [f"CS-{number}" for number in range(1, 11)]


def test_an_area_named_in_both_columns_is_one():
    construction = next(area for area in editions()[1].areas if area.name == "構築")
    assert (construction.title, [domain.prefix for domain in construction.domains]) == ("構 築", ["AR", "IC"])


@pytest.mark.parametrize(
    "text,expected",
    [
        ("", []),
        ("顧客対応", ["顧客対応"]),
        ("消費者保護 CRM 活動の実践", ["消費者保護", "CRM 活動の実践"]),
        ("運 営 オペレーション", ["運 営", "オペレーション"]),
        ("問題解決 PC スキルの基礎", ["問題解決", "PC スキルの基礎"]),
        ("コンタクトセンターPC スキル基本", ["コンタクトセンターPC スキル基本"]),
        ("監　査　監査の計画", ["監 査", "監査の計画"]),
    ],
)
def test_phrases(text, expected):
    assert phrases(text) == expected


@pytest.mark.parametrize(
    "title,expected",
    [("構 築", "構築"), ("コンタクト センター", "コンタクト センター"), ("A 社", "A社"), ("監 査 会", "監査会")],
)
def test_letter_spacing_is_only_print(title, expected):
    assert without_letter_spacing(title) == expected


@pytest.mark.parametrize(
    "one,other,same",
    [
        ("IT サービス", "ITサービス", True),
        ("ＩＴサービス", "ITサービス", True),
        ("サービスレベル・マネジメント", "サービスレベル･マネジメント", True),
        ("サービスレベル・マネジメント", "サービスレベルマネジメント", True),
        ("顧客対応", "顧客応対", False),
        ("確保(BCP)", "確保", False),
    ],
)
def test_title_key(one, other, same):
    assert (title_key(one) == title_key(other)) is same


def test_versions_are_ordered_as_numbers():
    assert sorted(["10.0", "2.0", "1.0", "2.1"], key=natural_version) == ["1.0", "2.0", "2.1", "10.0"]


def test_dashes_and_widths_of_codes_do_not_matter():
    reading = read(small("1.0", "戦略 財務 ＳＴ－１ 計画 ST–2 監査"))
    assert [item for edition in reading.editions for item in edition.items] == [
        Item("ST-1", "計画"),
        Item("ST-2", "監査"),
    ]


def test_fragments_and_running_text_say_the_same():
    fragments = "<p>戦略</p> <p>財務</p> <p>ST-1 計画</p> <p class='red'>ST-2 <b>監査</b></p>"
    assert read(small("1.0", fragments)).editions == read(small("1.0", ONE)).editions


def test_the_heading_may_carry_a_note():
    text = ONE.join(["● KIT2.0 コンピテンシー（赤字は追加）\n", "\n"])
    assert [(each.version, each.note) for each in read(text).editions] == [("2.0", "赤字は追加")]


@pytest.mark.parametrize(
    "cells,expected",
    [
        (["戦略 財務 ST-1 計画 ST-1 監査"], [(3, Kind.CODE_TWICE, "ST-1")]),
        (["戦略 財務 ST-1 計画 ST-2"], [(3, Kind.NO_TITLE, "ST-2")]),
        (["ST-1 計画"], [(3, Kind.NO_DOMAIN, "ST-1 計画")]),
        (["財務 ST-1 計画"], [(3, Kind.NO_AREA, "財務")]),
        (["会 本 戦略 財務 ST-1 計画"], [(3, Kind.TOO_MANY_HEADINGS, "会 本 / 戦略 / 財務")]),
        ([ONE + " 顧客"], [(3, Kind.LEFT_OVER, "顧客")]),
        ([ONE + " 顧客 CS-1 対応"], []),
        ([ONE + " CS-1 対応"], [(3, Kind.NO_DOMAIN, "CS-1 対応")]),
        (["<p>戦略</p><p>財務</p><p>ST-1 計画</p><p>ST-2 監"], [(3, Kind.CUT_OFF, "戦略 財務 ST-1 計画 ST-2 監")]),
        ([f"{ONE}\tベース 基礎 PE-1 会話", "顧客 CS-1 対応"], [(4, Kind.CUT_OFF, "顧客 CS-1 対応")]),
        ([f"{ONE}\tベース 基礎 PE-1 会話", "※注"], [(4, Kind.NOT_PLACED, "※注")]),
        ([ONE, "監 査"], [(4, Kind.LEFT_OVER, "監 査")]),
        (["<p>戦略</p><p>財務</p><p>ST-1 計画</p> ST-2 監査"], [(3, Kind.LEFT_OVER, "ST-2 監査")]),
        (["<b>戦略</b> 財務 ST-1 計画"], []),
        (["戦略 財務 ST-1 計画 ST-4 監査"], [(3, Kind.SKIPPED_NUMBER, "ST-2"), (3, Kind.SKIPPED_NUMBER, "ST-3")]),
        (["戦略 財務 ST-2 計画"], [(3, Kind.SKIPPED_NUMBER, "ST-1")]),
        (["戦略 財務 ST-1 計画 ST-2 計 画"], [(3, Kind.TITLE_TWICE, "計 画 (ST-1, ST-2)")]),
        ([ONE, "顧客 財務 ST-3 予算"], [(4, Kind.DOMAIN_TWICE, "ST")]),
        ([], [(1, Kind.EMPTY_VERSION, "1.0")]),
        (["戦略"], [(1, Kind.EMPTY_VERSION, "1.0")]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(cells, expected):
    assert remarks(small("1.0", *cells)) == expected


def test_a_text_without_headings_says_so():
    reading = read("これは別の文書です。\n")
    assert [(remark.line, remark.kind) for remark in reading.problems] == [(1, Kind.NO_HEADING)]


def test_words_before_the_first_heading_are_reported_and_stop_nothing():
    reading = read("印刷日 4月1日\n" + small("1.0", ONE))
    assert [(remark.line, remark.kind, remark.text) for remark in reading.remarks] == [
        (1, Kind.NOT_PLACED, "印刷日 4月1日")
    ]
    assert reading.problems == []


def test_a_version_begins_once_and_one_text_is_about_one_framework():
    text = small("1.0", ONE) + small("1.0", ONE) + small("1.0", ONE, framework="OTHER")
    assert [(one.line, one.kind, one.other_line) for one in read(text).problems] == [
        (4, Kind.VERSION_TWICE, 1),
        (7, Kind.OTHER_FRAMEWORK, None),
        (7, Kind.VERSION_TWICE, 4),
    ]


FRAGMENTS = TEXT.index("<p>ST-1")


@pytest.mark.parametrize("end", range(FRAGMENTS, len(TEXT), 37))
def test_an_end_inside_a_fragment_is_noticed(end):
    """Only an end between two whole fragments cannot always be told from the real one."""
    text = TEXT[:end].rstrip()
    assert text.endswith("</p>") or read(text).problems != []
