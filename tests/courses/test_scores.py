"""Scores as people type them."""

from decimal import Decimal

import pytest

from courses.scores import Flaw, NotAScore, parse_score, shown_points, split_scores


@pytest.mark.parametrize(
    "typed,score",
    [
        ("30", "30"),
        (" 29.5 ", "29.5"),
        ("３０", "30"),
        ("２９．５", "29.5"),
        ("６９．５点", "69.5"),
        ("30 点", "30"),
        ("0", "0"),
        (".5", "0.5"),
        ("030", "30"),
        ("69.99999999", "69.99999999"),
    ],
)
def test_a_score_is_read_exactly_as_typed(typed, score):
    assert parse_score(typed) == Decimal(score)


@pytest.mark.parametrize(
    "typed,flaw",
    [
        ("", Flaw.NOT_A_NUMBER),
        ("三十", Flaw.NOT_A_NUMBER),
        ("30a", Flaw.NOT_A_NUMBER),
        ("nan", Flaw.NOT_A_NUMBER),
        ("NaN", Flaw.NOT_A_NUMBER),
        ("inf", Flaw.NOT_A_NUMBER),
        ("-inf", Flaw.NOT_A_NUMBER),
        ("Infinity", Flaw.NOT_A_NUMBER),
        ("1e3", Flaw.NOT_A_NUMBER),
        ("+30", Flaw.NOT_A_NUMBER),
        ("30.", Flaw.NOT_A_NUMBER),
        ("1_0", Flaw.NOT_A_NUMBER),
        ("٣٠", Flaw.NOT_A_NUMBER),
        ("20 12", Flaw.NOT_A_NUMBER),
        ("-1", Flaw.NEGATIVE),
        ("−1", Flaw.NEGATIVE),
        ("－０．５", Flaw.NEGATIVE),
        ("30,5", Flaw.COMMA),
        ("30，5", Flaw.COMMA),
        ("1234567890.12", Flaw.TOO_LONG),
        ("9" * 400, Flaw.TOO_LONG),
    ],
)
def test_what_is_no_score_says_why(typed, flaw):
    with pytest.raises(NotAScore) as refused:
        parse_score(typed)
    assert (refused.value.flaw, refused.value.typed) == (flaw, typed)


@pytest.mark.parametrize(
    "typed,scores",
    [
        ("20 12", ["20", "12"]),
        ("20+12.5", ["20", "12.5"]),
        ("２０＋１２", ["20", "12"]),
        ("20　12、8", ["20", "12", "8"]),
        ("30,5", ["30,5"]),  # one score or two: parse_score refuses it
        ("", []),
        ("  ", []),
    ],
)
def test_several_scores_in_one_field(typed, scores):
    assert split_scores(typed) == scores


@pytest.mark.parametrize(
    "points,text", [("30.00", "30"), ("69.50", "69.5"), ("0", "0"), ("100", "100"), ("0.10", "0.1"), ("1E+2", "100")]
)
def test_points_are_shown_without_zeros_behind_them(points, text):
    assert shown_points(Decimal(points)) == text
