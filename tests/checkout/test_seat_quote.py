"""A company asks for a quote over seats: nothing is held by it; accepting it takes the seats it quotes, or nothing."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from django.utils.translation import override

from cohorts.models import Cohort, Consent, Enrollment, OpenSeat, SeatPool
from lms.checkout.actions.group import SeatsUndecided
from lms.checkout.actions.quote import accept_for_company, send_to_company
from lms.checkout.actions.quoted_seats import (
    AskedAlready,
    NoSeatsQuoted,
    SeatsAreInclusive,
    SeatsGone,
    ask_for_quote,
)
from lms.checkout.books import journal
from lms.checkout.group import group_confirmation_of
from lms.checkout.models import GroupApplication, GroupSeat
from lms.checkout.seat_quote import (
    QuotedSeat,
    cancellation_in_words,
    lines_of,
    pools_of,
    prices_until,
    quote_ends,
    seats_for,
)
from lms.checkout.tasks import sweep_group_drafts
from lms.kernel.calendar import JST
from lms.kernel.models import Message
from payments.actions.bank_transfer import receive_transfer
from payments.actions.quote import LineData, add_line, change_line, remove_line, revise_quote
from payments.actions.quote_answer import QuoteAnswered, QuoteExpired
from payments.cancellation import CancellationTerms, Tier
from payments.journal import Account
from payments.models import Document, Order, Quote
from payments.offers import Offer, Price
from tests.checkout.applications import NOW, a_world
from tests.checkout.companies import CONTACT, LATER, a_contact, a_group_draft, somebody, taken
from tests.factories.quotes import WHO

WINTER = datetime(2026, 12, 1, tzinfo=JST)
YEAR_END = datetime(2027, 1, 1, tzinfo=JST)
EARLY = Offer("早期割引", 20, WINTER, YEAR_END)
FULL, REDUCED = Price(88_000, 88_000, None), Price(88_000, 70_400, EARLY)


def seat(pool: int = 1, price: Price = FULL) -> QuotedSeat:
    return QuotedSeat(pool, {1: "養成講座 認定コース", 2: "養成講座 受講のみ"}[pool], price, 10)


@pytest.mark.parametrize(
    "seats,lines",
    [
        ([], []),
        ([seat()], [(88_000, 1, "", "pool:1")]),
        ([seat(), seat(2), seat()], [(88_000, 2, "", "pool:1"), (88_000, 1, "", "pool:2")]),
        # An offer with one use left lowers one of two seats.
        (
            [seat(price=REDUCED), seat()],
            [(70_400, 1, "早期割引（通常 88,000円）", "pool:1"), (88_000, 1, "", "pool:1")],
        ),
    ],
)
def test_seats_that_are_alike_are_one_line(seats, lines):
    assert [(line.unit_jpy, line.quantity, line.note, line.reference) for line in lines_of(seats)] == lines


def test_prices_hold_until_the_first_offer_ends():
    assert prices_until([FULL]) is None
    assert prices_until([FULL, REDUCED]) == YEAR_END


@pytest.mark.parametrize(
    "deadline,first_day,offers_end,end",
    [
        (YEAR_END, date(2027, 2, 18), None, YEAR_END),
        (YEAR_END, date(2027, 2, 18), WINTER, WINTER),
        # Monday the course begins, so Friday is the last day to pay for it.
        (datetime(2027, 3, 1, tzinfo=JST), date(2027, 2, 15), None, datetime(2027, 2, 13, tzinfo=JST)),
    ],
)
def test_a_quote_ends_with_the_deadline_the_offer_or_the_last_day_to_pay(deadline, first_day, offers_end, end):
    assert quote_ends(deadline, first_day, offers_end) == end


def test_each_piece_of_a_line_with_a_pool_is_a_seat():
    assert pools_of([("pool:3", 2), ("", 5), ("pool:1", 1)]) == [3, 3, 1]


def test_who_was_written_down_sits_on_a_seat_of_the_kind_as_far_as_they_reach():
    first, second = (GroupSeat(kind="audit", family_name=name, given_name="一", email="a@b.test") for name in "甲乙")
    later = GroupSeat(kind="certification", is_named_later=True)
    found = seats_for(["certification", "audit", "audit", "audit"], [first, later, second])
    assert [(seat.kind, seat.family_name, seat.is_named_later) for seat in found] == [
        ("certification", "", True), ("audit", "甲", False), ("audit", "乙", False), ("audit", "", True),
    ]  # fmt: skip
    assert [seat.family_name for seat in seats_for(["audit"], [first, second])] == ["甲"]


@pytest.mark.parametrize(
    "cut_off,first", [(None, "2027年2月3日（水）まで：無料"), (time(17), "2027年2月3日（水） 16:59まで：無料")]
)
def test_the_cancellation_table_says_its_days(cut_off, first):
    terms = CancellationTerms(tiers=(Tier(15, 0), Tier(1, 80), Tier(0, 100)), cut_off=cut_off)
    text = cancellation_in_words("お申し出の日で計算します。\n", terms, date(2027, 2, 18)).splitlines()
    assert text[:2] == ["お申し出の日で計算します。", first]
    assert text[3] == "それ以降：受講料の100%"


@pytest.fixture
def world(db):
    return a_world()


def ask(world, rows, **draft) -> Quote:
    application = a_group_draft(world, rows, **draft)
    confirmation = group_confirmation_of(_read(application), now=NOW)
    return ask_for_quote(confirmation, wish="部長宛てでお願いします。", by=CONTACT, now=NOW)


def send(quote: Quote, *, now: datetime = NOW) -> Quote:
    return send_to_company(Quote.objects.get(pk=quote.pk), by=CONTACT, now=now)


def accept(quote: Quote, *, now: datetime = NOW) -> Quote:
    return accept_for_company(Quote.objects.get(pk=quote.pk), WHO, by=CONTACT, now=now)


def _read(application: GroupApplication) -> GroupApplication:
    return GroupApplication.objects.select_related("contact", "organization", "cohort").get(pk=application.pk)


def mails() -> Counter:
    return Counter(Message.objects.values_list("kind", flat=True))


def test_a_request_becomes_a_draft_with_its_lines_and_holds_no_seat(world):
    quote = ask(world, [somebody("一郎"), LATER, LATER], kinds=["certification", "certification", "audit"])
    assert (quote.status, quote.buyer_name, quote.total_jpy) == ("draft", "見本株式会社", 2 * 70_400 + 44_000)
    assert [(line.quantity, line.unit_jpy) for line in quote.lines.all()] == [(2, 70_400), (1, 44_000)]
    assert taken(world) == {"certification": 0, "audit": 0}
    mail = Message.objects.get()
    assert (mail.kind, mail.to_email) == ("checkout.email.quote_asked_for", quote.buyer_email)
    assert "お席は確保しておりません" in mail.body
    assert "部長宛て" in mail.body
    assert "お席を確保しておりません" in quote.notes
    assert quote.delivery.startswith("2027年2月18日（木） 10:00～17:00、2027年2月19日（金） 9:00～")
    assert quote.delivery.endswith("16:00（会場：研修センター 第1研修室）")
    assert Consent.objects.get().text == Consent.Text.PRIVACY


def test_the_paper_is_japanese_whatever_its_contact_reads(world):
    with override("en"):
        quote = ask(world, [LATER])
    assert (quote.locale, quote.lines.get().title) == ("en", f"{world.cohort.title} 認定コース")
    assert Message.objects.get().subject.startswith("We have received your request for a quote")


def test_the_contact_writes_another_application_and_asks_once_at_a_time(world):
    contact = a_contact()
    quote = ask(world, [LATER], contact=contact)
    with pytest.raises(AskedAlready):
        ask(world, [LATER, LATER], contact=contact)
    send(quote)
    assert ask(world, [LATER, LATER], contact=contact) != quote


def test_somebody_who_cannot_have_the_seat_is_decided_about_before(world):
    with pytest.raises(SeatsUndecided):
        ask(world, [somebody("一郎", has_passed=False)])
    assert not Quote.objects.exists()


def test_a_quote_ends_with_the_offer_it_rests_on(world):
    quote = send(ask(world, [LATER]))
    assert quote.expires_at == YEAR_END  # thirty days would be 9 January
    with pytest.raises(QuoteExpired):
        accept(quote, now=YEAR_END)
    assert taken(world)["certification"] == 0


@pytest.mark.both_databases
@pytest.mark.django_db
def test_j7_14_accepting_takes_the_seats_and_orders_them_at_the_quoted_prices():
    world = a_world()
    rows = [somebody("一郎"), LATER, somebody("三郎", has_passed=False)]
    quote = send(ask(world, rows, kinds=["certification", "certification", "audit"]))
    accepted = accept(quote, now=NOW + timedelta(days=1))
    assert (accepted.status, taken(world)) == ("invoiced", {"certification": 2, "audit": 1})
    order = Order.objects.get()
    assert [(line.unit_jpy, line.quantity) for line in order.lines.order_by("position")] == [
        (70_400, 1), (70_400, 1), (44_000, 1),
    ]  # fmt: skip
    assert (order.total_jpy, order.policy["name"], order.buyer_reference) == (184_800, "公開講座", "PO-1182")
    assert [each.status for each in (*Enrollment.objects.all(), *OpenSeat.objects.all())] == ["held"] * 3
    assert Enrollment.objects.filter(person__given_name="一郎", purchase__line__position=1).exists()
    assert Document.objects.get().kind == "invoice"
    application = GroupApplication.objects.get()
    assert (application.order, application.quote, GroupSeat.objects.count()) == (order, accepted, 0)
    with pytest.raises(QuoteAnswered):
        accept(quote, now=NOW + timedelta(days=1))
    assert Order.objects.count() == 1


def test_money_confirms_the_seats_and_is_told_once(world):
    quote = accept(send(ask(world, [somebody("一郎"), LATER])))
    order = quote.order
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=CONTACT, now=NOW)
    assert [purchase.seat.status for purchase in order.purchases.all()] == ["confirmed"] * 2
    told = mails()
    assert (told["checkout.email.company_order_paid"], told["checkout.email.quote_paid"]) == (1, 0)
    mail = Message.objects.get(kind="checkout.email.quote_invoiced")
    for words in ("見本 一郎", "お名前は後日", f"/my/orders/{order.public_id}/"):
        assert words in mail.body


def test_seats_are_paid_before_the_course_whatever_the_terms_say(world):
    quote, first_day = ask(world, [LATER]), datetime(2027, 2, 18, tzinfo=JST)
    Cohort.objects.update(application_deadline_at=first_day + timedelta(hours=9))
    GroupApplication.objects.update(prices_until=None)
    quote = send(quote, now=datetime(2027, 2, 1, 12, tzinfo=JST))
    assert quote.expires_at == first_day
    order = accept(quote, now=datetime(2027, 2, 8, 12, tzinfo=JST)).order
    assert (order.due_on, order.payment_terms) == (date(2027, 2, 17), None)  # fourteen days would be the 22nd


def test_too_few_free_seats_order_nothing_and_the_quote_stays_open(world):
    quote = send(ask(world, [LATER, LATER, LATER]))
    SeatPool.objects.filter(kind="certification").update(taken=8)
    with pytest.raises(SeatsGone, match="ご注文にはなっておりません"):
        accept(quote)
    quote.refresh_from_db()
    assert (quote.status, Order.objects.count(), taken(world)["certification"]) == ("sent", 0, 8)


def test_the_office_changes_lines_and_what_is_quoted_is_what_is_taken(world):
    quote = ask(world, [somebody("一郎"), LATER])
    line = quote.lines.get()
    dearer = LineData(title=line.title, unit_jpy=60_000, quantity=3)
    change_line(line, dearer, by=CONTACT)
    add_line(quote, LineData(title="テキスト", unit_jpy=2_200, quantity=3), by=CONTACT)
    order = accept(send(quote)).order
    assert (order.total_jpy, taken(world)["certification"]) == (3 * 60_000 + 6_600, 3)
    assert order.lines.get(title="テキスト").quantity == 3
    assert [purchase.line.unit_jpy for purchase in order.purchases.all()] == [60_000] * 3


def test_a_person_who_may_not_sit_any_more_leaves_the_seat_to_be_named(world):
    row = somebody("一郎")
    quote = send(ask(world, [row, LATER]))
    GroupSeat.objects.filter(given_name="一郎").update(specialist_status="neither", specialist_number="")
    accept(quote)
    assert (Enrollment.objects.count(), OpenSeat.objects.filter(status="held").count()) == (0, 2)


def test_a_new_version_takes_the_application_along(world):
    quote = send(ask(world, [LATER]))
    version = send(revise_quote(quote, by=CONTACT, now=NOW))
    assert GroupApplication.objects.get().quote == version
    assert accept(version).order.purchases.count() == 1


@pytest.mark.parametrize(
    "change,obstacle",
    [({"prices_exclude_tax": True}, SeatsAreInclusive), ({"invoiced": "later"}, SeatsAreInclusive)],
)
def test_seats_are_quoted_with_tax_and_invoiced_at_once(world, change, obstacle):
    quote = ask(world, [LATER])
    Quote.objects.update(**change)
    with pytest.raises(obstacle):
        send(quote)


def test_a_quote_of_seats_keeps_a_seat(world):
    quote = ask(world, [LATER])
    add_line(quote, LineData(title="テキスト", unit_jpy=2_200), by=CONTACT)
    remove_line(quote.lines.get(position=1), by=CONTACT)
    with pytest.raises(NoSeatsQuoted):
        send(quote)


def test_what_was_written_about_people_is_not_kept_past_the_deadline(world, at):
    ask(world, [somebody("一郎"), LATER])
    sweep_group_drafts()
    assert GroupSeat.objects.filter(given_name="一郎").exists()
    at("2027-02-18T12:00:00+09:00")
    sweep_group_drafts()
    assert [seat.given_name for seat in GroupSeat.objects.all()] == ["", ""]


def test_quoted_seats_are_a_sale_once_on_the_last_day_of_the_course(world):
    order = accept(send(ask(world, [LATER, LATER]))).order
    receive_transfer(order, amount_jpy=order.total_jpy, received_on=date(2026, 12, 10), by=CONTACT, now=NOW)
    entries = journal(date(2026, 12, 1), date(2027, 3, 31), today=date(2027, 3, 31))
    sales = [(entry.on, entry.amount_jpy) for entry in entries if entry.credit is Account.SALES]
    assert sales == [(date(2027, 2, 19), 70_400)] * 2
