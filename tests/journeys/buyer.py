"""Somebody with a browser but without scripts: sends forms and follows addresses over HTTP."""

import re

import requests

from cohorts.models import Enrollment
from lms.kernel.models import Message
from payments.models import LedgerEntry, Order, Payment, WebhookEvent
from payments.sandbox.models import StoredObject
from tests.checkout.applications import a_draft
from tests.factories.cohorts import PersonFactory
from tests.factories.standalone import UserFactory

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
CARD = {"name": "HANAKO MIHON", "number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
CONSENTS = dict.fromkeys(("accept_terms", "accept_policy", "accept_privacy"), "on")
TIMEOUT = 60


class Buyer:
    """Stands before the confirm screen of the open cohort."""

    def __init__(self, site, world, name: str) -> None:
        self.name = name
        self._site = site
        self._browser = requests.Session()
        self._confirm_page = f"{site.base_url}/apply/{world.cohort.code}/confirm/"
        with site.rows():
            user = UserFactory()
            draft = a_draft(world, person=PersonFactory(user=user, given_name=name))
            self.enrollment_id = draft.pk
        site.sign_in(self, user)

    def add_cookies(self, cookies) -> None:
        for cookie in cookies:
            self._browser.cookies.set(cookie["name"], cookie["value"])

    def confirm(self) -> str:
        """Press the button that binds; the address it leads to."""
        page = self._browser.get(self._confirm_page, timeout=TIMEOUT)
        page.raise_for_status()
        return self._send(self._confirm_page, {**dict(HIDDEN.findall(page.text)), **CONSENTS})

    def pay(self, payment_page: str) -> str:
        """Fill in the card; the address of the site to come back to."""
        page = self._browser.get(payment_page, timeout=TIMEOUT)
        page.raise_for_status()
        return self._send(payment_page, {**dict(HIDDEN.findall(page.text)), **CARD})

    def come_back(self, address: str) -> None:
        self._browser.get(address, timeout=TIMEOUT).raise_for_status()

    def find_payment_page(self) -> str:
        """Press "pay" on my page; "" while there is no payment page to be sent to."""
        with self._site.rows():
            path = f"/orders/{self.order.public_id}/pay/"
        token = {"csrfmiddlewaretoken": self._browser.cookies["csrftoken"]}
        address = self._send(self._site.base_url + path, token)
        return address if "/sandbox/stripe/pay/" in address else ""

    def _send(self, address: str, data: dict[str, str]) -> str:
        answer = self._browser.post(address, data, allow_redirects=False, timeout=TIMEOUT)
        answer.raise_for_status()
        return requests.compat.urljoin(address, answer.headers["Location"])

    # What is true; inside `with site.rows()`

    @property
    def order(self) -> Order:
        return Order.objects.get(purchases__enrollment=self.enrollment_id)

    @property
    def payment(self) -> Payment:
        return self.order.payments.get()

    def sessions(self) -> list[str]:
        """The status of every session that Stripe opened for this order."""
        sessions = StoredObject.objects.filter(kind="checkout.session").order_by("pk")
        mine = str(self.order.public_id)
        return [each.data["status"] for each in sessions if each.data["client_reference_id"] == mine]

    def events(self) -> list[str]:
        return list(WebhookEvent.objects.filter(object_id=self.payment.session_id).values_list("status", flat=True))

    def confirmations(self) -> list[str]:
        about = Message.key_of(Enrollment.objects.get(pk=self.enrollment_id))
        mails = Message.objects.filter(kind="cohorts.email.seat_confirmed", about=about)
        return list(mails.values_list("status", flat=True))

    def outcome(self) -> dict[str, object]:
        order = self.order
        return {
            "enrollment": Enrollment.objects.get(pk=self.enrollment_id).status,
            "order": order.status,
            "charges": list(LedgerEntry.objects.filter(order=order).values_list("kind", "amount_jpy")),
            "sessions": self.sessions(),
            "confirmations": self.confirmations(),
        }
