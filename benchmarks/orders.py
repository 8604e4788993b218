"""Orders over HTTP beside the smallest order of Django's ORM: plenty of seats, a sell-out, and Stripe's deliveries.

Ours is the confirm screen as a browser sends it: account, consents, eligibility, seat, price, number, audit, mails,
and the page of the payment company, for which a process stands in that answers at once.
"""

import hashlib
import hmac
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import stripe

from benchmarks import crowd, settings
from benchmarks.crowd import Outcome, Post
from benchmarks.goals import Goal, count_of, say
from benchmarks.sites import ROOT, Site, serving, two_databases, two_files
from tests.bench import processes

PLENTY = Goal("4", "order over HTTP, plenty of seats / the smallest ORM order", "orders a second", at_least=0.35)
SELL_OUT = Goal("5", "240 attempts for 100 seats / the same on the floor, time", "s", at_most=3.0)
WEBHOOK = Goal("15", "delivery of Stripe kept / the smallest ORM order", "a second", at_least=0.4)
SEATS, ATTEMPTS = 100, 240
keys = count(1)


def run() -> None:
    rounds, batch, sales = (2, 48, 1) if settings.QUICK else (5, 96, 5)
    with two_databases() as (plain, floor, folder), payments_answered(plain) as ours:
        cookies = ours.do("our_orders:buyers", count=max(ATTEMPTS, rounds * batch + 24))
        with serving(ours, floor, folder=folder):
            plenty(ours, floor, cookies, rounds=rounds, batch=batch)
            for number in range(sales):
                sell_out(ours, floor, cookies, f"sale-{number}", "PostgreSQL")
            deliveries(ours, floor, rounds=rounds, batch=batch)
    with two_files() as (plain, floor, folder), payments_answered(plain) as ours:
        cookies = ours.do("our_orders:buyers", count=ATTEMPTS)
        with serving(ours, floor, folder=folder):
            for number in range(sales):
                sell_out(ours, floor, cookies, f"sale-{number}", "SQLite")


@contextmanager
def payments_answered(site: Site, *, sessions: int = 0) -> Iterator[Site]:
    """The site with a payment company that answers at once, and knows of so many paid sessions."""
    port = processes.free_port()
    command = [sys.executable, "-m", "benchmarks.payment_company", str(port), str(sessions)]
    running = processes.start(command, cwd=ROOT)
    try:
        yield replace(site, environment={**site.environment, "STRIPE_API_BASE": f"http://127.0.0.1:{port}"})
    finally:
        processes.stop(running)


def plenty(ours: Site, floor: Site, cookies: list[str], *, rounds: int, batch: int) -> None:
    drafted = ours.do("our_orders:drafts", code="plenty", capacity=len(cookies), count=len(cookies))
    stock = floor.do("stock", left=100_000)
    forms = iter([_order(ours, drafted, cookie) for cookie in cookies])
    crowd.send([next(forms) for _number in range(16)])
    crowd.send([_booking(floor, stock) for _number in range(16)])
    mine, bare = [], []
    for _round in range(rounds):
        mine.append(_paid_for(crowd.send([next(forms) for _number in range(batch)])))
        bare.append(crowd.send([_booking(floor, stock) for _number in range(batch)]))
    PLENTY.tell(_median(mine), _median(bare), more=f"p99 {max(one.p99 for one in mine):.2f} s")
    last = len(cookies) - 1
    asked = {"path": drafted["path"], "fields": {**drafted["fields"], "form_token": "statements"}}
    found = ours.do("our_orders:statements", **asked, cookie=cookies[last])
    count_of("4", f"statements of one order (and {found['savepoints']} savepoints)", found["statements"], at_most=16)


def sell_out(ours: Site, floor: Site, cookies: list[str], code: str, database: str) -> None:
    drafted = ours.do("our_orders:drafts", code=code, capacity=SEATS, count=ATTEMPTS)
    stock = floor.do("stock", left=SEATS)
    mine = crowd.send([_order(ours, drafted, cookie) for cookie in cookies[:ATTEMPTS]])
    bare = crowd.send([_booking(floor, stock) for _number in range(ATTEMPTS)])
    found = ours.do("our_orders:sold", code=code)
    failed = sum(times for status, times in mine.statuses.items() if status == 0 or status >= 500)
    exact = found == {"taken": SEATS, "enrollments": SEATS, "orders": SEATS} and not failed
    say(
        f"   5  {database}: {found['taken']} seats taken, {found['enrollments']} held, {found['orders']} orders of "
        f"{SEATS}, {failed} failures among {ATTEMPTS}: {'holds' if exact else 'DOES NOT HOLD'}"
    )
    SELL_OUT.tell(mine.seconds, bare.seconds, more=f"on {database}, p99 {mine.p99:.2f} s")


def deliveries(ours: Site, floor: Site, *, rounds: int, batch: int) -> None:
    stock = floor.do("stock", left=100_000)
    mine, bare = [], []
    for _round in range(rounds):
        mine.append(crowd.send([_delivery(ours, f"evt_{next(keys)}") for _number in range(batch)]))
        bare.append(crowd.send([_booking(floor, stock) for _number in range(batch)]))
    WEBHOOK.tell(_median(mine), _median(bare))
    before = ours.do("our_orders:deliveries")
    crowd.send([_delivery(ours, "evt_same") for _number in range(16)])
    kept = ours.do("our_orders:deliveries") - before
    count_of("15", "rows of one event delivered sixteen times at once", kept, at_most=1)


def _order(site: Site, drafted: dict[str, Any], cookie: str) -> Post:
    fields = {**drafted["fields"], "form_token": f"token-{next(keys)}"}
    return Post.form(site.port, drafted["path"], fields, cookie)


def _booking(site: Site, stock: int) -> Post:
    fields = {"key": f"key-{next(keys)}", "name": "見本 花子", "email": "hanako@example.test"}
    return Post.form(site.port, f"/book/{stock}/", fields)


def _delivery(site: Site, event_id: str) -> Post:
    event = {
        "id": event_id,
        "object": "event",
        "api_version": stripe.api_version,
        "created": int(time.time()),
        "livemode": False,
        "type": "checkout.session.completed",
        "data": {"object": {"id": f"cs_{event_id}", "object": "checkout.session", "note": "x" * 2500}},
    }
    body = json.dumps(event).encode()
    headers = {"Stripe-Signature": _signature(site, body), "Content-Type": "application/json"}
    return Post(site.port, "/stripe/webhook/", body, headers)


def _signature(site: Site, body: bytes) -> str:
    secret = (Path(site.environment["LMS_VAR_DIR"]) / "secrets" / "stripe-webhook").read_text(encoding="ascii")
    moment = int(time.time())
    signed = hmac.new(f"whsec_{secret}".encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={signed}"


def _paid_for(outcome: Outcome) -> Outcome:
    """An order that does not lead to the payment company would be measured for something else."""
    if not all("/pay/" in place for place in outcome.places):
        message = f"Orders answered {outcome.statuses}, leading to {sorted(set(outcome.places))[:3]}"
        raise RuntimeError(message)
    return outcome


def _median(outcomes: list[Outcome]) -> float:
    return statistics.median(one.a_second for one in outcomes)
