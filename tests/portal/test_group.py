"""A company's contact applies for several seats through the pages, names people, gives a seat up; strangers find nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.db.models import F
from django.test import Client
from django.urls import reverse

from cohorts.actions.affiliation import Work, change_employer, organization_named
from cohorts.models import Enrollment, OpenSeat, Organization, Person, SeatPool
from lms.checkout.models import GroupApplication, GroupSeat
from lms.checkout.quote_emails import quote_path, quote_token
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from payments.models import Order, Quote
from tests.cast import create
from tests.factories.cohorts import PersonFactory
from tests.factories.standalone import UserFactory
from tests.lms.pages_read import Page
from tests.portal.applicant import CODE, CONSENTS, PERSON

OFFICE = Actor.process("test office")
COMPANY = {"employer_name": "見本株式会社", "certification": "2", "audit": "1", "way": "transfer"}
BOOKS = {"buyer_reference": "PO-髙-17", "cost_center": "4100"}
HANAKO = {
    "family_name": "見本",
    "given_name": "花子",
    "family_kana": "みほん",
    "given_kana": "はなこ",
    "email": "hanako@example.test",
    "specialist_status": "passed",
    "specialist_number": "ｓｐ-2026-0042",
}
TARO = {
    "family_name": "𠮷田",
    "given_name": "太郎",
    "family_kana": "ヨシダ",
    "given_kana": "タロウ",
    "email": "taro@example.test",
    "specialist_status": "neither",
}


@pytest.fixture
def contact(client: Client, world) -> Client:
    """The personnel department of a company, signed in."""
    client.force_login(create("contact"))
    Organization.objects.update(name="見本株式会社")
    return client


@pytest.fixture
def office() -> Client:
    """The secretariat, signed in elsewhere."""
    signed_in = Client()
    signed_in.force_login(create("secretariat"))
    return signed_in


def at_step(step: str) -> str:
    return reverse(f"lms_portal:{step}", args=[CODE])


def rows(*people: dict[str, str] | None) -> dict[str, str]:
    form = {}
    for number, person in enumerate(people, start=1):
        form |= {f"seat{number}-{name}": value for name, value in (person or {"is_named_later": "on"}).items()}
    return form


def fill_in(contact: Client, *people: dict[str, str] | None, **company: str) -> None:
    assert contact.post(at_step("group"), {**COMPANY, **BOOKS, **company}).status_code == 302
    answer = contact.post(at_step("group_people"), rows(*people))
    assert answer.status_code == 302, answer.context["form"].errors


def form_of(contact: Client) -> dict[str, str]:
    form = contact.get(at_step("group_confirm")).context["form"]
    hidden = {field.html_name: str(field.value()) for field in form.hidden_fields()}
    return {**hidden, **CONSENTS, "accept_people": "on"}


def order_of(contact: Client, *people: dict[str, str] | None, **company: str) -> Order:
    fill_in(contact, *people, **company)
    answer = contact.post(at_step("group_confirm"), form_of(contact), follow=True)
    assert answer.redirect_chain, answer.content.decode()
    return Order.objects.latest("pk")


def seat(name: str, order: Order, position: int) -> str:
    return reverse(f"lms_portal:{name}", args=[order.public_id, position])


def test_three_seats_in_three_screens(contact):
    order = order_of(contact, HANAKO, None, TARO)
    assert (order.buyer_name, order.buyer_reference, order.total_jpy) == ("見本株式会社", "PO-髙-17", 184_800)
    page = contact.get(reverse("lms_portal:my_order", args=[order.public_id])).content.decode()
    for words in ("見本 花子", "受講者未定", "𠮷田 太郎", "PO-髙-17", "お振込", "受講者を指定する"):
        assert words in page
    assert "会社のお席" in contact.get(reverse("lms_portal:my")).content.decode()
    assert Person.objects.get(given_name="花子").family_kana == "ミホン"


def test_j7_02_each_seat_is_answered_for_itself_and_the_contact_chooses(contact):
    fill_in(contact, TARO, None, {**TARO, "given_name": "二郎"})
    page = contact.get(at_step("group_confirm"))
    assert (page.context["undecided"], len(page.context["shown_seats"][0].reasons)) == (1, 1)
    assert "受講のみコースにする" in page.content.decode()
    where = reverse("lms_portal:group_choose", args=[CODE, 1])
    contact.post(where, {"choice": "audit"})
    page = contact.get(at_step("group_confirm"))
    assert (page.context["undecided"], page.context["confirmation"].total_jpy) == (0, 44_000 + 70_400 + 44_000)
    contact.post(where, {"choice": "drop"})
    assert contact.get(at_step("group_confirm")).context["confirmation"].total_jpy == 70_400 + 44_000


def test_what_is_written_is_kept_at_every_step_and_on_an_error(contact):
    contact.post(at_step("group"), {**COMPANY, **BOOKS})
    half = rows({**HANAKO, "email": ""}, None, {"email": ""})
    assert contact.post(at_step("group_people"), {**half, "save": "1"}).status_code == 302

    assert GroupSeat.objects.get(position=1).given_name == "花子"
    answer = contact.post(at_step("group_people"), {**half, "seat2-is_named_later": "", "seat2-family_name": "例示"})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {
        "seat1-email", "seat2-given_name", "seat2-family_kana", "seat2-given_kana", "seat2-email",
        "seat2-specialist_status", "seat3-is_named_later",
    }  # fmt: skip
    assert "席1・メール：" in Page(answer.content.decode()).text
    assert 'value="花子"' in answer.content.decode()
    contact.post(at_step("group"), {**COMPANY, "certification": "1"})
    assert list(GroupSeat.objects.values_list("kind", "given_name")) == [("certification", "花子"), ("audit", "")]


@pytest.mark.parametrize(
    "company", [{"certification": "0", "audit": "0"}, {"certification": "21"}, {"certification": "-1"}, {"way": "x"}]
)
def test_a_number_of_seats_that_cannot_be(contact, company):
    assert contact.post(at_step("group"), {**COMPANY, **company}).status_code == 200
    assert not GroupApplication.objects.exists()


def test_the_same_person_on_two_seats_is_pointed_at(contact):
    contact.post(at_step("group"), COMPANY)
    answer = contact.post(at_step("group_people"), rows(HANAKO, None, HANAKO))
    assert list(answer.context["form"].errors) == ["seat3-family_name"]


def test_a_name_of_200_characters_is_refused_and_nothing_is_lost(contact):
    contact.post(at_step("group"), COMPANY)
    answer = contact.post(at_step("group_people"), rows({**HANAKO, "family_name": "寿" * 200}, None, None))
    assert "seat1-family_name" in answer.context["form"].errors
    assert "hanako@example.test" in answer.content.decode()


def test_a_full_pool_at_the_last_moment_orders_nothing_and_says_what_is_short(contact):
    fill_in(contact, HANAKO, None, None)
    form = form_of(contact)
    SeatPool.objects.filter(kind="certification").update(capacity=1)
    page = contact.post(at_step("group_confirm"), form, follow=True).content.decode()
    assert "認定コースは、2席のご希望に対して空席が1席のため、1席足りません。" in page
    assert (Order.objects.count(), GroupSeat.objects.count()) == (0, 3)


def test_an_old_price_orders_nothing_and_shows_the_new_one(contact, at):
    fill_in(contact, HANAKO, None, None)
    form = form_of(contact)
    at("2027-01-05T10:00:00+09:00")
    page = contact.post(at_step("group_confirm"), form, follow=True)
    assert page.context["confirmation"].total_jpy == 88_000 + 88_000 + 44_000
    assert not Order.objects.exists()


def test_a_second_tab_finds_the_order_of_the_first(contact):
    fill_in(contact, HANAKO, None, None)
    first, second = form_of(contact), form_of(contact)
    contact.post(at_step("group_confirm"), first)
    answer = contact.post(at_step("group_confirm"), second)
    assert (answer.status_code, Order.objects.count(), SeatPool.objects.get(kind="certification").taken) == (302, 1, 2)
    assert answer["Location"] == reverse("lms_portal:my_order", args=[Order.objects.get().public_id])


def test_j7_01_the_contact_names_somebody_later_and_they_find_only_their_own_seat(contact):
    order = order_of(contact, None, None, TARO)
    answer = contact.post(seat("my_seat_name", order, 1), rows({**HANAKO, "specialist_number": "x"}))
    assert answer.context["form"].non_field_errors()
    assert not Person.objects.filter(given_name="花子").exists()
    assert contact.post(seat("my_seat_name", order, 1), rows(HANAKO)).status_code == 302
    assert Message.objects.filter(kind="checkout.email.seat_reserved", to_email="hanako@example.test").count() == 1
    person = Person.objects.get(given_name="花子")
    person.user = UserFactory()
    person.save()
    hers = Client()
    hers.force_login(person.user)
    own = Enrollment.objects.get(person=person)
    page = hers.get(reverse("lms_portal:my_enrollment", args=[own.public_id])).content.decode()
    assert "見本株式会社" in page
    assert not any(words in page for words in ("太郎", "70,400", order.number, "PO-"))
    for address in ("my_enrollment_cancel", "my_enrollment_move"):
        assert hers.get(reverse(f"lms_portal:{address}", args=[own.public_id])).status_code == 404
    assert hers.get(reverse("lms_portal:my_order", args=[order.public_id])).status_code == 404


def test_j7_07_the_contact_gives_one_seat_up(contact):
    order = order_of(contact, HANAKO, None, TARO)
    assert "費用はかかりません" in contact.get(seat("my_seat_cancel", order, 2)).content.decode()
    contact.post(seat("my_seat_cancel", order, 2), {"shown_refund_jpy": "0"})
    order.refresh_from_db()
    assert (order.total_jpy, OpenSeat.objects.get().status) == (114_400, "canceled")
    again = contact.post(seat("my_seat_cancel", order, 2), {"shown_refund_jpy": "0"}, follow=True)
    assert "このお席の状況が変わりました" in again.content.decode()
    receive_transfer(order, amount_jpy=114_400, received_on=clock.today(), by=OFFICE, now=clock.now())
    assert "（返金 70,400円）" in contact.get(seat("my_seat_cancel", order, 1)).content.decode()
    contact.post(seat("my_seat_cancel", order, 1), {"shown_refund_jpy": "1"})
    assert Enrollment.objects.get(person__given_name="花子").status == "confirmed"


def test_j7_09_the_contact_sends_somebody_else_and_learns_nothing_of_other_companies(contact, at):
    order = order_of(contact, HANAKO, None, TARO)
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=clock.today(), by=OFFICE, now=clock.now())
    elsewhere = PersonFactory(family_name="他社", given_name="次郎", email="jiro@example.test")
    other = organization_named("別の会社")
    change_employer(elsewhere, Work(organization=other), by=OFFICE, today=clock.today(), now=clock.now())
    wrong = {**TARO, "family_name": "他社", "given_name": "次郎", "email": "jiro@example.test"}
    instead = {"in_place_of": contact.get(seat("my_seat_name", order, 3)).context["in_place_of"]}
    refused = contact.post(seat("my_seat_name", order, 3), {**rows(wrong), **instead}).content.decode()
    assert "指定することができません" in refused
    assert "別の会社" not in refused
    saburo = {**rows({**TARO, "given_name": "三郎"}), **instead}
    assert contact.post(seat("my_seat_name", order, 3), saburo).status_code == 302
    assert Enrollment.objects.get(status="confirmed", kind="audit").person.given_name == "三郎"


@pytest.mark.parametrize("is_paid", [False, True])
def test_a_form_that_names_somebody_sent_again_hands_nothing_on(contact, is_paid):
    order = order_of(contact, None, None, TARO)
    if is_paid:
        receive_transfer(order, amount_jpy=order.total_jpy, received_on=clock.today(), by=OFFICE, now=clock.now())
    contact.post(seat("my_seat_name", order, 1), rows(HANAKO))
    corrected = rows({**HANAKO, "given_name": "華子", "email": "hana@example.test"})
    again = contact.post(seat("my_seat_name", order, 1), corrected, follow=True)
    assert "このお席の状況が変わりました" in again.content.decode()
    assert Enrollment.objects.get(purchase__order=order, kind="certification").person.given_name == "花子"


def test_seats_that_are_not_there_or_of_another_order_are_not_found(contact, world):
    order = order_of(contact, HANAKO, None, TARO)
    stranger = Client()
    stranger.force_login(create("stranger"))
    for name in ("my_seat_name", "my_seat_cancel"):
        assert contact.get(seat(name, order, 4)).status_code == 404
        assert stranger.get(seat(name, order, 1)).status_code == 404
        assert stranger.post(seat(name, order, 1), rows(HANAKO)).status_code == 404


@pytest.mark.parametrize(
    "is_verified, is_shared, finds", [(True, False, True), (False, False, False), (True, True, False)]
)
def test_the_named_find_their_seat_once_their_mailbox_has_answered(contact, is_verified, is_shared, finds):
    order = order_of(contact, HANAKO, None, TARO)
    if is_shared:
        PersonFactory(email=HANAKO["email"].upper())
    user = UserFactory(email=HANAKO["email"])
    EmailAddress.objects.create(user=user, email=user.email, verified=is_verified, primary=True)
    hers = Client()
    hers.force_login(user)
    cards = hers.get(reverse("lms_portal:my")).context["cards"]
    assert [card.enrollment for card in cards] == ([order.purchases.first().enrollment] if finds else [])


def test_more_seats_than_are_free_are_refused_beside_the_number(contact):
    SeatPool.objects.filter(kind="audit").update(capacity=3)
    answer = contact.post(at_step("group"), {**COMPANY, "audit": "4"})
    assert answer.context["form"].errors == {"audit": ["空席は3席です。"]}
    assert contact.post(at_step("group"), {**COMPANY, "audit": "3"}).status_code == 302


def test_somebody_without_a_name_yet_writes_it_down_and_comes_back(client, world, stranger):
    client.force_login(stranger)
    answer = client.get(at_step("group"))
    assert answer["Location"] == f"{reverse('lms_portal:my_profile_edit')}?next=%2Fapply%2F{CODE}%2Fcompany%2F"
    assert client.post(answer["Location"], PERSON)["Location"] == at_step("group")
    Person.objects.all().delete()
    elsewhere = f"{reverse('lms_portal:my_profile_edit')}?next=https://elsewhere.example/"
    assert client.post(elsewhere, PERSON)["Location"] == reverse("lms_portal:my_profile")


def test_the_page_of_the_cohort_leads_here_while_seats_are_sold(client, world):
    page = reverse("lms_catalogue:cohort", args=[CODE])
    assert f'href="{at_step("group")}"' in client.get(page).content.decode()
    SeatPool.objects.update(taken=F("capacity"))
    assert at_step("group") not in client.get(page).content.decode()


def test_a_quote_is_asked_for_sent_and_accepted_with_its_seats(contact, office):
    fill_in(contact, HANAKO, None, TARO)
    assert at_step("group_quote") in contact.get(at_step("group_confirm")).content.decode()
    page = contact.get(at_step("group_quote")).content.decode()
    for words in ("ご依頼だけでは、お席は確保されません", "184,800円", "70,400円 × 2", "2026年12月31日（木）23:59"):
        assert words in page
    assert contact.post(at_step("group_quote"), {"wish": ""}).status_code == 200, "nothing was agreed to"
    asked = {"wish": "部長宛て", "accept_privacy": "on", "accept_people": "on"}
    answer = contact.post(at_step("group_quote"), asked, follow=True)
    assert "見積書を作成中です" in answer.content.decode()
    assert [pool.taken for pool in SeatPool.objects.filter(cohort__code=CODE)] == [0, 0]
    quote = Quote.objects.get()

    assert "会社からの見積依頼" in office.get("/cms/desk/work/").content.decode()
    file = office.get(reverse("lms_desk_quote:inspect", args=[quote.pk])).content.decode()
    assert "部長宛て" in file
    assert "見積書 2席、現在の空き 10席" in file
    assert office.post(reverse("lms_desk:send_quote", args=[quote.pk])).status_code == 302

    quote.refresh_from_db()
    assert quote_path(quote) in contact.get(reverse("lms_portal:my")).content.decode()
    page = Client().get(quote_path(quote)).content.decode()
    assert "お席も確保されません" in page
    who = {"name": "見本 花子", "title": "人事部長", "accept": "on"}
    accepted = Client().post(reverse("lms_portal:quote_accept", args=[quote_token(quote)]), who, follow=True)
    order = Order.objects.get()
    assert reverse("lms_portal:my_order", args=[order.public_id]) in accepted.content.decode()
    shown = contact.get(reverse("lms_portal:my_order", args=[order.public_id])).content.decode()
    for words in ("見本 花子", "受講者未定", "𠮷田 太郎"):
        assert words in shown


def test_a_quote_over_seats_that_are_gone_says_so_on_its_page(contact, office):
    fill_in(contact, HANAKO, None, None)
    contact.post(at_step("group_quote"), {"accept_privacy": "on", "accept_people": "on"})
    quote = Quote.objects.get()
    office.post(reverse("lms_desk:send_quote", args=[quote.pk]))
    SeatPool.objects.filter(kind="certification").update(taken=9)
    who = {"name": "見本 花子", "title": "人事部長", "accept": "on"}
    answer = Client().post(reverse("lms_portal:quote_accept", args=[quote_token(quote)]), who, follow=True)
    assert "ご注文にはなっておりません" in answer.content.decode()
    assert not Order.objects.exists()
    assert b'name="accept"' in answer.content, "it can still be accepted once a seat is free"


def test_without_a_draft_there_is_nothing_to_ask_a_quote_for(contact):
    assert contact.get(at_step("group_quote")).url == at_step("group")


def test_a_company_that_names_nobody_yet_is_not_asked_whether_they_agree(contact):
    fill_in(contact, None, None, None)
    form = form_of(contact)
    del form["accept_people"]
    for step in ("group_confirm", "group_quote"):
        assert "accept_people" not in contact.get(at_step(step)).context["form"].fields
    assert contact.post(at_step("group_confirm"), form).status_code == 302
    assert Order.objects.get().lines.count() == 3


def test_who_names_people_says_that_they_agree(contact):
    fill_in(contact, HANAKO, None, None)
    form = form_of(contact)
    del form["accept_people"]
    assert list(contact.post(at_step("group_confirm"), form).context["form"].errors) == ["accept_people"]
    assert not Order.objects.exists()


def test_a_second_request_is_told_before_anything_is_written_for_it(contact):
    fill_in(contact, None, None, None)
    contact.post(at_step("group_quote"), {"accept_privacy": "on"})
    fill_in(contact, None, None, None)
    answer = contact.get(at_step("group_quote"), follow=True)
    assert "見積書を作成しております" in answer.content.decode()
    assert answer.redirect_chain == [(at_step("group_confirm"), 302)]
    assert Quote.objects.count() == 1
