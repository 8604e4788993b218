import pytest

from lms.kernel.names import fold, is_katakana, katakana, latin, same_name


@pytest.mark.parametrize(
    "one, other",
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("𠮷田", "吉田"),
        ("渡邉 花子", "渡邊花子"),
        ("渡辺", "渡邊"),
        ("齋藤", "斉藤"),
        ("濵田", "浜田"),
        ("桒原", "桑原"),
        ("タカハシ", "たかはし"),
        ("ﾀｶﾊｼ", "タカハシ"),
        ("がぎぐ", "ｶﾞｷﾞｸﾞ"),
        ("ジョン・スミス", "ジョンスミス"),
        ("山田\u3000太郎", "山田 太郎"),
        ("Ｓｍｉｔｈ", "smith"),
        ("か\u3099", "ガ"),
    ],
)
def test_spellings_of_one_name_find_each_other(one, other):
    assert same_name(one, other)
    assert fold(fold(one)) == fold(one)


@pytest.mark.parametrize(
    "one, other", [("高橋", "高梁"), ("伊藤", "伊東"), ("ハシモト", "ハジモト"), ("コウノ", "コノ"), ("", "山")]
)
def test_different_names_stay_apart(one, other):
    assert not same_name(one, other)


@pytest.mark.parametrize(
    "typed, kana",
    [
        ("たかはし", "タカハシ"),
        ("ﾀｶﾊｼ ﾖｼﾉ", "タカハシ ヨシノ"),
        ("ｶﾞﾊﾟ", "ガパ"),
        ("  タカハシ\u3000 ヨシノ ", "タカハシ ヨシノ"),
        ("Smith1", "Smith1"),
        ("髙橋", "髙橋"),
    ],
)
def test_kana_are_widened_and_nothing_else_changes(typed, kana):
    assert katakana(typed) == kana


@pytest.mark.parametrize(
    "text, is_kana",
    [
        ("タカハシ ヨシノ", True),
        ("ジョン・スミス", True),
        ("ヴァーノン", True),
        ("たかはし", False),
        ("ﾀｶﾊｼ", False),
        ("Smith", False),
        ("", False),
    ],
)
def test_what_counts_as_katakana(text, is_kana):
    assert is_katakana(text) is is_kana


@pytest.mark.parametrize(
    "spellings, sound",
    [
        (["オオノ", "おおの", "Ōno", "Ono", "Oono", "Ohno", "Ouno"], "ono"),
        (["サトウ", "Satō", "Sato", "Satou", "Satoh"], "sato"),
        (["シンバシ", "Shimbashi", "Shinbashi", "Sinbasi"], "sinbasi"),
        (["ツジ", "Tsuji", "Tuzi", "ｔｓｕｊｉ"], "tuzi"),
        (["ショウジ", "Shōji", "Shoji", "Syouzi"], "syozi"),
        (["チヅル", "Chizuru", "Tiduru", "Chidzuru"], "tizuru"),
        (["ジュンイチ", "Junichi", "Jun'ichi", "Jun-ichi", "Zyuniti"], "zyuniti"),
        (["マッチャ", "Matcha", "Maccha", "Mattya"], "mattya"),
        (["ユウコ", "Yūko", "Yuuko", "Yuko"], "yuko"),
        (["フジタ", "Fujita", "Huzita"], "huzita"),
        (["オハラ", "Ohara"], "ohara"),
        (["見本", "見本 Hanako", "Smith1"], ""),
    ],
)
def test_a_sound_has_one_spelling(spellings, sound):
    assert {latin(each) for each in spellings} == {sound}
