"""Bank statements: each line stored once, matched by a person, undone while nothing follows, nothing closed by itself."""

from datetime import date, timedelta

import pytest

from lms.kernel import clock
from lms.kernel.actor import Actor
from payments.actions.bank_transfer import (
    NotTransferable,
    NotYet,
    ReasonNeeded,
    ShortfallTooLarge,
    end_overdue,
    missing_jpy,
    receive_transfer,
)
from payments.actions.document import issue_receipt_of, usual_addressee
from payments.actions.matching import (
    LineTaken,
    NotThisTransfer,
    NotYetArrived,
    ReasonMissing,
    RestDiffers,
    Share,
    SharesDiffer,
    match_line,
    match_recorded,
    may_undo,
    record_line_sent_back,
    reopen_line,
    set_aside,
    undo_match,
)
from payments.actions.resolution import refund
from payments.actions.statement import DealtWith, Unreadable, choose_columns, keep_statement, take_in
from payments.actions.taking_back import SomethingFollowed
from payments.models import BankAccount, BankTransfer, Finding, Order, StatementLine
from tests.payments.shop import Shop

pytestmark = pytest.mark.both_databases

OFFICE = Actor.process("office")
TODAY, DUE = date(2027, 1, 10), date(2027, 1, 31)
HEAD = "日付,入金,出金,摘要,残高\n"
FIRST = HEAD + "2027/1/8,88000,,振込 ﾐﾎﾝ ﾊﾅｺ,\n2027/1/8,88000,,振込 ﾐﾎﾝ ﾊﾅｺ,\n2027/1/9,,440,手数料,\n"


@pytest.fixture
def account(db) -> BankAccount:
    return BankAccount.objects.create(name="みほん銀行 本店 普通 1234567")


@pytest.fixture
def order(shop: Shop) -> Order:
    return shop.place(due_on=DUE)


def taken(account: BankAccount, text: str):
    kept = keep_statement(account, file_name="a.csv", raw=text.encode("cp932"), by=OFFICE, now=clock.now())
    return take_in(kept, by=OFFICE, now=clock.now())


def a_line(account: BankAccount, amount: int = 88_000) -> StatementLine:
    taken(account, HEAD + f"2027/1/8,{amount},,振込 ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ,\n")
    return StatementLine.objects.latest("pk")


def match(line: StatementLine, *shares: Share, reason: str = "") -> StatementLine:
    return match_line(line, shares, reason=reason, by=OFFICE, now=clock.now())


def state(row: Order | StatementLine) -> str:
    row.refresh_from_db()
    return row.status


def open_matters() -> list[str]:
    return list(Finding.objects.unresolved().order_by("pk").values_list("kind", flat=True))


def test_the_same_file_and_an_overlapping_one_add_nothing_twice(account, at):
    at("2027-01-10T10:00:00+09:00")
    assert taken(account, FIRST).new_count == 3  # two of them alike: paid twice is no mistake of the file
    again = taken(account, FIRST)
    assert (again.new_count, again.known_count) == (0, 3)
    whole = "2027/1/10,5,,利息,\n2027/1/9,,440,手数料,\n" + 3 * "2027/1/8,88000,,お振込　ミホン　ハナコ,\n"
    later = taken(account, HEAD + whole)
    assert (later.new_count, later.known_count) == (2, 3)
    found = list(StatementLine.objects.order_by("booked_on", "pk").values_list("amount_jpy", "status"))
    assert found == [(88_000, "open")] * 3 + [(-440, "outgoing"), (5, "open")]


def test_two_accounts_with_the_same_lines_are_two(account, at):
    at("2027-01-10T10:00:00+09:00")
    taken(account, FIRST)
    assert taken(BankAccount.objects.create(name="もう一つの口座"), FIRST).new_count == 3


def test_an_unreadable_file_is_kept_and_nothing_of_it_is_taken_in(account, at):
    at("2027-01-10T10:00:00+09:00")
    text = "日付,だれ,いくら\n2027/1/8,ﾐﾎﾝ,88000\n"
    kept = keep_statement(account, file_name="a.csv", raw=text.encode("cp932"), by=OFFICE, now=clock.now())
    with pytest.raises(Unreadable):
        take_in(kept, by=OFFICE, now=clock.now())
    assert (kept.account.statements.get().status, StatementLine.objects.count()) == ("waiting", 0)
    choose_columns(kept, columns={"payer": "だれ", "deposit": "いくら", "text": ""}, by=OFFICE)
    assert take_in(kept, by=OFFICE, now=clock.now()).new_count == 1
    # The account remembers, so that the next file needs no person.
    assert taken(account, text.replace("2027/1/8", "2027/1/9")).new_count == 1
    with pytest.raises(DealtWith):
        take_in(kept, by=OFFICE, now=clock.now())


def test_row_39_a_line_pays_its_order_once(account, order, shop):
    line = match(a_line(account), Share(order, 88_000))
    assert (state(line), state(order), shop.told["paid"], open_matters()) == ("matched", "paid", 1, [])
    transfer = BankTransfer.objects.get()
    assert (transfer.received_on, transfer.payer_kana) == (date(2027, 1, 8), "ｶ)ﾔﾏﾀﾞｼﾖｳｼﾞ")
    with pytest.raises(LineTaken):
        match(line, Share(order, 88_000))
    assert (order.ledger.total(), BankTransfer.objects.count()) == (88_000, 1)


def test_j5_05_row_39_a_fee_the_bank_kept_is_accepted_with_a_reason_or_waits(account, order):
    line = a_line(account, 87_560)
    with pytest.raises(ReasonNeeded):
        match(line, Share(order, 87_560, accepts_jpy=440))
    with pytest.raises(RestDiffers):
        match(line, Share(order, 87_560, accepts_jpy=400), reason="手数料")
    assert (state(line), state(order), BankTransfer.objects.count()) == ("open", "awaiting_payment", 0)
    match(line, Share(order, 87_560, accepts_jpy=440), reason="振込手数料が差し引かれた")
    assert (state(order), order.written_off_jpy, may_undo(line)) == ("paid", 440, False)
    other = a_line(account, 80_000)
    second = Order.objects.get(pk=order.pk)
    assert second.status == "paid"
    with pytest.raises(RestDiffers):  # paid already, so nothing is missing
        match(other, Share(second, 80_000, accepts_jpy=8_000), reason="手数料")


def test_row_39_more_than_the_tolerance_is_never_accepted(account, order):
    with pytest.raises(ShortfallTooLarge):
        match(a_line(account, 80_000), Share(order, 80_000, accepts_jpy=8_000), reason="手数料")
    assert state(order) == "awaiting_payment"


def test_j5_06_row_39_too_much_and_paid_twice_are_left_to_a_person(account, order):
    match(a_line(account, 90_000), Share(order, 90_000))
    assert (state(order), open_matters()) == ("paid", ["transfer_over"])
    second = match(a_line(account), Share(order, 88_000))
    assert (open_matters(), may_undo(second)) == (["transfer_over", "paid_twice"], True)


def test_row_39_one_transfer_for_several_orders_loses_no_yen(account, order, shop):
    other, line = shop.place(due_on=DUE, price=70_400), a_line(account, 158_400)
    for shares in ([Share(order, 88_000)], [Share(order, 88_000), Share(other, 70_000)], [Share(order, 79_200)] * 2):
        with pytest.raises(SharesDiffer):
            match(line, *shares)
    match(line, Share(other, 70_400), Share(order, 88_000))
    assert (state(order), state(other), shop.told["paid"]) == ("paid", "paid", 2)


def test_row_39_unknown_money_stays_a_task_until_it_is_sent_back_or_put_aside(account, at):
    at("2027-01-10T10:00:00+09:00")
    line = a_line(account)
    assert not StatementLine.objects.old(date(2027, 1, 14)).exists()
    assert StatementLine.objects.old(date(2027, 1, 15)).get() == line
    with pytest.raises(ReasonMissing):
        set_aside(line, reason=" ", by=OFFICE, now=clock.now())
    set_aside(line, reason="年会費", by=OFFICE, now=clock.now())
    reopen_line(line, by=OFFICE, now=clock.now())
    facts = {"reason": "誤振込のため、銀行経由で組み戻し", "by": OFFICE, "now": clock.now()}
    with pytest.raises(NotYet):
        record_line_sent_back(line, sent_on=TODAY + timedelta(days=1), **facts)
    with pytest.raises(NotYetArrived):
        record_line_sent_back(line, sent_on=date(2027, 1, 7), **facts)
    record_line_sent_back(line, sent_on=TODAY, **facts)
    assert (state(line), line.sent_back_on, StatementLine.objects.open().count()) == ("sent_back", TODAY, 0)
    with pytest.raises(LineTaken):
        reopen_line(line, by=OFFICE, now=clock.now())


def test_a_match_is_undone_while_the_order_still_waits(account, order, shop):
    line = match(a_line(account, 40_000), Share(order, 40_000))
    with pytest.raises(ReasonMissing):
        undo_match(line, reason="", by=OFFICE, now=clock.now())
    undo_match(line, reason="別の会社の振込でした", by=OFFICE, now=clock.now())
    assert (state(line), missing_jpy(order), order.ledger.total()) == ("open", 88_000, 0)
    other = shop.place(due_on=DUE, price=40_000)
    match(line, Share(other, 40_000))
    assert (state(other), state(order), line.matches.count()) == ("paid", "awaiting_payment", 2)


def test_a_surplus_at_the_wrong_order_is_undone_and_its_finding_with_it(account, order, shop):
    match(a_line(account), Share(order, 88_000))
    wrong = match(a_line(account, 70_400), Share(order, 70_400))
    assert open_matters() == ["paid_twice"]
    undo_match(wrong, reason="別の注文の振込でした", by=OFFICE, now=clock.now())
    assert (open_matters(), order.ledger.of_the_buyer().total()) == ([], 88_000)
    # It stays with what it was over, and is nobody's receipt: that of the price is the order's.
    assert set(order.payments.values_list("status", "amount_jpy")) == {("paid", 88_000), ("taken_back", 70_400)}
    assert issue_receipt_of(order, addressee=usual_addressee(order), by=OFFICE, now=clock.now()).total_jpy == 88_000
    right = shop.place(due_on=DUE, price=70_400)
    match(wrong, Share(right, 70_400))
    assert (state(right), state(order)) == ("paid", "paid")


def test_what_has_followed_is_not_undone(account, order):
    line = match(a_line(account), Share(order, 88_000))
    with pytest.raises(SomethingFollowed):
        undo_match(line, reason="間違い", by=OFFICE, now=clock.now())
    surplus = match(a_line(account, 1_000), Share(order, 1_000))
    refund(Finding.objects.unresolved().get(), by=OFFICE, now=clock.now())
    with pytest.raises(SomethingFollowed):
        undo_match(surplus, reason="間違い", by=OFFICE, now=clock.now())
    assert (state(line), state(surplus)) == ("matched", "matched")


def test_late_money_at_the_wrong_order_is_undone_and_the_order_stays_ended(account, order, at):
    at("2027-02-03T10:00:00+09:00")
    end_overdue(order, by=OFFICE, now=clock.now())
    line = match(a_line(account, 40_000), Share(order, 40_000))
    assert open_matters() == ["transfer_late"]
    undo_match(line, reason="別の注文の振込でした", by=OFFICE, now=clock.now())
    assert (open_matters(), state(order), order.payments.live().count()) == ([], "expired", 0)


def test_a_transfer_recorded_by_hand_is_not_booked_again(account, order):
    by_hand = receive_transfer(order, amount_jpy=88_000, received_on=TODAY, by=OFFICE, now=clock.now())
    line = a_line(account)
    assert list(BankTransfer.objects.recorded_by_hand(amount_jpy=88_000, around=line.booked_on)) == [by_hand]
    match_recorded(line, by_hand, by=OFFICE, now=clock.now())
    assert (order.ledger.total(), open_matters(), state(line)) == (88_000, [], "matched")
    assert not BankTransfer.objects.recorded_by_hand(amount_jpy=88_000, around=line.booked_on).exists()
    with pytest.raises(NotThisTransfer):
        match_recorded(a_line(account, 5_000), by_hand, by=OFFICE, now=clock.now())
    # Nothing was booked for this line, so undoing takes nothing out of the books.
    undo_match(line, reason="別の行でした", by=OFFICE, now=clock.now())
    assert (order.ledger.total(), state(order), state(line)) == (88_000, "paid", "open")


def test_an_order_paid_online_takes_no_line(account, shop):
    line = a_line(account)
    with pytest.raises(NotTransferable):
        match(line, Share(shop.place(), 88_000))
    assert state(line) == "open"
