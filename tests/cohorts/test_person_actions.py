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
