"""Offers at the desk: the last day as people type it, what is refused, and the second person."""

import pytest
from django.urls import reverse

from lms.kernel.calendar import JST
from payments.models import DiscountOffer, OfferExtension
from tests.cast import PASSWORD
from tests.checkout.applications import a_draft, a_world, confirm
from tests.factories.standalone import UserFactory


@pytest.fixture
def world(db, at):
    at("2026-12-10T10:00:00+09:00")
    return a_world()


@pytest.fixture
def second_office(secretariat):
    """A colleague with the same rights."""
    colleague = UserFactory()
    colleague.user_permissions.set(secretariat.user_permissions.all())
    return colleague


def page(client, name: str, pk: int) -> str:
    return client.get(reverse(name, args=[pk])).content.decode()


def a_form(**typed: object) -> dict[str, object]:
    given = {
        "label": "先着10名様割引",
        "kind": "limited",
        "channel": "",
        "percent": "",
        "amount_off_jpy": "10000",
        "fixed_jpy": "",
        "starts_at": "2027-01-05 00:00",
        "ends_at": "2027-01-15",
        "max_uses": "10",
    }
    return {**given, **typed}


def test_the_last_day_is_typed_and_the_moment_after_it_kept(office, world):
    answer = office.post(reverse("lms_desk_discountoffer:add"), a_form())

    assert answer.status_code == 302
    offer = DiscountOffer.objects.get(max_uses=10)
    assert offer.ends_at.astimezone(JST).isoformat() == "2027-01-16T00:00:00+09:00"
    shown = page(office, "lms_desk_discountoffer:inspect", offer.pk)
    for said in ("10,000円引き", "2027年1月15日（金）23:59まで", "10件中0件を使用", "開始前"):
        assert said in shown
    assert 'value="2027-01-15"' in page(office, "lms_desk_discountoffer:edit", offer.pk)


@pytest.mark.parametrize(
    "typed, words",
    [
        ({"ends_at": ""}, "割引には終了日時が必要です"),
        ({"ends_at": "2027-01-04"}, "割引の終了は、開始より後にしてください"),
        ({"percent": "20"}, "いずれか1つ"),
        ({"amount_off_jpy": ""}, "いずれか1つ"),
        ({"fixed_jpy": "30", "amount_off_jpy": ""}, "50円以上"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(office, world, typed, words):
    answer = office.post(reverse("lms_desk_discountoffer:add"), a_form(**typed)).content.decode()

    assert words in answer
    assert "先着10名様割引" in answer
    assert DiscountOffer.objects.count() == 1


def test_one_that_has_begun_is_not_edited(office, world):
    offer = DiscountOffer.objects.get()

    answer = office.post(
        reverse("lms_desk_discountoffer:edit", args=[offer.pk]), a_form(percent="50", amount_off_jpy="")
    )

    assert "すでに始まっている" in answer.content.decode()
    offer.refresh_from_db()
    assert offer.percent == 20


def test_an_offer_to_the_last_day_of_applications_cannot_be_listed(office, world):
    endless = DiscountOffer.objects.create(
        label="いつでも割引",
        percent=10,
        starts_at=world.cohort.applications_open_at,
        ends_at=world.cohort.application_deadline_at,
    )
    listing = world.cohort.pools.get(kind="certification").listing
    typed = {"pool": listing.pool_id, "list_price_jpy": 88_000, "tax_percent": 10, "policy": listing.policy_id}

    answer = office.post(reverse("lms_desk_listing:edit", args=[listing.pk]), {**typed, "offers": [endless.pk]})

    assert "通常価格" in answer.content.decode()
    assert list(listing.offers.values_list("label", flat=True)) == ["早期割引"]


def test_a_second_person_approves_and_the_log_names_both(office, client, world, secretariat, second_office):
    offer = DiscountOffer.objects.get()
    office.post(
        reverse("lms_desk:ask_extension", args=[offer.pk]),
        {"last_day": "2027-01-10", "reason": "会場の確定が遅れたため"},
    )
    asked = OfferExtension.objects.get()
    approve = reverse("lms_desk:approve_extension", args=[asked.pk])

    assert "ほかの担当者" in page(office, "lms_desk_discountoffer:inspect", offer.pk)
    assert "ほかの担当者" in office.post(approve).content.decode()
    assert client.login(email=second_office.email, password=PASSWORD) or client.force_login(second_office) is None
    preview = client.get(approve).content.decode()
    assert "2027年1月10日（日）23:59" in preview
    assert client.post(approve).status_code == 302
    shown = page(client, "lms_desk_discountoffer:inspect", offer.pk)
    for said in ("2027年1月10日（日）23:59まで", "会場の確定が遅れたため", secretariat.email, second_office.email):
        assert said in shown


def test_uses_are_counted_where_the_offer_is_read(office, world):
    confirm(a_draft(world))

    assert "1件を使用" in page(office, "lms_desk_discountoffer:inspect", DiscountOffer.objects.get().pk)


@pytest.mark.parametrize("name", ["ask_extension", "approve_extension", "refuse_extension"])
def test_strangers_neither_ask_nor_answer(client, stranger, world, secretariat, name):
    offer = DiscountOffer.objects.get()
    asked = OfferExtension.objects.create(
        offer=offer,
        ended_at=offer.ends_at,
        ends_at=offer.ends_at.replace(year=2028),
        reason="理由",
        asked_by=secretariat,
    )
    client.force_login(stranger)

    pk = offer.pk if name == "ask_extension" else asked.pk
    assert client.post(reverse(f"lms_desk:{name}", args=[pk])).status_code in {302, 403}
    asked.refresh_from_db()
    assert asked.answered_at is None
    assert OfferExtension.objects.count() == 1


@pytest.mark.parametrize("extensions", [1, 3, 10])
def test_the_page_costs_the_same_however_long_the_log(
    office, world, secretariat, second_office, django_assert_num_queries, extensions
):
    offer = DiscountOffer.objects.get()
    for number in range(extensions):
        OfferExtension.objects.create(
            offer=offer,
            ended_at=offer.ends_at,
            ends_at=offer.ends_at.replace(year=2028 + number),
            reason="理由",
            asked_by=secretariat,
            answered_by=second_office,
            answered_at=offer.starts_at,
            is_approved=False,
        )
    page(office, "lms_desk_discountoffer:inspect", offer.pk)

    with django_assert_num_queries(14):
        page(office, "lms_desk_discountoffer:inspect", offer.pk)
