import pytest

from lms.search.excerpt import contains_all, excerpt, marked
from lms.search.text import asked_terms


def shown(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    "text,query,expected",
    [
        ("CS実務教育インストラクター養成講座", "養成講座", "CS実務教育インストラクター[養成講座]"),
        ("CS実務教育インストラクター養成講座", "ｲﾝｽﾄﾗｸﾀｰ", "CS実務教育[インストラクター]養成講座"),
        ("ｲﾝｽﾄﾗｸﾀｰのｶﾞｲﾄﾞ", "ガイド インストラクター", "[ｲﾝｽﾄﾗｸﾀｰ]の[ｶﾞｲﾄﾞ]"),
        ("An Instructor’s instructors", "instructor", "An [Instructor]’s instructors"),
        ("ＣＳ設計とCSR", "cs", "[ＣＳ]設計とCSR"),
        ("Café 講座", "cafe", "[Café] 講座"),
        ("サ−ビスの設計", "サービス", "[サ−ビス]の設計"),
        ("㈱見本", "株", "[㈱]見本"),
        ("受講講座", "受講 講座", "[受講講座]"),
        ("講座の講座", "講座", "[講座]の[講座]"),
        ("本文", "講座", "本文"),
        ("", "講座", ""),
    ],
)
def test_hits_are_marked_in_the_text_as_written(text, query, expected):
    assert shown(marked(text, asked_terms(query))) == expected


@pytest.mark.parametrize(
    "text,query,answer",
    [
        ("養成講座（東京）", "東京 講座", True),
        ("養成講座（東京）", "東京 大阪", False),
        ("instructors", "instructor", False),
        ("いんすとらくたー", "インストラクター", True),
    ],
)
def test_a_text_answers_as_the_index_would(text, query, answer):
    assert contains_all(text, asked_terms(query)) is answer


def test_an_excerpt_begins_shortly_before_the_first_hit():
    pieces = excerpt("あ" * 100 + "講座" + "い" * 100, asked_terms("講座"), length=40, before=10)
    assert shown(pieces) == f"…{'あ' * 10}[講座]{'い' * 28}…"


def test_an_excerpt_near_the_end_is_filled_from_before():
    pieces = excerpt("あ" * 100 + "講座", asked_terms("講座"), length=40, before=10)
    assert shown(pieces) == f"…{'あ' * 38}[講座]"


def test_a_short_text_is_shown_whole():
    assert shown(excerpt("年に一度の\n  講座です。", asked_terms("講座"))) == "年に一度の [講座]です。"


def test_no_word_is_cut():
    pieces = excerpt("one two three instructor four five six", asked_terms("instructor"), length=18, before=5)
    assert shown(pieces) == "…[instructor]…"


def test_without_a_hit_the_beginning_is_shown():
    assert shown(excerpt("講座" * 30, asked_terms("監査"), length=10)) == "講座講座講座講座講座…"
