"""Exhaustive: every single mistyped character and every swap of two, at every place of a license number."""

import itertools

import pytest

from lms.kernel.check_character import ALPHABET, check_character, is_valid

NUMBERS = ["CS-2027-0001", "CS-2031-9999", "R-0", "ZZ9-PLURAL-Z-ALPHA"]


def complete(number):
    return number.replace("-", "") + check_character(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_with_its_character_is_valid(number):
    assert is_valid(f"{number}-{check_character(number)}")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_mistyped_character_is_caught(number):
    right = complete(number)
    for place, typed in itertools.product(range(len(right)), ALPHABET):
        wrong = right[:place] + typed + right[place + 1 :]
        assert is_valid(wrong) is (wrong == right), wrong


@pytest.mark.parametrize("number", NUMBERS)
def test_every_swap_of_neighbors_is_caught(number):
    right = complete(number)
    for place in range(len(right) - 1):
        wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        assert is_valid(wrong) is (wrong == right), wrong


@pytest.mark.parametrize("stem", ["", "C", "CS2026", "CS2027", "CS20270"])
def test_swaps_are_caught_for_every_pair_of_characters(stem):
    for one, other in itertools.combinations(ALPHABET, 2):
        assert check_character(stem + one + other) != check_character(stem + other + one), (one, other)


def test_numbers_printed_on_certificates_keep_their_character():
    """Changing the algorithm would make every printed certificate look forged."""
    assert [check_character(number) for number in NUMBERS] == ["E", "R", "I", "O"]


@pytest.mark.parametrize("text", ["", "-", "A", "cs-2027-0001-x", "ＣＳ２０２７", "CS 2027", "CS–2027"])
def test_what_is_no_number_is_not_valid(text):
    assert not is_valid(text)
