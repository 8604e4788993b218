"""Stands in for Stripe while ours is measured: every session is opened at once, by a process of its own.

`python -m benchmarks.payment_company PORT [SESSIONS]`. It keeps nothing, so that no time of ours is spent on its books;
asked for its list, it names so many paid sessions, as benchmarks/our_people.py writes them.
"""

import itertools
import json
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

numbers = itertools.count(1)
SESSIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 0


class Session(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        number, asked = next(numbers), {name: values[0] for name, values in sent.items()}
        total = sum(int(value) for name, value in asked.items() if name.endswith("[unit_amount]"))
        self._answer(
            {
                "id": f"cs_test_{number}",
                "object": "checkout.session",
                "status": "open",
                "payment_status": "unpaid",
                "mode": "payment",
                "amount_total": total,
                "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
                "currency": "jpy",
                "livemode": False,
                "created": int(time.time()),
                "expires_at": int(asked["expires_at"]),
                "client_reference_id": asked.get("client_reference_id"),
                "metadata": {name[9:-1]: value for name, value in asked.items() if name.startswith("metadata[")},
                "payment_intent": None,
                "url": f"http://127.0.0.1/pay/{number}/",
            }
        )

    def do_GET(self) -> None:
        """A page of the list, newest first; `starting_after` is where the page before ended."""
        asked = parse_qs(urlsplit(self.path).query)
        first = int(asked["starting_after"][0].removeprefix("cs_")) - 1 if "starting_after" in asked else SESSIONS - 1
        numbers = range(first, max(first - int(asked["limit"][0]), -1), -1)
        data = [_paid(number) for number in numbers]
        self._answer({"object": "list", "url": "/v1/checkout/sessions", "has_more": numbers.stop >= 0, "data": data})

    def _answer(self, session: dict[str, object]) -> None:
        body = json.dumps(session).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


def _paid(number: int) -> dict[str, object]:
    charge = {"id": f"ch_{number}", "object": "charge", "payment_method_details": {"type": "card"}}
    return {
        "id": f"cs_{number}",
        "object": "checkout.session",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": 88_000,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "currency": "jpy",
        "livemode": False,
        "created": int(time.time()),
        "expires_at": int(time.time()),
        "metadata": {"attempt": str(UUID(int=number))},
        "payment_intent": {
            "id": f"pi_{number}",
            "object": "payment_intent",
            "status": "succeeded",
            "latest_charge": charge,
        },
        "url": None,
    }


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Session).serve_forever()
