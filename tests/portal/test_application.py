"""Three screens to a seat, and every way to take a wrong turn on them."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from cohorts.actions.review import clear_review
from cohorts.eligibility import Need
from cohorts.models import Cohort, Enrollment, ExamRecord, Person, SeatPool
from lms.checkout.models import LegalDocument, Listing
from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.models import Order
from tests.cast import PASSWORD
from tests.portal.applicant import DECLARATION, PERSON, address, confirm, confirm_form, fill_in

OFFICE = Actor.process("test office")


def status() -> str:
    return Enrollment.objects.get().status


def assert_nothing_bought():
    assert (Order.objects.count(), sum(SeatPool.objects.values_list("taken", flat=True))) == (0, 0)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# The way


def test_three_screens_lead_to_a_held_seat_and_the_payment_page(paying_browser):
    browser = paying_browser
    first = browser.post(f"{address('apply')}?kind=certification", PERSON)
    assert first["Location"] == f"{address('apply_declarations')}?kind=certification"
    second = browser.post(first["Location"], DECLARATION)
    assert second["Location"] == address("apply_confirm")
    last = confirm(browser)
    order = Order.objects.get()
    assert (last.status_code, last["Location"]) == (303, order.payments.get().url)
    assert (status(), order.status, order.total_jpy) == ("held", "awaiting_payment", 70_400)
    assert SeatPool.objects.get(kind="certification").taken == 1


def test_opening_the_pages_changes_nothing(browser, world):
    for step in ("apply", "apply_declarations", "apply_confirm"):
        browser.get(address(step))
    assert Enrollment.objects.count() == 0
    fill_in(browser)
    confirm_form(browser)
    assert status() == "draft"
    assert_nothing_bought()


def test_j1_07_the_confirm_screen_shows_what_the_law_asks_for(browser, world):
    fill_in(browser)
    facts = dict(browser.get(address("apply_confirm")).context["offer_facts"])
    assert list(facts.values()) == [
        "1席（認定コース）",
        "70,400円（税込）",
        "お申込みの確定後、すぐに決済ページでカードにてお支払い",
        "2027年2月18日（木） 10:00–17:00",
        "2027年2月19日（金） 9:00–16:00",
        "研修センター 第1研修室",
        "2027年1月31日（日）23:59",
    ]


def test_j5_02_the_confirm_screen_says_until_when_cash_can_be_paid(browser, world, settings, at):
    settings.LMS_PAYMENT_METHODS = ["card", "konbini", "paypay"]
    fill_in(browser)

    def ways() -> list[str]:
        return list(dict(browser.get(address("apply_confirm")).context["offer_facts"]).values())[2:4]

    at_once = "お申込みの確定後、すぐに決済ページでカード・PayPayにてお支払い"
    cash = "決済ページで発行する払込番号を使い、2026年12月13日（日）23:59までに店頭で現金にてお支払い"
    assert ways() == [at_once, cash]
    # A slip taken on the 28th could be paid up to the end of the 31st, when applications end.
    at("2027-01-28T23:59:00+09:00")
    assert ways() == [at_once, cash.replace("2026年12月13日（日）", "2027年1月31日（日）")]
    at("2027-01-29T00:00:00+09:00")
    assert ways()[1] != cash
    assert "店頭" not in "".join(ways())


def test_what_was_written_is_there_again(browser, world):
    fill_in(browser)
    assert browser.get(address("apply")).context["form"]["family_kana"].value() == "ミホン"
    assert browser.get(address("apply_declarations")).context["form"]["specialist_number"].value() == "SP-2026-0042"


def test_consents_are_needed(browser, world):
    fill_in(browser)
    form = confirm_form(browser)
    for box in ("accept_terms", "accept_policy", "accept_privacy"):
        answer = confirm(browser, {name: value for name, value in form.items() if name != box})
        assert list(answer.context["form"].errors) == [box]
    assert_nothing_bought()


def test_a_later_step_first_leads_to_the_first(browser, world):
    Person.objects.all().delete()
    assert browser.get(address("apply_declarations"))["Location"] == address("apply")
    assert browser.get(address("apply_confirm"))["Location"] == address("apply")


# Eligibility


def test_j1_04_review_sends_to_the_office_and_charges_nothing(browser, world):
    ExamRecord.objects.all().delete()
    fill_in(browser)
    answer = confirm(browser)
    enrollment = Enrollment.objects.get()
    assert answer["Location"] == reverse("lms_portal:my_enrollment", args=[enrollment.public_id])
    assert enrollment.status == "under_review"
    assert_nothing_bought()


def test_while_the_office_looks_there_is_nothing_to_confirm(browser, world):
    ExamRecord.objects.all().delete()
    fill_in(browser)
    form = confirm_form(browser)
    confirm(browser, form)
    page = reverse("lms_portal:my_enrollment", args=[Enrollment.objects.get().public_id])
    assert browser.get(address("apply_confirm"))["Location"] == page
    assert confirm(browser, form)["Location"] == page
    assert Enrollment.objects.get().status == "under_review"


def test_once_cleared_my_page_leads_to_the_confirm_screen_and_on_to_payment(paying_browser):
    browser = paying_browser
    ExamRecord.objects.all().delete()
    fill_in(browser)
    confirm(browser)
    clear_review(Enrollment.objects.get(), needs=[Need.NUMBER_CHECK], note="", by=OFFICE, now=clock.now())
    (card,) = browser.get(reverse("lms_portal:my")).context["cards"]
    assert card.step.action.url == address("apply_confirm")
    assert confirm(browser).status_code == 303
    assert status() == "held"


def test_not_eligible_may_go_on_with_an_audit_seat(browser, world):
    fill_in(browser, specialist_status="neither", specialist_number="")
    screen = browser.get(address("apply_confirm"))
    assert (screen.context["answer"].may_continue, screen.context["audit_seat"].card.code) == (False, "2026")
    refused = confirm(browser)
    assert refused["Location"] == address("apply_confirm")
    assert_nothing_bought()
    assert browser.post(address("apply_audit"))["Location"] == address("apply_confirm")
    assert browser.get(address("apply_confirm")).context["confirmation"].price.unit_jpy == 44_000


# The world changes meanwhile


def test_a_stale_price_is_shown_anew_and_not_charged(browser, world, at):
    at("2026-12-31T23:59:00+09:00")
    fill_in(browser)
    form = confirm_form(browser)
    assert form["shown_total_jpy"] == "70400"
    at("2027-01-01T00:00:00+09:00")
    answer = confirm(browser, form)
    assert answer["Location"] == address("apply_confirm")
    assert said(answer) == [
        "この画面を表示した後に料金が変わりました。料金は発生していません。新しい料金をお確かめのうえ、もう一度確定してください。"
    ]
    assert_nothing_bought()
    assert confirm_form(browser)["shown_total_jpy"] == "88000"


def test_new_terms_are_shown_before_they_are_accepted(browser, world):
    fill_in(browser)
    form = confirm_form(browser)
    LegalDocument.objects.create(
        kind="terms", version="2026-12", title="受講規約", body="<p>改定</p>", effective_at=clock.now()
    )
    assert confirm(browser, form)["Location"] == address("apply_confirm")
    assert_nothing_bought()
    assert browser.get(address("apply_confirm")).context["confirmation"].terms.version == "2026-12"


def test_an_undecided_fee_sells_nothing(browser, world):
    fill_in(browser)
    form = confirm_form(browser)
    Listing.objects.update(list_price_jpy=None)
    assert confirm(browser, form).status_code == 409
    assert [browser.get(address(step)).status_code for step in ("apply", "apply_declarations", "apply_confirm")] == [
        409
    ] * 3
    assert_nothing_bought()


@pytest.mark.parametrize("moment", ["2027-02-01T00:00:00+09:00", "2026-11-10T09:00:00+09:00"])
def test_outside_the_period_every_step_is_closed(browser, world, at, moment):
    fill_in(browser)
    form = confirm_form(browser)
    at(moment)
    assert confirm(browser, form).status_code == 409
    assert browser.post(address("apply_declarations"), DECLARATION).status_code == 409
    assert [browser.get(address(step)).status_code for step in ("apply", "apply_declarations", "apply_confirm")] == [
        409
    ] * 3
    assert status() == "draft"
    assert_nothing_bought()


def test_the_last_minute_is_in_time(paying_browser, at):
    fill_in(paying_browser)
    form = confirm_form(paying_browser)
    at("2027-01-31T23:59:00+09:00")
    form = confirm_form(paying_browser)
    assert confirm(paying_browser, form).status_code == 303
    assert status() == "held"


@pytest.mark.parametrize("state", [Cohort.Status.POSTPONED, Cohort.Status.CANCELED])
def test_a_cohort_that_is_off_takes_nobody(browser, world, state):
    fill_in(browser)
    Cohort.objects.update(status=state, status_reason="会場の都合により")
    assert browser.get(address("apply_confirm")).status_code == 409


def test_an_unknown_cohort_does_not_exist(browser, world):
    assert browser.get(reverse("lms_portal:apply", args=["nowhere"])).status_code == 404


# Twice, back, and without a session


def test_a_double_click_is_one_order(paying_browser):
    fill_in(paying_browser)
    form = confirm_form(paying_browser)
    first, second = confirm(paying_browser, form), confirm(paying_browser, form)
    assert first["Location"] == second["Location"]
    assert (Order.objects.count(), SeatPool.objects.get(kind="certification").taken) == (1, 1)


def test_the_back_button_after_confirming_leads_to_the_application(paying_browser):
    fill_in(paying_browser)
    confirm(paying_browser)
    page = reverse("lms_portal:my_enrollment", args=[Enrollment.objects.get().public_id])
    assert paying_browser.get(address("apply_confirm"))["Location"] == page
    assert paying_browser.get(page).status_code == 200
    assert paying_browser.get(address("apply")).status_code == 409


def test_the_form_of_somebody_else_leads_nowhere_near_their_order(paying_browser, other_trainee):
    fill_in(paying_browser)
    form = confirm_form(paying_browser)
    confirm(paying_browser, form)
    thief = Client()
    thief.force_login(other_trainee)
    assert thief.post(address("apply_confirm"), form)["Location"] == address("apply_declarations")
    ExamRecord.objects.create(candidate_number="SP-9", number_key="sp9", holder_name="例示 太郎")
    fill_in(thief, kind="audit")
    own = {**confirm_form(thief), "form_token": form["form_token"]}
    confirm(thief, own)
    assert sorted(Order.objects.values_list("buyer__email", flat=True)) == [
        "other_trainee@example.test",
        "trainee@example.test",
    ]


def test_an_expired_session_comes_back_to_the_same_page_with_nothing_lost(browser, world, trainee):
    fill_in(browser)
    form = confirm_form(browser)
    browser.logout()
    page = address("apply_confirm")
    asked = browser.post(page, form, headers={"Referer": f"http://testserver{page}"})
    assert asked["Location"] == f"{reverse('account_login')}?next={page}"
    back = browser.post(asked["Location"], {"login": trainee.email, "password": PASSWORD})
    assert back["Location"] == page
    assert browser.get(page).context["confirmation"].enrollment == Enrollment.objects.get()
    assert_nothing_bought()


def test_an_expired_session_on_a_button_comes_back_to_the_page_of_the_button(browser, world):
    browser.logout()
    asked = browser.post(address("apply_audit"), headers={"Referer": f"http://testserver{address('apply_confirm')}"})
    assert asked["Location"] == f"{reverse('account_login')}?next={address('apply_confirm')}"


def test_a_foreign_referer_is_not_followed(browser, world):
    browser.logout()
    asked = browser.post(address("apply"), headers={"Referer": "https://elsewhere.example/"})
    assert asked["Location"] == f"{reverse('account_login')}?next={address('apply')}"


def test_looking_at_a_button_is_refused(browser, world):
    assert browser.get(address("apply_audit")).status_code == 405


def test_two_people_do_not_see_each_others_drafts(browser, world, other_trainee):
    fill_in(browser)
    other = Client()
    other.force_login(other_trainee)
    assert other.get(address("apply_confirm"))["Location"] == address("apply_declarations")


# What people type


def sent(browser, **changes):
    return browser.post(address("apply"), {**PERSON, **changes})


@pytest.mark.parametrize(
    "typed,kept",
    [
        ({"family_name": "𠮷田"}, "𠮷田"),
        ({"family_name": "髙﨑"}, "髙﨑"),
        ({"family_kana": "ﾖｼﾀﾞ"}, "ヨシダ"),
        ({"family_kana": "よしだ"}, "ヨシダ"),
        ({"family_romaji": "Ｙｏｓｈｉｄａ"}, "YOSHIDA"),
        ({"phone": "０３－００００－００００"}, "03-0000-0000"),
        ({"phone": "0300000000"}, "0300000000"),
        ({"phone": "03（1234）5678"}, "03-1234-5678"),
        ({"phone": "（03）1234-5678　内線１２"}, "03-1234-5678 内線12"),
        ({"postal_code": "１０００００１"}, "100-0001"),
        ({"postal_code": "〒100ー0001"}, "100-0001"),
        ({"family_name": "見" * 99}, "見" * 99),
    ],
)
def test_what_the_keyboard_gives_is_understood(browser, world, typed, kept):
    assert sent(browser, **typed).status_code == 302
    person = Person.objects.get(user__email="trainee@example.test")
    assert getattr(person, next(iter(typed))) == kept


@pytest.mark.parametrize(
    "typed,wrong",
    [
        ({"given_name": "花子😀"}, "family_name"),
        ({"certificate_name": "花子😀"}, "certificate_name"),
        ({"family_name": "見" * 200}, "family_name"),
        ({"family_kana": "吉田"}, "family_kana"),
        ({"family_romaji": "吉田"}, "family_romaji"),
        ({"phone": "電話なし"}, "phone"),
        ({"phone": "内線12"}, "phone"),
        ({"phone": "٠٣٠٠٠٠٠٠٠٠"}, "phone"),
        ({"postal_code": "12345"}, "postal_code"),
        ({"family_name": "　"}, "family_name"),
        ({"given_name": "花\x00子"}, "given_name"),
    ],
)
def test_what_cannot_be_used_is_said_beside_the_field(browser, world, typed, wrong):
    answer = sent(browser, **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [wrong])


def test_a_number_in_full_width_finds_the_record(browser, world):
    fill_in(browser, specialist_number="ｓｐ－２０２６－００４２")
    assert browser.get(address("apply_confirm")).context["answer"].leads_to_payment


# Cost


@pytest.mark.parametrize("step,queries", [("apply", 11), ("apply_declarations", 13), ("apply_confirm", 12)])
def test_a_page_costs_a_known_number_of_queries(browser, world, django_assert_num_queries, step, queries):
    fill_in(browser)
    browser.get(address(step))
    with django_assert_num_queries(queries):
        assert browser.get(address(step)).status_code == 200
