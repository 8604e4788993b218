"""Numbered text, OPML and FreeMind become the same sheet; whatever is no whole outline is refused with line and reason."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outlines import numbered_text, sheet, xml_maps
from courses.outlines.reading import read
from courses.outlines.reading_errors import Reason, Unreadable
from courses.outlines.sheet import printed
from tests.courses.outlines_given import MAP

SMALL = "題\n\n1. 甲\n1.1. 乙\n1.1.1. 丙\n1.2. 丁\n2. 戊\n"
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>題</title></head><body>
<outline text="甲"><outline text="乙"><outline text="丙"/></outline><outline text="丁"/></outline>
<outline text="戊"/></body></opml>"""
FREEMIND = """<map version="1.0.1">
<node TEXT="題"><edge COLOR="#123456"/>
<node TEXT="甲"><node TEXT="乙"><font SIZE="12"/><node TEXT="丙"/></node><node><richcontent TYPE="NODE"><html><body>
<p>丁</p></body></html></richcontent></node></node>
<node TEXT="戊"/></node></map>"""
TREE = [("1", "甲"), ("1.1", "乙"), ("1.1.1", "丙"), ("1.2", "丁"), ("2", "戊")]


def tree(found):
    return [(printed(line.number), line.text) for line in found.lines]


def refused(text, **facts):
    with pytest.raises(Unreadable) as caught:
        read(text if isinstance(text, bytes) else text.encode(), title="無題")
    return caught.value


def test_the_map_as_people_export_it():
    found = read(MAP.read_bytes(), title="無題")
    assert (found.title, len(found.lines)) == ("第3章 カスタマーサービス(CS)", 198)
    assert Counter(len(line.number) for line in found.lines) == {1: 11, 2: 32, 3: 79, 4: 63, 5: 13}


def test_the_page_around_the_map_is_left_aside_and_told():
    found = read(MAP.read_bytes(), title="無題")
    assert [(each.line, each.text, each.is_between) for each in found.skipped] == [
        (3, "この章の見取り図です", False),
        (5, "無料で会員になる", False),
        (6, "共有: 第3章 カスタマーサービス(CS)", False),
        (405, "会員登録はこちら", False),
    ]


@pytest.mark.parametrize("text", [SMALL, OPML, FREEMIND], ids=["text", "opml", "freemind"])
def test_every_format_gives_the_same_tree(text):
    found = read(text.encode(), title="無題")
    assert (found.title, tree(found)) == ("題", TREE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_encodings_of_japanese_offices_are_read(encoding):
    assert tree(read(SMALL.encode(encoding), title="無題")) == TREE


@pytest.mark.parametrize(
    "line",
    ["1. 甲", "１． 甲", "1.甲", "  1.   甲  ", "1.\t甲", "1.\u3000甲"],
)
def test_numbers_in_any_width_and_spacing(line):
    assert tree(read(line.encode(), title="無題")) == [("1", "甲")]


def test_without_a_line_above_the_file_gives_the_title():
    assert read("1. 甲".encode(), title="chapter-3").title == "chapter-3"


def test_windows_line_ends_and_dates_are_no_nodes():
    found = read("2026.11.25 更新\r\n1. 甲\r\n1.1 乙\r\n".encode(), title="無題")
    assert (found.title, tree(found)) == ("2026.11.25 更新", [("1", "甲"), ("1.1", "乙")])


def test_a_line_between_nodes_is_told_apart():
    found = read("題\n1. 甲\n続き\n2. 乙\n".encode(), title="無題")
    assert [(each.line, each.is_between) for each in found.skipped] == [(3, True)]


@pytest.mark.parametrize(
    "text,reason,line",
    [
        ("", Reason.EMPTY, 0),
        (" \n\n", Reason.EMPTY, 0),
        ("題だけ\n", Reason.NO_NODES, 0),
        ("1. 甲\n1.1. 乙\n1.3. 丙", Reason.NUMBER_SKIPS, 3),
        ("1. 甲\n3. 乙", Reason.NUMBER_SKIPS, 2),
        ("2. 甲", Reason.NUMBER_SKIPS, 1),
        ("1. 甲\n1.2.1. 乙", Reason.NO_PARENT, 2),
        ("1.1. 甲", Reason.NO_PARENT, 1),
        ("1. 甲\n2. 乙\n1. 丙", Reason.NUMBER_TWICE, 3),
        ("1. 甲\n1.1. 乙\n2. 丙\n1.2. 丁", Reason.OUT_OF_ORDER, 4),
        ("1. 甲\n1.1. ", Reason.NO_TEXT, 2),
        ("1. 甲\n1.1.", Reason.NO_TEXT, 2),
        ("1. 甲\x00", Reason.CONTROL_CHARACTER, 1),
        ("1. " + "甲" * (sheet.LONGEST_TEXT + 1), Reason.TEXT_TOO_LONG, 1),
        ("<opml><body><outline text='甲'>", Reason.NOT_WELL_FORMED, 1),
        ("<html><body/></html>", Reason.OTHER_XML, 1),
        ("<opml><body/></opml>", Reason.NO_NODES, 0),
        ("<opml><body>\n<outline/></body></opml>", Reason.NO_TEXT, 2),
        ('<!DOCTYPE o [<!ENTITY a "b">]>\n<opml><body><outline text="&a;"/></body></opml>', Reason.ENTITIES, 1),
        ('<!DOCTYPE o SYSTEM "file:///etc/passwd">\n<map><node TEXT="甲"/></map>', Reason.ENTITIES, 1),
    ],
)
def test_what_is_no_whole_outline_is_refused(text, reason, line):
    error = refused(text)
    assert (error.reason, error.line) == (reason, line)


def test_a_number_that_skips_names_what_was_expected():
    assert refused("1. 甲\n1.1. 乙\n1.2. 丙\n1.4. 丁").facts == {"number": "1.4", "expected": "1.3"}


def test_a_number_that_repeats_names_the_first():
    assert refused("題\n1. 甲\n1.1. 乙\n1.1. 丙").facts == {"number": "1.1", "first_line": 3}


def test_a_file_cut_off_inside_a_character():
    whole = "1. 甲\n2. 乙".encode()
    error = refused(whole[:-1])
    assert (error.reason, error.line) == (Reason.CUT_OFF, 2)


@pytest.mark.parametrize(
    "data",
    ["1. 顧客対応の基本姿勢\n2. 苦情".encode("euc-jp"), "1. 甲乙丙\n".encode() + b"2. \xff\xfe\n" + "3. 丁戊".encode()],
    ids=["euc-jp", "damaged"],
)
def test_characters_that_would_be_gibberish_are_refused(data):
    assert refused(data).reason == Reason.ENCODING


def test_limits_end_what_is_too_much():
    assert refused(b"1. a\n" + b" " * sheet.MOST_BYTES).reason == Reason.TOO_LARGE
    too_many = "\n".join(f"<outline text='{each}'/>" for each in range(sheet.MOST_NODES + 1))
    assert refused(f"<opml><body>{too_many}</body></opml>").reason == Reason.TOO_MANY
    nested = "<outline text='a'>" * (sheet.MOST_LEVELS + 1) + "</outline>" * (sheet.MOST_LEVELS + 1)
    assert refused(f"<opml><body>{nested}</body></opml>").reason == Reason.TOO_DEEP
    assert refused("<map>" + "<x>" * 200).reason == Reason.TOO_DEEP


def test_notes_of_a_map_are_told_as_left_aside():
    text = '<map><node TEXT="題"><node TEXT="甲"><richcontent TYPE="NOTE"><p>覚え書き</p></richcontent></node></node></map>'
    found = read(text.encode(), title="無題")
    assert (tree(found), [each.text for each in found.skipped]) == ([("1", "甲")], ["覚え書き"])


def test_a_single_root_that_repeats_the_title_is_the_map_itself():
    text = "<opml><head><title>題</title></head><body><outline text='題'><outline text='甲'/></outline></body></opml>"
    assert tree(read(text.encode(), title="無題")) == [("1", "甲")]


# There and back

texts = st.text(
    st.characters(exclude_categories=["C", "Z"], exclude_characters="0123456789０１２３４５６７８９.．<"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() == text)
depths = st.lists(st.tuples(st.integers(0, 4), texts), min_size=1, max_size=25)


def numbered(drawn):
    """Any sequence of levels as a well-formed tree: nobody is more than one level deeper than the node before."""
    number, lines = (), []
    for wanted, text in drawn:
        level = min(wanted, len(number))
        number = (*number[:level], number[level] + 1) if level < len(number) else (*number, 1)
        lines.append((number, text))
    return lines


@given(drawn=depths)
@pytest.mark.parametrize("write", [numbered_text.write, xml_maps.write_opml])
def test_what_is_written_reads_as_the_same_nodes(write, drawn):
    lines = numbered(drawn)
    found = read(write("題名", lines).encode(), title="無題")
    assert (found.title, [(line.number, line.text) for line in found.lines]) == ("題名", lines)


@pytest.mark.parametrize("write", [numbered_text.write, xml_maps.write_opml])
def test_the_map_survives_the_way_there_and_back(write):
    first = read(MAP.read_bytes(), title="無題")
    again = read(write(first.title, [(line.number, line.text) for line in first.lines]).encode(), title="無題")
    assert (again.title, tree(again), again.skipped) == (first.title, tree(first), ())
