from datetime import date

import pytest

from lms.pages.typed_facts import Find, Kind, KnownFacts, find_typed_facts

KNOWN = KnownFacts(fees=frozenset({500, 88_000}), days=frozenset({date(2027, 2, 18)}))


@pytest.mark.parametrize(
    "text,words",
    [
        ("受講料は88,000円です。", "88,000円"),
        ("受講料は８８，０００円です。", "８８，０００円"),
        ("受講料は88000円（税込）です。", "88000円"),
        ("受講料は8万8千円です。", "8万8千円"),
        ("受講料は８万８千円です。", "８万８千円"),
        ("受講料は8万8,000円です。", "8万8,000円"),
        ("受講料は8.8万円です。", "8.8万円"),
        ("受講料は10万円です。", "10万円"),
        ("受講料は八万八千円です。", "八万八千円"),
        ("受講料は¥88,000です。", "¥88,000"),
        ("受講料は￥８８,０００です。", "￥８８,０００"),
        ("The fee is 88,000 yen.", "88,000 yen"),
        ("The fee is JPY 88,000.", "JPY 88,000"),
        ("1,000円から", "1,000円"),
        ("9,999,999円", "9,999,999円"),
        ("資料代500円", "500円"),
    ],
)
def test_a_fee_is_found_however_it_is_typed(text, words):
    assert find_typed_facts(text, KNOWN) == [Find(Kind.FEE, words)]


@pytest.mark.parametrize(
    "text",
    [
        "999円のお皿",
        "1,000万円を超える投資",
        "売上は3億円でした。",
        "売上は1億2000万円でした。",
        "時価総額は¥3億です。",
        "円満な解決",
        "数千円",
        "2027年度の養成講座",
        "2027年に設立",
        "電話 03-0000-0000、0120-02-1812",
        "特定商取引法第11条、施行規則第8条第2項",
        "消費税法63条",
        "〒100-0001 東京都見本区見本町1-2-3",
        "テキスト2冊",
        "満足度は20%向上しました。",
        "定員12名、10:00〜17:00",
        "CMBOK 2.0には93のコンピテンシーがあります。",
        "2月30日まで",
        "9時から16時まで",
        "令和3年4月1日施行",
        "創立は1998年10月1日です。",
        "Version 2.0.1, see 10.2.3",
    ],
)
def test_what_is_no_fact_of_a_cohort_is_left_alone(text):
    assert find_typed_facts(text, KNOWN) == []


@pytest.mark.parametrize(
    "text,words",
    [
        ("2027年2月18日に集まります。", "2027年2月18日"),
        ("２０２７年２月１８日に集まります。", "２０２７年２月１８日"),
        ("令和9年2月18日に集まります。", "令和9年2月18日"),
        ("2月18日に集まります。", "2月18日"),
        ("2027/2/18", "2027/2/18"),
        ("2027-02-18", "2027-02-18"),
        ("We meet on February 18, 2027.", "February 18, 2027"),
        ("We meet on 18 February 2027.", "18 February 2027"),
    ],
)
def test_a_day_of_a_cohort_is_found_however_it_is_typed(text, words):
    assert find_typed_facts(text, KNOWN) == [Find(Kind.DATE, words)]
    assert find_typed_facts(text) == []


@pytest.mark.parametrize(
    "text,words",
    [
        ("3月5日に開催します。", "3月5日"),
        ("申込みの締切は2028年1月31日です。", "2028年1月31日"),
        ("1/31(月)まで受け付けます。", "1/31(月)"),
        ("Apply by January 31, 2028.", "January 31, 2028"),
    ],
)
def test_a_day_is_found_where_the_sentence_speaks_of_a_cohort(text, words):
    assert find_typed_facts(text) == [Find(Kind.DATE, words)]


def test_only_the_sentence_itself_is_asked():
    assert find_typed_facts("毎年開催しています。創立は1998年10月1日です。") == []


@pytest.mark.parametrize(
    "text,words",
    [
        ("早期割引は20%です。", "20%"),
        ("いまなら早期割引で２０％お得", "２０％"),
        ("通常価格より20％割引", "20％割引"),
        ("全員20%オフ", "20%オフ"),
        ("2割引でご案内します。", "2割引"),
        ("An early discount of 20% applies.", "20%"),
    ],
)
def test_a_discount_is_found(text, words):
    assert find_typed_facts(text) == [Find(Kind.DISCOUNT, words)]


def test_each_wording_is_named_once_and_in_order():
    text = "受講料は88,000円、早期割引は20%、2027年2月18日まで。再び88,000円。"
    assert find_typed_facts(text) == [
        Find(Kind.FEE, "88,000円"),
        Find(Kind.DISCOUNT, "20%"),
        Find(Kind.DATE, "2027年2月18日"),
    ]
