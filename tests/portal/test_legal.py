"""What the law and the terms say, in force and earlier, and that nothing is sold without it."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ValidationError

from lms.checkout.commerce import commerce_gaps
from lms.checkout.models import CommerceStatement, LegalDocument
from lms.checkout.models.commerce_statement import TEXTS
from lms.kernel import clock
from lms.kernel.models import OrganizationProfile
from tests.factories.commerce import CommerceStatementFactory, SellerFactory
from tests.lms.pages_read import Page

pytestmark = pytest.mark.django_db


def read(client, url, status=200) -> Page:
    response = client.get(url)
    assert response.status_code == status
    return Page(response.content.decode())


@pytest.fixture
def terms():
    now = clock.now()
    return [
        LegalDocument.objects.create(
            kind="terms",
            version=version,
            title="受講規約",
            body=f"<p>{version}の本文</p>",
            effective_at=now + timedelta(age),
        )
        for version, age in (("初版", -90), ("改訂版", -2), ("次の版", 5))
    ]


def test_the_version_in_force_is_shown_with_the_earlier_ones(client, terms):
    shown = read(client, "/legal/terms/")
    assert "改訂版の本文" in shown.words
    assert [link["href"] for link in shown.all("a") if link["href"].startswith("/legal/terms/%")] == [
        "/legal/terms/%E6%94%B9%E8%A8%82%E7%89%88/",
        "/legal/terms/%E5%88%9D%E7%89%88/",
    ]


def test_an_earlier_version_says_that_it_was_replaced(client, terms):
    shown = read(client, "/legal/terms/初版/")
    assert "初版の本文" in shown.words
    assert "この版は改定されています。" in shown.words


@pytest.mark.parametrize(
    "path", ["/legal/terms/次の版/", "/legal/terms/none/", "/legal/nonsense/", "/legal/commerce/x/"]
)
def test_what_is_not_in_force_yet_or_never_was_is_not_there(client, terms, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/legal/privacy/", "/legal/commerce/"])
def test_a_text_that_is_missing_is_being_prepared(client, path):
    assert "準備中です" in read(client, path, 404).words


def test_the_overview_lists_what_is_in_force(client, terms):
    CommerceStatementFactory()
    shown = read(client, "/legal/")
    assert [
        link["href"] for link in shown.all("a") if link["href"].startswith("/legal/") and link["href"] != "/legal/"
    ][:2] == ["/legal/commerce/", "/legal/terms/"]


def test_the_statement_names_the_seller_and_every_item_of_the_law(client):
    SellerFactory(postal_code="100-0001")
    CommerceStatementFactory(**{name: f"項目{name}" for name in TEXTS})
    shown = read(client, "/legal/commerce/")
    for words in ("見本検定協会", "代表理事 見本 一郎", "〒100-0001 東京都見本区見本町1-2-3", "03-0000-0000"):
        assert words in shown.words
    assert [word for word in shown.words if word.startswith("項目")] == [f"項目{name}" for name in TEXTS]


# Nothing is sold without it ----------------------------------------------------------------------------------------


def warnings():
    return [each.msg for each in run_checks(databases=["default"]) if each.id == "lms_checkout.W001"]


def test_a_complete_seller_lacks_nothing():
    SellerFactory()
    CommerceStatementFactory()
    assert commerce_gaps(now=clock.now()) == []
    assert warnings() == []


@pytest.mark.parametrize("field", ["name", "representative", "address", "phone"])
def test_an_incomplete_seller_is_named(field):
    SellerFactory(**{field: " "})
    CommerceStatementFactory()
    (sentence,) = commerce_gaps(now=clock.now())
    assert str(OrganizationProfile._meta.get_field(field).verbose_name) in sentence
    assert warnings() == [sentence]


def test_a_statement_that_begins_tomorrow_is_none_today():
    SellerFactory()
    CommerceStatementFactory(effective_at=clock.now() + timedelta(days=1))
    assert len(commerce_gaps(now=clock.now())) == 1


def test_the_desk_sees_in_red_that_nothing_can_be_sold(client, secretariat):
    client.force_login(secretariat)
    assert "現在、販売できません" in read(client, "/cms/desk/today/").words
    SellerFactory()
    CommerceStatementFactory()
    assert "現在、販売できません" not in read(client, "/cms/desk/today/").words


# Writing a version -------------------------------------------------------------------------------------------------


def form(**fields):
    later = clock.now() + timedelta(days=3)
    return {
        **dict.fromkeys(TEXTS, "本文"),
        "version": "2027-04",
        "effective_at": later.strftime("%Y-%m-%d %H:%M"),
        **fields,
    }


def test_the_secretariat_adds_a_version_and_edits_it_until_it_is_in_force(client, secretariat):
    SellerFactory()
    client.force_login(secretariat)
    client.post("/cms/desk/commerce/new/", form())
    statement = CommerceStatement.objects.get()
    assert client.get(f"/cms/desk/commerce/edit/{statement.pk}/").status_code == 200
    assert "本文" in read(client, f"/cms/desk/commerce/inspect/{statement.pk}/").words
    CommerceStatement.objects.update(effective_at=clock.now() - timedelta(days=1))
    assert client.get(f"/cms/desk/commerce/edit/{statement.pk}/").status_code == 302


@pytest.mark.parametrize("name", TEXTS)
def test_no_item_of_the_law_may_be_empty(name):
    SellerFactory()
    with pytest.raises(ValidationError) as refused:
        CommerceStatementFactory.build(**{name: ""}).full_clean()
    assert name in refused.value.message_dict


def test_a_statement_without_a_known_seller_is_refused():
    with pytest.raises(ValidationError, match="運営者の情報"):
        CommerceStatementFactory.build().full_clean()


def test_a_version_may_not_begin_before_the_one_in_force():
    SellerFactory()
    CommerceStatementFactory(effective_at=clock.now() - timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        CommerceStatementFactory.build(effective_at=clock.now() - timedelta(days=2)).full_clean()
    assert list(refused.value.message_dict) == ["effective_at"]
