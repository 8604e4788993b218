"""Names as banks write them, compared with names as people write them."""

import pytest

from payments.bank_kana import names_payer, payer_key, payer_of, same_payer


@pytest.mark.parametrize(
    "bank, person",
    [
        ("ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ", "ヤマダショウジ"),
        ("ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ", "株式会社ヤマダショウジ"),
        ("ﾔﾏﾀﾞｼﾖｳｼﾞ(ｶ", "カブシキガイシャ　ヤマダショウジ"),
        ("ﾔﾏﾀﾞｼﾖｳｼﾞ(ｶ)", "（株）ヤマダショウジ"),
        ("ユ）ミホンコウギヨウ", "ミホンコウギョウ"),
        ("ﾄﾞ)ﾐﾎﾝ", "合同会社ミホン"),
        ("ｼﾔ)ﾐﾎﾝｷﾖｳｶｲ", "一般社団法人みほんきょうかい"),
        ("ｻﾞｲ)ﾐﾎﾝ", "ザイダンホウジンミホン"),
        ("ﾄｸﾋ)ﾐﾎﾝﾉｶｲ", "トクテイヒエイリカツドウホウジン ミホンノカイ"),
        ("ﾐﾎﾝ ﾊﾅｺ", "みほん　はなこ"),
        ("ｶ)ｻ-ﾋﾞｽｾﾝﾀ-", "カブシキガイシャサービスセンター"),
        ("MIHON HANAKO", "Mihon Hanako"),
    ],
)
def test_a_name_is_the_same_in_the_banks_writing(bank, person):
    assert payer_key(bank) == payer_key(person) != ""


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("ヤマダシヨウジトウキヨウ", "ヤマダシヨウジトウキヨウホンシヤ", True),  # cut off by the bank
        ("ヤマダ", "ヤマダシヨウジ", False),  # too short to be more than a beginning
        ("", "ミホンハナコ", False),
        ("カトウ", "サトウ", False),
    ],
)
def test_what_the_bank_cut_off_is_the_same_and_a_mere_beginning_is_not(one, other, same):
    assert same_payer(one, other) is same


def test_a_legal_form_is_not_taken_out_of_the_middle_of_a_name():
    assert payer_key("ｼﾔ)ｼﾔｶｲ") == "シヤカイ"
    assert payer_key("カトウカズオ") == "カトウカズオ"


def test_what_the_bank_puts_before_the_payer_is_left_out():
    assert [payer_of(text) for text in ("振込＊カ）ミホン", "ﾌﾘｺﾐ ﾐﾎﾝ  ﾊﾅｺ", "振込　ﾐﾎﾝ", "ﾐﾎﾝ")] == [
        "カ）ミホン",
        "ﾐﾎﾝ ﾊﾅｺ",
        "ﾐﾎﾝ",
        "ﾐﾎﾝ",
    ]


def test_a_short_name_is_not_looked_for_within_a_text():
    assert names_payer("20270001ミホンハナコ", "ミホンハナコ")
    assert not names_payer("アベシヨウカイ", "アベ")
