"""What the terms may say about travel costs and liability: always within bounds."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text

from lms.checkout.fair_terms import Reach, find_unbounded
from lms.checkout.models import LegalDocument
from lms.desk.forms.policies import PolicyForm
from lms.kernel import clock
from lms.standalone.demo import terms
from tests.factories.commerce import CommerceStatementFactory, SellerFactory

VOID = "開催の変更により生じた損害について、当協会は一切の責任を負いません。"
BOUNDED = "当協会の故意または重大な過失による場合を除き、開催の変更による交通費・宿泊費は補償しません。"


@pytest.mark.parametrize(
    "sentence,reach",
    [
        (VOID, Reach.LIABILITY),
        ("当会はいかなる場合も損害を賠償しません。", Reach.LIABILITY),
        ("本講座に関して何らの責任も負わないものとします。", Reach.LIABILITY),
        ("事由のいかんを問わず、主催者はその責を免れます。", Reach.LIABILITY),
        ("一切の補償はいたしかねます。", Reach.LIABILITY),
        ("お支払い後は、いかなる理由があっても返金いたしません。", Reach.REFUND),
        ("理由の如何を問わず、受講料は返還できません。", Reach.REFUND),
        ("一切払い戻しに応じかねます。", Reach.REFUND),
    ],
)
def test_j5_15_an_exclusion_without_bounds_is_found(sentence, reach):
    (found,) = find_unbounded(f"<h2>第6条</h2><p>講座は二日間です。{sentence}お申込みをお待ちします。</p>")
    assert (found.sentence, found.reach) == (sentence, reach)


@pytest.mark.parametrize(
    "sentence",
    [
        BOUNDED,
        "当協会の責めに帰すべき事由がある場合に限り、一切の損害を賠償し、その他の補償はしません。",
        "法令に定めのある場合のほか、いかなる場合も返金しません。",
        "交通費と宿泊費は補償しません。",
        "お支払いの方法は一切の手数料を含みます。",
        "この定めは、当協会が一切の責任を負わないとするものではありません。",
        "同意なく第三者に提供しません。",
        "中止の場合は受講料をすべて返金し、手数料はいただきません。",
        "当協会は一切の責任を負い、追加の費用はいただきません。",
    ],
)
def test_j5_15_a_bounded_exclusion_stands(sentence):
    assert find_unbounded(f"<p>{sentence}</p>") == []


def test_sentences_are_told_apart_where_one_paragraph_ends_and_another_begins():
    bound_elsewhere = f"<ul><li>故意または重大な過失</li><li>{VOID}</li></ul>"
    assert [found.sentence for found in find_unbounded(bound_elsewhere)] == [VOID]


@pytest.mark.django_db
def test_j5_15_the_office_reads_which_sentence_cannot_stand_and_loses_nothing(client, secretariat):
    client.force_login(secretariat)
    values = {
        "kind": "terms",
        "version": "2027-04",
        "title": "受講規約",
        "effective_at": (clock.now() + timedelta(days=30)).strftime("%Y-%m-%d %H:%M"),
    }
    shown = client.post(reverse("lms_desk_legaldocument:add"), {**values, "body": rich_text(f"<p>{VOID}</p>")})
    page = shown.content.decode()
    assert not LegalDocument.objects.exists()
    assert f"「{VOID}」" in page
    assert "故意または重大な過失による場合を除き" in page
    client.post(reverse("lms_desk_legaldocument:add"), {**values, "body": rich_text(f"<p>{BOUNDED}</p>")})
    assert LegalDocument.objects.get().version == "2027-04"


def test_j5_15_the_terms_of_the_demonstration_speak_of_travel_costs_within_bounds():
    _title, body = terms.TEXTS[LegalDocument.Kind.TERMS]
    assert "交通費" in body
    assert find_unbounded(body) == []


def test_the_statement_and_the_cancellation_terms_are_held_to_the_same(db):
    form = PolicyForm({"text": "お支払い後は、いかなる理由があっても返金いたしません。"})
    assert "すべての返金を拒む" in form.errors["text"][0]
    SellerFactory()
    statement = CommerceStatementFactory.build(special_conditions=VOID, effective_at=clock.now())
    with pytest.raises(ValidationError) as refused:
        statement.clean()
    assert list(refused.value.message_dict) == ["special_conditions"]


def test_a_version_never_begins_before_the_one_that_people_have_read(db):
    now = clock.now()
    LegalDocument.objects.create(kind="terms", version="1", title="規約", body="<p>本文</p>", effective_at=now)
    earlier = LegalDocument(kind="terms", version="0", title="規約", body="<p>本文</p>", effective_at=now)
    with pytest.raises(ValidationError) as refused:
        earlier.full_clean()
    assert list(refused.value.message_dict) == ["effective_at"]


def test_a_text_that_excludes_nothing_is_whole(db):
    LegalDocument(
        kind="privacy", version="1", title="取扱い", body="<p>本文</p>", effective_at=clock.now()
    ).full_clean()
    with pytest.raises(ValidationError, match="一切の責任"):
        LegalDocument(kind="terms", version="1", title="規約", body=VOID, effective_at=clock.now()).full_clean()
