from datetime import datetime

import pytest

from cohorts.actions.person import create_person, update_person
from cohorts.models import Person
from lms.kernel.actor import Actor

pytestmark = pytest.mark.django_db

NOW = datetime.fromisoformat("2027-01-15T10:00:00+09:00")
OFFICE = Actor.process("office")


def create(**fields):
    names = {"family_name": "髙﨑", "given_name": "𠮷美", "family_kana": "タカサキ", "given_kana": "ヨシミ"}
    return create_person(by=OFFICE, now=NOW, **{**names, **fields})


def test_names_are_kept_exactly_as_typed():
    person = Person.objects.get(pk=create(family_name="神\ufa19", given_name="ﾊﾅ\u3000子").pk)
    assert (person.family_name, person.given_name) == ("神\ufa19", "ﾊﾅ\u3000子")


@pytest.mark.parametrize(
    "typed",
    ["高崎吉美", "髙﨑 𠮷美", "高崎", "たかさき", "ﾀｶｻｷ ﾖｼﾐ", "TAKASAKI", "ｙｏｓｈｉｍｉ takasaki", "yoshimi@"],
)
def test_any_spelling_finds_the_person(typed):
    person = create(family_romaji="Takasaki", given_romaji="Yoshimi", email="Yoshimi@example.test")
    create(family_name="鈴木", given_name="一郎", family_kana="スズキ", given_kana="イチロウ")
    assert list(Person.objects.search(typed)) == [person]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "typed",
    [
        "見本 純一", "見本純", "みほん", "ミホン", "ﾐﾎﾝ ｼﾞｭﾝ", "mihon junichi", "MIHON", "Junichi Mihon", "zyuniti",
        "ｊｕｎｉｃｈｉ", "jun'ichi", "090-1234-5678", "0901234", "０９０ー１２３４",
    ],
)  # fmt: skip
def test_a_person_without_latin_letters_is_found_by_the_sound_of_the_name(typed):
    person = create(
        family_name="見本", given_name="純一", family_kana="ミホン", given_kana="ジュンイチ", phone="090-1234-5678"
    )
    create(family_name="鈴木", given_name="花子", family_kana="スズキ", given_kana="ハナコ", phone="03-5678-1234")
    assert list(Person.objects.search(typed)) == [person]


@pytest.mark.both_databases
@pytest.mark.parametrize("typed", ["100%", "_", "1", "火星"])
def test_what_is_no_part_of_a_name_finds_nobody(typed):
    create(phone="", email="")
    assert not Person.objects.search(typed).exists()


def test_a_corrected_name_is_found_under_the_new_one_only():
    person = create()
    update_person(person, by=OFFICE, family_name="佐藤", family_kana="サトウ")
    assert list(Person.objects.search("佐藤")) == [person]
    assert not Person.objects.search("高崎").exists()


def test_the_name_for_the_certificate_is_the_wish_or_the_full_name():
    person = create()
    assert person.name_for_certificate == "髙﨑 𠮷美"
    update_person(person, by=OFFICE, certificate_name="髙﨑（旧姓 佐藤）𠮷美")
    assert person.name_for_certificate == "髙﨑（旧姓 佐藤）𠮷美"
