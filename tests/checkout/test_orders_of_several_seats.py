"""An order that pays for three seats: each seat keeps its own line, price, fee and way out."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from cohorts.actions.enrollment import hold_seat
from cohorts.applications import eligibility_of
from cohorts.models import Enrollment, SeatPool
from lms.checkout.actions.cancellation import cancel_by_office, cancel_by_participant, settle_fee
from lms.checkout.actions.organizer_change import call_off, carry_out
from lms.checkout.actions.transfer import move_by_office
from lms.checkout.cancellation import quote_of
from lms.checkout.letters import drafts_for, with_letter_facts
from lms.checkout.models import Cancellation, OrganizerChange, Purchase
from lms.checkout.organizer_preview import preview_of
from lms.kernel.actor import Actor
from lms.kernel.calendar import end_of
from lms.kernel.models import Message
from payments.actions.bank_transfer import missing_jpy, receive_transfer
from payments.actions.crediting import follow_refund
from payments.actions.document import Addressee, issue_invoice, reissue_document, usual_addressee
from payments.actions.order import Buyer, LineToOrder, place_order
from payments.actions.refund import apply_refund, request_refund
from payments.actions.withdrawal import NotWithdrawable, PaymentArrived
from payments.models import DiscountOffer, Order, Refund
from payments.money import yen
from payments.truths import RefundTruth
from tests.checkout.applications import NOW, a_draft, a_world, bought, shown
from tests.checkout.stripe_says import LATER, expire, pay
from tests.checkout.test_organizer_change import another_cohort
from tests.factories.cohorts import OrganizationFactory, PersonFactory
from tests.factories.standalone import UserFactory

pytestmark = pytest.mark.django_db

OFFICE = Actor.process("office")
DUE = date(2026, 12, 25)
THIRTY_PERCENT = datetime(2027, 2, 8, 3, 0, tzinfo=UTC)  # ten days before
THE_DAY = datetime(2027, 2, 18, 3, 0, tzinfo=UTC)


@pytest.fixture
def world():
    return a_world()


@transaction.atomic
def three_seats(world, *, due_on=None, kinds=("certification", "certification", "audit")) -> Order:
    """Three employees of one company, whose contact pays for all of them at the early price."""
    company = OrganizationFactory(name="見本株式会社")
    contact = UserFactory()
    seats, lines = [], []
    for kind, name in zip(kinds, ("一郎", "二郎", "三郎"), strict=True):
        draft = a_draft(world, kind=kind, person=PersonFactory(given_name=name, employer=company))
        until = end_of(due_on) if due_on else NOW + timedelta(minutes=70)
        price = shown(draft).price
        seat = hold_seat(draft, eligibility=eligibility_of(draft, now=NOW), hold_until=until, by=OFFICE, now=NOW)
        seats.append(seat)
        lines.append(LineToOrder(f"席 {name}", f"enrollment:{seat.public_id}", yen(price.list_jpy), offer=price.offer))
    placed = place_order(
        buyer=Buyer("見本株式会社", "jinji@example.test", contact.pk),
        lines=lines,
        policy=shown(draft).policy,
        terms_version="1",
        form_token=f"company-{contact.pk}",
        locale="ja",
        return_path="/",
        cancel_path="/",
        methods_until=None,
        due_on=due_on,
        buyer_reference="PO-2026-髙-17",
        cost_center="人材開発 4100",
        by=OFFICE,
        now=NOW,
    )
    for seat, line in zip(seats, placed.lines, strict=True):
        Purchase.objects.create(order=placed.order, line=line, enrollment=seat)
    return placed.order


def seats_of(order):
    return list(Enrollment.objects.filter(purchase__order=order.pk).order_by("purchase__line__position"))


def statuses(order):
    return [seat.status for seat in seats_of(order)]


def taken(world):
    return dict(SeatPool.objects.filter(cohort=world.cohort).values_list("kind", "taken"))


def state(order):
    order.refresh_from_db()
    return order.status


def money_back(refund, *, now=NOW):
    """The payment company says that it is through."""
    truth = RefundTruth(f"re_{refund.pk}", "succeeded", refund.amount_jpy, "jpy", "", str(refund.public_id))
    apply_refund(refund.payment, truth, now=now)


def test_every_seat_has_its_own_line_and_the_price_of_its_moment(world):
    order = three_seats(world)
    assert [(p.line.unit_jpy, p.enrollment.kind) for p in order.purchases.all()] == [
        (70_400, "certification"),
        (70_400, "certification"),
        (44_000, "audit"),
    ]
    assert (order.total_jpy, DiscountOffer.objects.get().used) == (184_800, 2)


def test_the_money_confirms_all_seats_and_an_end_without_it_frees_all(world):
    paid, unpaid = three_seats(world), three_seats(world)
    pay(paid.payments.get())
    expire(unpaid.payments.get())
    assert statuses(paid) == ["confirmed"] * 3
    assert statuses(unpaid) == ["released"] * 3
    assert taken(world) == {"certification": 2, "audit": 1}


def test_what_the_company_paid_is_not_told_to_its_people(world):
    order = three_seats(world)
    pay(order.payments.get())
    told = Message.objects.filter(kind="cohorts.email.seat_confirmed")
    assert told.count() == 3
    assert not [mail for mail in told if order.number in mail.body or "184,800" in mail.body]


@pytest.mark.both_databases
def test_late_money_seats_all_or_nobody(world):
    order = three_seats(world)
    expire(order.payments.get())
    SeatPool.objects.filter(kind="certification").update(capacity=1)
    pay(order.payments.get(), now=LATER)
    assert (state(order), statuses(order)) == ("paid_unseated", ["released"] * 3)
    assert taken(world) == {"certification": 0, "audit": 0}


@pytest.mark.both_databases
def test_j7_07_one_of_three_cancels_and_the_fee_is_for_that_seat_only(world):
    order = three_seats(world)
    pay(order.payments.get())
    seat = seats_of(order)[0]
    quote = quote_of(seat, now=THIRTY_PERCENT)
    assert (quote.paid_jpy, quote.fee_jpy, quote.refund_jpy) == (70_400, 21_120, 49_280)
    cancel_by_participant(seat, shown_refund_jpy=49_280, by=OFFICE, now=THIRTY_PERCENT)
    money_back(Refund.objects.get())
    assert statuses(order) == ["canceled", "confirmed", "confirmed"]
    assert (state(order), taken(world)) == ("partially_refunded", {"certification": 1, "audit": 1})
    # The fee that was kept for the first does not go back with the others.
    assert [quote_of(each, now=NOW).paid_jpy for each in seats_of(order)[1:]] == [70_400, 44_000]


@pytest.mark.parametrize("goodwill", [0, 10_000])
def test_all_three_cancel_and_no_more_goes_back_than_was_paid(world, goodwill):
    order = three_seats(world)
    pay(order.payments.get())
    if goodwill:
        request_refund(order.payments.get(), amount_jpy=goodwill, reason="お詫び", by=OFFICE, now=NOW)
    for seat, moment in zip(seats_of(order), (THIRTY_PERCENT, NOW, NOW), strict=True):
        cancel_by_office(seat, fee_jpy=None, reason="", by=OFFICE, now=moment)
    assert sum(Refund.objects.values_list("amount_jpy", flat=True)) == 184_800 - 21_120
    assert sum(Cancellation.objects.values_list("fee_jpy", flat=True)) == 21_120


def test_an_order_ends_with_its_last_seat(world):
    order = three_seats(world)
    pay(order.payments.get())
    for seat, expected in zip(seats_of(order), ("paid", "paid", "canceled"), strict=True):
        cancel_by_office(seat, fee_jpy=None, reason="", by=OFFICE, now=THE_DAY)
        assert state(order) == expected
    assert not Refund.objects.exists()


@pytest.mark.both_databases
def test_a_seat_of_an_unpaid_transfer_is_given_up_and_less_is_owed(world):
    order = three_seats(world, due_on=DUE)
    first = issue_invoice(order, addressee=Addressee("見本株式会社", "organization"), by=OFFICE, now=NOW)
    assert first.total_jpy == 184_800
    assert {"label": "貴社注文番号", "value": "PO-2026-髙-17"} in first.content["facts"]
    assert {"label": "貴社コストセンター", "value": "人材開発 4100"} in first.content["facts"]
    cancel_by_office(seats_of(order)[1], fee_jpy=None, reason="", by=OFFICE, now=NOW)
    cancel_by_office(seats_of(order)[1], fee_jpy=None, reason="", by=OFFICE, now=NOW)
    order.refresh_from_db()
    assert (order.total_jpy, missing_jpy(order), order.payments.get().amount_jpy) == (114_400, 114_400, 114_400)
    assert statuses(order) == ["held", "canceled", "held"]
    assert (taken(world), DiscountOffer.objects.get().used) == ({"certification": 1, "audit": 1}, 1)
    again = order.documents.valid().get()
    assert (again.total_jpy, again.replaces, len(again.content["lines"])) == (114_400, first, 2)
    receive_transfer(order, amount_jpy=114_400, received_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    assert (state(order), statuses(order)) == ("paid", ["confirmed", "canceled", "confirmed"])


def test_the_last_seat_of_an_unpaid_transfer_takes_the_order_with_it(world):
    order = three_seats(world, due_on=DUE)
    for seat in seats_of(order):
        cancel_by_office(seat, fee_jpy=None, reason="", by=OFFICE, now=NOW)
    assert (state(order), taken(world)) == ("canceled", {"certification": 0, "audit": 0})
    assert "confirmed" not in statuses(order)


def test_a_seat_is_not_given_up_alone_while_the_payment_page_is_open(world):
    order = three_seats(world)
    with pytest.raises(NotWithdrawable):
        cancel_by_participant(seats_of(order)[0], shown_refund_jpy=0, by=OFFICE, now=NOW)
    assert statuses(order) == ["held"] * 3


def test_a_seat_is_not_given_up_once_a_part_of_the_transfer_is_here(world):
    order = three_seats(world, due_on=DUE)
    receive_transfer(order, amount_jpy=100_000, received_on=date(2026, 12, 10), by=OFFICE, now=NOW)
    with pytest.raises(PaymentArrived):
        cancel_by_office(seats_of(order)[0], fee_jpy=None, reason="", by=OFFICE, now=NOW)
    assert statuses(order) == ["held"] * 3


def test_the_payer_is_reminded_once_and_not_once_for_each_seat(world):
    order = three_seats(world, due_on=DUE)
    drafts, _keys = drafts_for(with_letter_facts(Enrollment.objects.filter(purchase__order=order)))
    reminders = [draft for draft in drafts if draft.call.kind.endswith("payment_reminder")]
    assert [draft.to_email for draft in reminders] == ["jinji@example.test"]


def test_a_seat_that_moves_takes_its_own_line_along(world):
    order = three_seats(world)
    pay(order.payments.get())
    moved = move_by_office(seats_of(order)[0], to=another_cohort(world), reason="", by=OFFICE, now=NOW)
    assert (moved.purchase.order, moved.purchase.line.position, statuses(order)) == (order, 1, ["confirmed"] * 3)


def test_a_cohort_called_off_sends_each_seat_its_own_part_back(world):
    order = three_seats(world)
    pay(order.payments.get())
    preview = preview_of(world.cohort, OrganizerChange.Kind.CANCELED)
    assert [row.refund_jpy for row in preview.rows] == [70_400, 70_400, 44_000]
    change = call_off(world.cohort, OrganizerChange.Kind.CANCELED, reason="台風のため", by=OFFICE, now=THE_DAY)
    carry_out(change, by=OFFICE, now=THE_DAY)
    assert sorted(Refund.objects.values_list("amount_jpy", flat=True)) == [44_000, 70_400, 70_400]
    assert change.notices.filter(status="ended").count() == 3


def test_a_cohort_called_off_tells_everybody_whose_seat_was_not_paid_yet(world):
    three_seats(world, due_on=DUE)
    change = call_off(world.cohort, OrganizerChange.Kind.CANCELED, reason="台風のため", by=OFFICE, now=NOW)
    carry_out(change, by=OFFICE, now=NOW)
    assert Message.objects.filter(kind="checkout.email.called_off").count() == 3
    assert taken(world) == {"certification": 0, "audit": 0}


def words_of(document):
    return [f"{line['title']} {line['note']} {line['amount']}" for line in document.content["lines"]]


def test_the_paper_of_a_seat_given_up_names_its_person_and_nobody_else(world):
    order = three_seats(world)
    pay(order.payments.get())
    cancel_by_participant(seats_of(order)[1], shown_refund_jpy=49_280, by=OFFICE, now=THIRTY_PERCENT)
    refund = Refund.objects.get()
    assert refund.line == order.lines.get(position=2)
    money_back(refund)
    credit = follow_refund(Refund.objects.get(), now=NOW)
    assert words_of(credit) == [
        "席 二郎（代金の返還） 受講者 見本 二郎 様 70,400円", "キャンセル料  -21,120円",
    ]  # fmt: skip
    again = reissue_document(credit, addressee=usual_addressee(order), reason="部署名", by=OFFICE, now=NOW)
    assert words_of(again) == words_of(credit)


def test_two_seats_whose_fee_took_everything_have_a_paper_each(world):
    order = three_seats(world)
    pay(order.payments.get())
    for seat in seats_of(order)[:2]:
        settle_fee(cancel_by_participant(seat, shown_refund_jpy=0, by=OFFICE, now=THE_DAY), by=OFFICE, now=THE_DAY)
    papers = [words_of(each.settlement)[0] for each in Cancellation.objects.order_by("pk")]
    assert papers == [
        "席 一郎（代金の返還） 受講者 見本 一郎 様 70,400円", "席 二郎（代金の返還） 受講者 見本 二郎 様 70,400円",
    ]  # fmt: skip


def test_who_pays_for_their_own_seat_is_not_named_twice(world):
    order = bought(world, person=PersonFactory(user=UserFactory())).order
    pay(order.payments.get())
    cancel_by_participant(seats_of(order)[0], shown_refund_jpy=49_280, by=OFFICE, now=THIRTY_PERCENT)
    refund = Refund.objects.get()
    assert (refund.line, refund.about) == (order.lines.get(), "")
