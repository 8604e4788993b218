"""The web server, the worker, or the whole machine dies while people are at every point of a purchase.

Each round brings seven people to the points below, kills, lets the leases of the dead run out, starts again and lets
those who had not paid go on. Everybody must end with one seat, one charge and one mail.
"""

import itertools
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import pytest
import requests
from django.test import override_settings

from cohorts.models import Enrollment, SeatPool
from lms.kernel import clock
from payments.models import Finding, StripeRequest, WebhookEvent
from payments.sandbox.actions.event import deliver
from payments.sandbox.models import Delivery
from tests.bench import processes
from tests.bench.site import RunningSite
from tests.journeys.buyer import Buyer
from tests.journeys.line import Hold, Line
from tests.world import World, open_world

pytestmark = pytest.mark.broker

BEGIN = datetime.fromisoformat("2026-12-10T10:00:00+09:00")
SESSIONS = "/sandbox/stripe/v1/checkout/sessions"
SETTLED = {
    "enrollment": "confirmed",
    "order": "paid",
    "charges": [("charge", 70_400)],
    "sessions": ["complete"],
    "confirmations": ["sent"],
}


class MortalSite(RunningSite):
    """A site whose Stripe is at the other end of a line that can be held."""

    def __init__(self, folder, blocker, line: Line) -> None:
        super().__init__(folder, blocker, BEGIN.isoformat())
        self._line = line
        line.far_end = self.base_url

    @property
    def environment(self) -> dict[str, str]:
        return {
            **super().environment,
            "DJANGO_SETTINGS_MODULE": "tests.journeys.impatient_settings",
            "STRIPE_API_BASE": f"{self._line.url}/sandbox/stripe",
        }

    def let_leases_of_the_dead_run_out(self, *names: str) -> None:
        """What takes two minutes, at once: web servers lease requests to Stripe, workers events."""
        leased = {"web": StripeRequest, "worker": WebhookEvent}
        with self.rows():
            for name in names:
                leased[name].objects.exclude(lease_until=None).update(lease_until=clock.now())

    def start_again(self, *names: str) -> None:
        for name in names:
            {"web": self.start_web, "worker": self.start_worker}[name]()

    def lose_broker(self) -> None:
        shutil.rmtree(self.folder / "broker")

    def deliver_event_of(self, buyer: Buyer) -> None:
        """Stripe rings while every worker is busy."""
        secret = "whsec_" + (self.folder / "secrets" / "stripe-webhook").read_text()
        with self.rows(), override_settings(STRIPE_WEBHOOK_SECRETS=[secret]):
            session_id = buyer.payment.session_id
            waiting = Delivery.objects.filter(event__data__data__object__id=session_id)
            assert deliver(waiting.get(), now=clock.now())


@pytest.fixture(scope="module")
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.shutdown()
    line.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory, django_test_environment, django_db_blocker, line) -> Iterator[MortalSite]:
    running = MortalSite(tmp_path_factory.mktemp("site"), django_db_blocker, line)
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def world(site) -> World:
    with site.rows():
        return open_world(now=BEGIN, capacity=30)


@dataclass
class Scene:
    """Seven people, each at a point of the purchase, and what keeps them there."""

    not_opened: Buyer
    not_stored: Buyer
    not_told: Buyer
    told: Buyer
    in_work: tuple[Buyer, Buyer]
    mail_waiting: Buyer
    held: dict[str, list[Hold]]
    clicks: list[Future]

    @property
    def everybody(self) -> list[Buyer]:
        return [self.not_opened, self.not_stored, self.not_told, self.told, *self.in_work, self.mail_waiting]

    def cut_off(self, *victims: str) -> None:
        """What the dead had asked for reaches nobody, and no answer reaches them."""
        for victim in victims:
            for hold in self.held.pop(victim):
                hold.cut()

    def let_the_living_go_on(self) -> None:
        for hold in itertools.chain(*self.held.values()):
            hold.let_go()
        for click in self.clicks:
            with suppress(requests.RequestException):
                click.result(60)


@pytest.fixture
def clicks() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@pytest.fixture
def scene(site, world, line, clicks) -> Scene:
    def newcomer(name: str) -> Buyer:
        return Buyer(site, world, name)

    at_work, held_for_worker = [], []
    for name in ("処理中一", "処理中二"):
        buyer = newcomer(name)
        page = buyer.confirm()
        held_for_worker.append(line.hold(f"GET {SESSIONS}/{page.rpartition('/pay/')[2].strip('/')}"))
        buyer.pay(page)
        wait_for(held_for_worker[-1], "the worker's question about a session")
        at_work.append(buyer)
    # From here on both threads of the worker are busy: what is nudged stays in the broker.
    not_told = newcomer("未通知")
    not_told.pay(not_told.confirm())
    told = newcomer("通知済")
    told.pay(told.confirm())
    site.deliver_event_of(told)
    mail_waiting = newcomer("通知待")
    mail_waiting.come_back(mail_waiting.pay(mail_waiting.confirm()))

    not_opened, not_stored = newcomer("未開設"), newcomer("未保存")
    before = line.hold(f"POST {SESSIONS}")
    sent = [clicks.submit(not_opened.confirm)]
    wait_for(before, "the request for a session")
    after = line.hold(f"POST {SESSIONS}", after_answer=True)
    sent.append(clicks.submit(not_stored.confirm))
    wait_for(after, "the answer with a session")
    held = {"web": [before, after], "worker": held_for_worker}
    return Scene(not_opened, not_stored, not_told, told, tuple(at_work), mail_waiting, held, sent)


def wait_for(hold: Hold, what: str) -> None:
    processes.wait_until(hold.arrived.is_set, within=60, what=what)


def assert_everybody_is_where_they_should_be(site: MortalSite, scene: Scene) -> None:
    with site.rows():
        assert (scene.not_opened.payment.status, scene.not_opened.sessions()) == ("new", [])
        assert (scene.not_stored.payment.status, scene.not_stored.sessions()) == ("new", ["open"])
        assert (scene.not_told.payment.status, scene.not_told.sessions()) == ("open", ["complete"])
        assert scene.not_told.events() == []
        assert (scene.told.payment.status, scene.told.events()) == ("open", ["received"])
        for buyer in scene.in_work:
            assert (buyer.payment.status, buyer.events()) == ("open", ["received"])
        assert WebhookEvent.objects.exclude(lease_until=None).filter(status="received").count() == 2
        assert (scene.mail_waiting.payment.status, scene.mail_waiting.confirmations()) == ("paid", ["queued"])


@pytest.mark.timeout(170)
@pytest.mark.parametrize(
    "victims,loses_broker",
    [(("web",), False), (("worker",), False), (("web", "worker"), True)],
    ids=["the web server dies", "the worker dies", "the machine dies and the broker is lost"],
)
def test_nobody_loses_a_purchase(site, scene, victims, loses_broker):
    assert_everybody_is_where_they_should_be(site, scene)
    for victim in victims:
        site.kill(victim)
    if loses_broker:
        site.lose_broker()
    scene.cut_off(*victims)
    site.let_leases_of_the_dead_run_out(*victims)
    site.start_again(*victims)
    scene.let_the_living_go_on()

    for buyer in (scene.not_opened, scene.not_stored):
        buyer.pay(payment_page_of(buyer))
    with suppress(TimeoutError):
        processes.wait_until(lambda: all_settled(site, scene), within=60, what="the end of every purchase")
    assert outcomes(site, scene) == {buyer.name: SETTLED for buyer in scene.everybody}
    with site.rows():
        confirmed = Enrollment.objects.filter(status="confirmed").count()
        assert SeatPool.objects.get(kind="certification").taken == confirmed
        assert list(Finding.objects.values_list("kind", flat=True)) == []


def payment_page_of(buyer: Buyer) -> str:
    found: list[str] = []

    def find() -> bool:
        found.append(buyer.find_payment_page())
        return bool(found[-1])

    processes.wait_until(find, within=40, what=f"the payment page of {buyer.name}")
    return found[-1]


def outcomes(site: MortalSite, scene: Scene) -> dict[str, dict[str, object]]:
    with site.rows():
        return {buyer.name: buyer.outcome() for buyer in scene.everybody}


def all_settled(site: MortalSite, scene: Scene) -> bool:
    return all(outcome == SETTLED for outcome in outcomes(site, scene).values())
