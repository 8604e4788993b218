"""Addresses as a Japanese keyboard gives them, wherever one is asked for."""

import importlib
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from cohorts.imports import cells
from cohorts.imports.cells import CellUnreadable
from lms.kernel.mail_address import EmailField, plain_address
from lms.standalone.models import User
from tests.bench.manage import ROOT
from tests.cast import PASSWORD
from tests.factories.cohorts import PersonFactory

TYPED = [
    ("a@b.jp", "a@b.jp"),
    ("ａ＠ｂ．ｊｐ", "a@b.jp"),
    ("ａ＠ｂ。ｊｐ", "a@b.jp"),
    ("Ｔａｒｏ．Ｙａｍａｄａ＋ｃｓ＠Ｂ．ｊｐ", "Taro.Yamada+cs@B.jp"),
    ("ｔａｒｏ－ｙ＿1＠ｂ．ｊｐ", "taro-y_1@b.jp"),
    ("　ａ@b.jp　", "a@b.jp"),
    ("\ta@b.jp\r\n", "a@b.jp"),
    ("\u200ba@b.jp\ufeff", "a@b.jp"),
    (" \u200b a@b.jp", "a@b.jp"),
    ("a @b.jp", "a @b.jp"),
    ("a@b.jp　c@d.jp", "a@b.jp c@d.jp"),
    ("", ""),
]


@pytest.mark.parametrize("typed, address", TYPED)
def test_an_address_as_typed(typed, address):
    assert plain_address(typed) == address


@pytest.mark.parametrize("typed", ["a @b.jp", "a@b.jp　c@d.jp", "ａ＠ｂ", "山田"])
def test_what_is_no_address_is_refused_and_not_made_into_one(typed):
    with pytest.raises(ValidationError):
        EmailField().clean(typed)
    with pytest.raises(CellUnreadable):
        cells.email(typed)


@pytest.mark.parametrize("typed, address", [each for each in TYPED if " " not in each[1]])
def test_forms_and_lists_read_the_same(typed, address):
    assert [EmailField(required=False).clean(typed), cells.email(typed)] == [address, address]


def test_every_form_of_ours_that_asks_for_an_address_reads_it_so():
    """Modules of forms are imported, then every form class with a field for an address is looked at."""
    for path in ROOT.glob("lms/**/forms*/**/*.py"), ROOT.glob("lms/**/forms.py"):
        for each in path:
            importlib.import_module(".".join(Path(each).relative_to(ROOT).with_suffix("").parts))
    asked = {
        f"{form.__module__}.{form.__name__}": isinstance(field, EmailField)
        for form in _below(forms.BaseForm)
        if form.__module__.startswith(("lms.", "cohorts.", "payments.", "courses."))
        for field in form.base_fields.values()
        if isinstance(field, forms.EmailField) and not form.__module__.startswith("lms.portal.forms.account")
    }
    assert len(asked) > 5
    assert [name for name, is_ours in asked.items() if not is_ours] == []


def _below(base):
    for each in base.__subclasses__():
        if hasattr(each, "base_fields"):
            yield each
        yield from _below(each)


@pytest.mark.django_db
def test_full_width_letters_sign_up_sign_in_and_find_the_password(client, mailoutbox):
    client.post(reverse("account_signup"), {"email": "Ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｔｅｓｔ", "password1": PASSWORD})
    assert [user.email for user in User.objects.all()] == ["hanako@example.test"]
    client.logout()
    for name in ("account_reset_password", "account_request_login_code"):
        page = client.post(reverse(name), {"email": " ｈａｎａｋｏ＠example.test "})
        assert page.status_code == 302


@pytest.mark.django_db
def test_full_width_letters_sign_in(client, trainee):
    answer = client.post(reverse("account_login"), {"login": "ｔｒａｉｎｅｅ＠example．ｔｅｓｔ", "password": PASSWORD})
    assert (answer.status_code, client.session["_auth_user_id"]) == (302, str(trainee.pk))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password"])
def test_no_browser_stands_in_the_way(client, name):
    """`type="email"` refuses ＠ before anything is sent."""
    page = client.get(reverse(name)).text
    assert ['type="email"' in page, 'inputmode="email"' in page] == [False, True]


@pytest.mark.django_db
def test_the_desk_reads_addresses_of_people_so_and_leaves_their_names(client, secretariat):
    client.force_login(secretariat)
    person = PersonFactory(family_name="ＡＢＣ")
    address = reverse("lms_desk_person:edit", args=[person.pk])
    form = client.get(address).context["form"]
    values = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    answer = client.post(address, {**values, "email": "ａ＠ｂ．ｊｐ"})
    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()
    assert (person.email, person.family_name) == ("a@b.jp", "ＡＢＣ")
