"""Parts of a purchase as processes that can be killed: `python -m tests.payments.mortal PART STRIPE SITE [MOMENT]`.

STRIPE and SITE are addresses; a part prints what is true when it ends, as JSON.
"""

import json
import os
import signal
import sys
import time
import uuid

import django


def serve(port: str) -> None:
    """The site and the sandbox, for the other parts to talk to."""
    from django.core.management import call_command

    call_command("runserver", f"127.0.0.1:{port}", "--noreload", "--insecure", "--skip-checks")


def buy() -> None:
    from payments.actions.checkout import open_checkout

    order = place()
    print("placed", flush=True)
    open_checkout(order.payments.get(), now=now())


def place():
    from django.db import transaction

    from payments.actions.order import Buyer, LineToOrder, place_order
    from payments.money import yen
    from tests.payments.shop import BUYER

    with transaction.atomic():
        return place_order(
            buyer=Buyer(name="見本 花子", email="hanako@example.test"),
            lines=[LineToOrder(title="講座", reference="seat:1", list_unit_jpy=yen(88_000))],
            policy=None,
            terms_version="2026-04",
            form_token=uuid.uuid4().hex,
            locale="ja",
            return_path="/back/",
            cancel_path="/turned-back/",
            methods_until=None,
            by=BUYER,
            now=now(),
        ).order


def pay() -> None:
    """The buyer pays at Stripe, and Stripe rings."""
    from payments.models import Payment
    from payments.sandbox.actions.checkout import load_session
    from payments.sandbox.actions.event import deliver
    from payments.sandbox.actions.payment import pay_by_card
    from payments.sandbox.cards import GOOD
    from payments.sandbox.models import Delivery

    pay_by_card(load_session(str(Payment.objects.get().session_id)), GOOD.number)
    assert deliver(Delivery.objects.get(), now=now())


def hear_and_come_back_at_once() -> None:
    """The buyer has paid: three workers hear of it in the moment in which the return page is opened three times."""
    import multiprocessing

    from django.db import connections

    pay()
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(6)
    players = [fork.Process(target=_after, args=(start, part)) for part in (come_back, work) * 3]
    for player in players:
        player.start()
    for player in players:
        player.join(60)
    assert [player.exitcode for player in players] == [0] * 6


def _after(start, part) -> None:
    start.wait(30)
    part()


def come_back() -> None:
    """What opening the return page does."""
    from payments.actions.settlement import refresh_payment
    from payments.models import Payment

    refresh_payment(Payment.objects.get(), now=now())


def work() -> None:
    """One round of the worker."""
    from payments.actions.event import process_event
    from payments.actions.requests import send_request
    from payments.models import StripeRequest, WebhookEvent

    for request in StripeRequest.objects.due(now()):
        send_request(request, now=now())
    for event in WebhookEvent.objects.due(now()):
        process_event(event, now=now())


def die_at_work() -> None:
    """The worker is killed in the middle of the transaction that makes an order paid."""
    from payments.signals import order_paid

    def die(**_fact) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    order_paid.connect(die, weak=False)
    work()


def refund() -> None:
    from lms.kernel.actor import Actor
    from payments.actions.refund import request_refund
    from payments.models import Payment

    request_refund(Payment.objects.get(), amount_jpy=88_000, reason="test", by=Actor.process("staff"), now=now())
    work()


def give_everything_back() -> None:
    """The seller ends every order; whoever runs it again finishes what is missing."""
    from lms.kernel.actor import Actor
    from payments.actions.closing import return_everything
    from payments.models import Order

    for order in Order.objects.order_by("pk"):
        return_everything(order, reason="called off", by=Actor.process("staff"), now=now())
        print("ended", flush=True)
    work()


def place_three() -> None:
    """Three buyers: one has paid, one holds an open page, one has not been sent to a page yet."""
    from payments.actions.checkout import open_checkout
    from payments.actions.settlement import refresh_payment
    from payments.sandbox.actions.checkout import load_session
    from payments.sandbox.actions.payment import pay_by_card
    from payments.sandbox.cards import GOOD

    orders = [place() for _buyer in range(3)]
    for order in orders[:2]:
        open_checkout(order.payments.get(), now=now())
    payment = orders[0].payments.get()
    pay_by_card(load_session(str(payment.session_id)), GOOD.number)
    refresh_payment(payment, now=now())


def now():
    from lms.kernel import clock

    return clock.now()


def truth() -> dict:
    from payments.models import LedgerEntry, Order, Payment, StateChange, WebhookEvent
    from payments.sandbox.models import StoredObject

    sessions = StoredObject.objects.filter(kind="checkout.session").order_by("pk")
    return {
        "orders": list(Order.objects.order_by("pk").values_list("status", flat=True)),
        "attempts": list(Payment.objects.order_by("pk").values_list("status", flat=True)),
        "sessions": [session.data["status"] for session in sessions],
        "refunds_at_stripe": StoredObject.objects.filter(kind="refund").count(),
        "events": list(WebhookEvent.objects.values_list("status", flat=True)),
        "times_paid": StateChange.objects.filter(after="paid", payment__isnull=True).count(),
        "ledger": list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount_jpy")),
    }


def main(part: str, stripe: str, site: str, moment: str = "2027-01-10T10:00:00+09:00") -> None:
    django.setup()
    from django.conf import settings

    settings.LMS_BASE_URL, settings.STRIPE_API_BASE = site, f"{stripe}/sandbox/stripe"
    settings.LMS_CLOCK, settings.LMS_CLOCK_SET_AT = moment, time.time()
    if part == "serve":
        serve(site.rpartition(":")[2])
    else:
        globals()[part]()
        print(json.dumps(truth()))


if __name__ == "__main__":
    main(*sys.argv[1:])
