"""The same answers on SQLite and PostgreSQL, through pages, choosers and plain models."""

from importlib.metadata import version

import pytest
from django.core.management import call_command
from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from lms.pages.models import StandardPage
from tests.factories.pages import site_with_home

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGES = {
    "course": (
        "CS実務教育インストラクター養成講座",
        "",
        "<p>受講のお申込みはこちら。年に一度、東京都内で開催します。</p>",
    ),
    "loyalty": ("顧客ロイヤルティの設計", "", "<p>最高の顧客体験をストーリー化する。ユーザーの声。</p>"),
    "english": ("Becoming an instructor", "How the licence is earned, and the café nearby", "<p>Two days.</p>"),
    "hours": ("お問い合わせ", "電話 03-0000-1234", "<p>平日の開講時間。講師の座談会。</p>"),
}


@pytest.fixture(autouse=True)
def pages(db):
    home = site_with_home(title="玄関", headline="入口")
    for slug, (title, lead, body) in PAGES.items():
        home.add_child(instance=StandardPage(title=title, slug=slug, lead=lead, body=[("text", body)]))


def found(query, **options):
    return {page.slug for page in StandardPage.objects.all().search(query, **options)}


def completed(text):
    return {page.slug for page in Page.objects.all().autocomplete(text)}


@pytest.mark.parametrize(
    "query,slugs",
    [
        ("養成講座", {"course"}),
        ("成講", {"course"}),
        ("講座", {"course"}),
        ("座", {"course", "hours"}),
        ("ロイヤルティ", {"loyalty"}),
        ("ﾛｲﾔﾙﾃｨ", {"loyalty"}),
        ("受講", {"course"}),
        ("ｲﾝｽﾄﾗｸﾀｰ", {"course"}),
        ("いんすとらくたー", {"course"}),
        ("instructor", {"english"}),
        ("INSTRUCTOR", {"english"}),
        ("ｉｎｓｔｒｕｃｔｏｒ", {"english"}),
        ("instruct", set()),
        ("cafe", {"english"}),
        ("CAFÉ", {"english"}),
        ("東京都内で開催します", {"course"}),
        ("東京都外", set()),
        ("cs 養成", {"course"}),
        ("ＣＳ　受講", {"course"}),
        ("講座 顧客", set()),
        ("03-0000-1234", {"hours"}),
        ("講座座談会", set()),
        ("受講受講", set()),
        ("ユーザ", {"loyalty"}),
        ("the", {"english"}),
        ("・", set()),
        ("' OR 1=1 --", set()),
        ('"*()^:%s{}\\', set()),
        ("NOT NEAR AND", set()),
    ],
)  # fmt: skip
def test_words_are_found_in_any_spelling_and_nowhere_else(query, slugs):
    assert found(query) == slugs


@pytest.mark.parametrize(
    "text,slugs",
    [
        ("instr", {"english"}),
        ("becoming inst", {"english"}),
        ("becom inst", set()),
        ("養成", {"course"}),
        ("ようせ", set()),
        ("ロイ", {"loyalty"}),
        ("ロ", {"loyalty"}),
        ("お問", {"hours"}),
        ("玄", {"front"}),
    ],
)
def test_a_chooser_completes_what_is_being_typed(text, slugs):
    assert completed(text) == slugs


@pytest.mark.parametrize(
    "query,slugs",
    [
        (Phrase("顧客体験"), {"loyalty"}),
        (Phrase("earned, and the café"), {"english"}),
        (Phrase("CS実務教育"), {"course"}),
        (Phrase("earned the and"), set()),
        (PlainText("講座 顧客", operator="or"), {"course", "loyalty"}),
        (And([PlainText("講座"), PlainText("・")]), set()),
        (Or([PlainText("講座"), PlainText("・")]), {"course"}),
        (Or([PlainText("講座"), PlainText("顧客")]), {"course", "loyalty"}),
        (Not(PlainText("講座")), {"loyalty", "english", "hours"}),
        (And([PlainText("の"), Not(PlainText("顧客"))]), {"course", "hours"}),
    ],
    ids=lambda value: repr(sorted(value) if isinstance(value, set) else value),
)
def test_composed_queries_mean_what_they_say(query, slugs):
    assert found(query) == slugs


def test_any_of_several_words(db):
    assert found("講座 顧客", operator="or") == {"course", "loyalty"}


def test_a_choice_of_fields_narrows_to_titles():
    assert found("開催", fields=["title"]) == set()
    assert found("養成", fields=["title"]) == {"course"}
    assert found("開催", fields=["title", "body"]) == {"course"}


def test_a_hit_in_the_title_comes_first():
    home = Page.objects.get(slug="front")
    home.add_child(instance=StandardPage(title="別の案内", slug="mention", body=[("text", "<p>顧客 設計</p>")]))
    ranked = [page.slug for page in StandardPage.objects.all().search("顧客 設計")]
    assert ranked == ["loyalty", "mention"]


def test_a_long_query_is_answered():
    assert found("養成" * 100) == set()
    assert found("講座 a b " * 25) == set()
    assert found("講座　" * 66) == {"course"}


def test_a_rebuilt_index_answers_the_same():
    call_command("update_index", verbosity=0)
    assert found("ロイヤルティ") == {"loyalty"}


def test_a_changed_page_is_found_by_its_new_words_only():
    page = StandardPage.objects.get(slug="course")
    page.title = "監査制度"
    page.save()
    assert found("監査") == {"course"}
    assert found("養成") == set()


def test_weighted_queries_are_the_library_s_own_matter():
    from django.db import connection

    if connection.vendor == "postgresql":
        with pytest.warns(RuntimeWarning, match="Boost"):
            assert found(Boost(PlainText("講座"), 2)) == {"course"}


def test_the_library_is_the_one_this_was_written_for():
    """Its index, compilers and fields are subclassed here: look at them again before moving to another series."""
    assert version("modelsearch").split(".")[:2] == ["1", "3"]
    assert type(get_search_backend()).__name__.startswith("Japanese")
