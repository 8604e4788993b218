import pytest

from lms.search.text import MOST_TERMS, asked_terms, stored_words


@pytest.mark.parametrize(
    "text,words",
    [
        ("養成講座", "養成 成講 講座 座"),
        ("講", "講"),
        ("CS設計の実務", "cs 設計 計ノ ノ実 実務 務"),
        ("ｲﾝｽﾄﾗｸﾀｰ", "イン ンス スト トラ ラク クタ ター ー"),
        ("いんすとらくたー", "イン ンス スト トラ ラク クタ ター ー"),
        ("ｶﾞｲﾄﾞ", "ガイ イド ド"),
        ("サ−ビス・サ-ビス", "サー ービ ビス ス サー ービ ビス ス"),
        ("ＣＳ　Instructor", "cs instructor"),
        ("Café résumé", "cafe resume"),
        ("e-mail: kentei@example.jp", "e mail kentei example jp"),
        ("人々〆", "人々 々〆 〆"),
        ("88,000円（税込）", "88 000 円 税込 込"),
        ("③", "3"),
        ("＿_・、。!?", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_text_becomes_words(text, words):
    assert stored_words(text) == words


@pytest.mark.parametrize(
    "query,asked",
    [
        ("養成講座　受講", ["養成講座", "受講"]),
        ("受講 受講", ["受講"]),
        ("CS設計", ["cs", "設計"]),
        ('\'; DROP TABLE "x" --', ["drop", "table", "x"]),
        ("   ", []),
    ],
)
def test_a_query_asks_for_each_term_once(query, asked):
    assert [term.text for term in asked_terms(query)] == asked


def test_a_query_asks_for_no_more_than_the_databases_bear():
    query = " ".join(f"word{number}" for number in range(100))
    assert len(asked_terms(query)) == MOST_TERMS
