"""Every way a payment may end, as the buyer sees it in Japanese: page, mail, seat, and the paper for the books.

Each test has a buyer of its own before the confirm screen. Where only a deadline passes, it passes at Stripe alone: the
seat is given back by what Stripe says, never by our clock. The day after is a day on the site's clock as well.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from cohorts.models import Enrollment, SeatPool
from lms.kernel import clock
from lms.kernel.models import Message
from lms.kernel.models.profile import profile_of
from lms.kernel.registration_number import check_digit
from lms.standalone.models import User
from payments.models import LedgerEntry, Order
from payments.sandbox.clock import wind
from payments.sandbox.models import SandboxClock
from tests.bench import processes
from tests.browser import steps
from tests.checkout.applications import a_draft
from tests.factories.cohorts import PersonFactory
from tests.world import open_world

CLOCK = "2026-12-10T10:00:00+09:00"
GOOD, DECLINED, BANK_ASKS = "4242 4242 4242 4242", "4000 0000 0000 0002", "4000 0000 0000 3220"
CONFIRMED = "受講が確定しました"
HANAKO = {
    "family_name": "見本", "given_name": "花子", "family_kana": "ミホン", "given_kana": "ハナコ",
    "family_romaji": "MIHON", "given_romaji": "HANAKO", "phone": "03-0000-0000", "postal_code": "100-0001",
    "address": "東京都見本区見本1-2-3",
}  # fmt: skip
REGISTERED = f"T{check_digit('234567890123')}234567890123"


@pytest.fixture(scope="module")
def world(site):
    with site.rows():
        world = open_world(now=clock.now(), capacity=20)
        profile = profile_of()
        profile.invoice_registration_number = REGISTERED
        profile.save()
        return world


class Buyer:
    """Somebody at the confirm screen, and what is true of them afterwards."""

    def __init__(self, site, world, page, person) -> None:
        self.site, self.page, self.person = site, page, person
        self.code = world.cohort.code

    def confirm(self) -> None:
        self.page.goto(f"/apply/{self.code}/confirm/")
        steps.accept_everything(self.page)
        self.page.get_by_role("button", name="申し込んで、お支払いへ進む").click()

    def comes_back(self, heading: str) -> None:
        self.page.wait_for_url("**/orders/*/return/**")
        self.page.get_by_role("heading", name=heading).wait_for()

    def order(self) -> Order:
        return Order.objects.get(buyer=self.person.user)

    def truth(self) -> tuple[str, str, int]:
        """(order, seat, yen in the books)"""
        with self.site.rows():
            order = self.order()
            booked = sum(LedgerEntry.objects.filter(order=order).values_list("amount_jpy", flat=True))
            return order.status, Enrollment.objects.get(person=self.person).status, booked

    def mails(self) -> list[str]:
        """The kinds of what has left for this buyer, once nothing waits to leave at once."""
        with self.site.rows():
            mails = Message.objects.filter(to_email=self.person.email).shown_to_reader()
            processes.wait_until(
                lambda: not mails.exclude(status="sent").exists(), within=30, what=f"the mail to {self.person.email}"
            )
            return [kind.rpartition(".")[2] for kind in mails.order_by("pk").values_list("kind", flat=True)]

    def hears(self, kind: str) -> None:
        """By the worker alone: the buyer does not look at any page."""
        with self.site.rows():
            mine = Message.objects.filter(to_email=self.person.email, kind__endswith=f".{kind}")
            processes.wait_until(mine.exists, within=40, what=f"{kind} for {self.person.email}")

    def letter(self, kind: str) -> str:
        with self.site.rows():
            return Message.objects.get(to_email=self.person.email, kind__endswith=f".{kind}").body


@pytest.fixture
def buyer(request, site, world, new_page) -> Buyer:
    with site.rows():
        name = request.node.name.removeprefix("test_").replace("_", "-")[:40].rstrip("-")
        user = User.objects.create_user(f"{name}@example.test")
        person = PersonFactory(user=user, email=user.email, **HANAKO)
        a_draft(world, person=person)
    return Buyer(site, world, new_page(user), person)


def taken(site) -> int:
    with site.rows():
        return SeatPool.objects.get(kind="certification").taken


@contextmanager
def later_at_stripe(site, **much: int) -> Iterator[None]:
    with site.rows():
        wind(timedelta(**much))
    yield
    with site.rows():
        SandboxClock.objects.all().delete()


def receipt_of(buyer: Buyer, addressee: str, look=None) -> str:
    """What stands on the receipt the buyer has issued on their page."""
    page = buyer.page
    page.goto("/my/documents/")
    page.get_by_role("link", name="領収書を発行").click()
    page.locator("[name=addressee]").fill(addressee)
    if addressee.startswith("株式会社"):
        page.get_by_label("会社・団体（御中）").check()
    if look:
        look(page, "pay-receipt-form")
    page.get_by_role("button", name="発行する").click()
    link = page.get_by_role("link", name="領収書 R-")
    link.wait_for()
    if look:
        look(page, "pay-documents")
    answer = page.request.get(link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(BytesIO(answer.body())).pages
    return "".join("".join(each.extract_text() for each in pages).split())


def test_by_card(site, buyer, look):
    before = taken(site)
    buyer.page.goto(f"/apply/{buyer.code}/confirm/")
    assert "2026年12月13日（日）23:59までに店頭で現金にてお支払い" in buyer.page.inner_text("main")
    look(buyer.page, "pay-confirm")
    buyer.confirm()
    look(buyer.page, "pay-ways")
    steps.pay(buyer.page, GOOD)
    buyer.comes_back(CONFIRMED)
    look(buyer.page, "pay-confirmed")
    assert buyer.truth() == ("paid", "confirmed", 70_400)
    assert buyer.mails() == ["application_received", "seat_confirmed"]
    assert taken(site) == before + 1
    printed = receipt_of(buyer, "株式会社見本商事 人材開発部", look)
    for field in (
        "領収書", "R-2026-00000", "株式会社見本商事人材開発部御中", "70,400円", "10%対象", "64,000円", "6,400円", "2026年12月10日（木）",
        "クレジットカード利用", "CS実務教育インストラクター養成講座", "早期割引（20%引）", "見本検定協会", f"登録番号{REGISTERED}",
        "適格請求書", "O-2026-00000",
    ):  # fmt: skip
        assert field in printed, field
    buyer.page.goto("/my/mails/")
    look(buyer.page, "pay-mails")


def test_by_another_card_after_one_that_was_declined(buyer, guard, look):
    guard.expect("status of 422")
    buyer.confirm()
    steps.pay(buyer.page, DECLINED)
    buyer.page.get_by_role("alert").wait_for()
    assert "カードが承認されませんでした。別のカードでお試しください。" in buyer.page.inner_text("[role=alert]")
    look(buyer.page, "pay-declined")
    assert buyer.truth() == ("awaiting_payment", "held", 0)
    steps.pay(buyer.page, GOOD)
    buyer.comes_back(CONFIRMED)
    assert buyer.truth() == ("paid", "confirmed", 70_400)
    assert buyer.mails() == ["application_received", "seat_confirmed"]


def test_3d_secure_failed_and_then_passed(buyer, guard, look):
    guard.expect("status of 422")
    buyer.confirm()
    steps.pay(buyer.page, BANK_ASKS)
    look(buyer.page, "pay-bank")
    buyer.page.get_by_role("button", name="本人確認に失敗したことにする").click()
    buyer.page.get_by_role("alert").wait_for()
    look(buyer.page, "pay-bank-refused")
    assert buyer.truth() == ("awaiting_payment", "held", 0)
    steps.pay(buyer.page, BANK_ASKS)
    buyer.page.get_by_role("button", name="本人確認に成功したことにする").click()
    buyer.comes_back(CONFIRMED)
    assert buyer.truth() == ("paid", "confirmed", 70_400)
    assert buyer.mails() == ["application_received", "seat_confirmed"]


def test_by_paypay_after_turning_back_once(buyer, look):
    buyer.confirm()
    buyer.page.get_by_role("button", name="PayPayへ進む").click()
    look(buyer.page, "pay-paypay")
    buyer.page.get_by_role("button", name="支払わずに戻ったことにする").click()
    buyer.page.get_by_role("button", name="PayPayへ進む").click()
    buyer.page.get_by_role("button", name="PayPayで支払ったことにする").click()
    buyer.comes_back(CONFIRMED)
    assert buyer.truth() == ("paid", "confirmed", 70_400)
    assert "PayPay利用" in receipt_of(buyer, "見本 花子")


def test_back_without_paying_goes_on_or_gives_up(site, buyer, look):
    before = taken(site)
    buyer.confirm()
    buyer.page.get_by_role("link", name="支払わずに戻る").click()
    buyer.comes_back("お支払いが完了していません")
    look(buyer.page, "pay-turned-back")
    assert taken(site) == before + 1
    buyer.page.get_by_role("button", name="お支払いを続ける").click()
    buyer.page.get_by_role("link", name="支払わずに戻る").click()
    buyer.page.get_by_role("button", name="このお申込みを取り下げる").click()
    buyer.page.get_by_role("heading", name="このお申込みは成立していません").wait_for()
    look(buyer.page, "pay-given-up")
    assert buyer.truth() == ("canceled", "released", 0)
    assert taken(site) == before


def test_an_abandoned_page_gives_the_seat_back_with_a_mail(site, buyer, look):
    before = taken(site)
    buyer.confirm()
    page_of_payment = buyer.page.url
    with later_at_stripe(site, minutes=61):
        buyer.hears("hold_expired")
    assert buyer.truth() == ("expired", "released", 0)
    assert buyer.mails() == ["application_received", "hold_expired"]
    assert taken(site) == before
    buyer.page.goto(page_of_payment)
    look(buyer.page, "pay-page-over")
    buyer.page.get_by_role("link", name="お申し込みのページに戻る").click()
    buyer.comes_back("このお申込みは成立していません")
    buyer.page.get_by_role("link", name="もう一度申し込む").click()
    assert buyer.page.url.endswith(f"/apply/{buyer.code}/")


def test_in_cash_that_never_came(site, buyer, look):
    before = taken(site)
    buyer.confirm()
    buyer.page.get_by_role("button", name="払込番号を発行する").click()
    slip = buyer.page.url
    buyer.hears("voucher_issued")
    with later_at_stripe(site, days=4):
        buyer.hears("hold_expired")
    assert buyer.truth() == ("expired", "released", 0)
    assert buyer.mails() == ["application_received", "voucher_issued", "hold_expired"]
    assert taken(site) == before
    buyer.page.goto(slip)
    look(buyer.page, "pay-slip-over")
    buyer.page.get_by_role("link", name="ご注文の確認に進む").click()
    buyer.comes_back("このお申込みは成立していません")
    look(buyer.page, "pay-expired")
    buyer.page.goto("/my/documents/")
    assert buyer.page.get_by_role("link", name="領収書を発行").count() == 0


def test_in_cash_on_the_next_day(site, buyer, look):
    before = taken(site)
    buyer.confirm()
    buyer.page.get_by_role("button", name="払込番号を発行する").click()
    look(buyer.page, "pay-slip")
    slip = buyer.page.url
    buyer.page.get_by_role("link", name="ご注文の確認に進む").click()
    buyer.comes_back("ご入金をお待ちしています")
    look(buyer.page, "pay-waiting-for-cash")
    assert buyer.truth() == ("awaiting_payment", "held", 0)
    assert buyer.mails() == ["application_received", "voucher_issued"]
    assert slip in buyer.letter("voucher_issued")
    buyer.page.goto("/my/")
    look(buyer.page, "pay-my-waiting-for-cash")
    assert buyer.page.get_by_role("link", name="払込番号を表示する").get_attribute("href") == slip

    site.travel("2026-12-11T09:00:00+09:00")
    buyer.page.goto(slip)
    buyer.page.get_by_role("button", name="レジで支払ったことにする").click()
    look(buyer.page, "pay-slip-paid")
    buyer.hears("seat_confirmed")
    assert buyer.truth() == ("paid", "confirmed", 70_400)
    assert buyer.mails() == ["application_received", "voucher_issued", "seat_confirmed"]
    assert taken(site) == before + 1
    printed = receipt_of(buyer, "見本 花子")
    assert "コンビニエンスストア払い" in printed
    assert "2026年12月11日（金）" in printed
