"""The line between the site and Stripe: a proxy that can stop a request before it arrives, or its answer."""

import http.client
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE_SECONDS = 120
NOT_HANDED_ON = {"connection", "transfer-encoding", "content-length", "server", "date"}


class Hold:
    """One request that is stopped on its way: `let_go` lets it pass, `cut` closes its connection instead."""

    def __init__(self, beginning: str, *, after_answer: bool) -> None:
        self.beginning = beginning
        self.after_answer = after_answer
        self.arrived = threading.Event()
        self._decided = threading.Event()
        self._is_cut = False

    def let_go(self) -> None:
        self._decided.set()

    def cut(self) -> None:
        self._is_cut = True
        self._decided.set()

    def stop_here(self) -> None:
        self.arrived.set()
        if not self._decided.wait(PATIENCE_SECONDS) or self._is_cut:
            raise ConnectionAbortedError


class Line(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.far_end = ""
        self._holds: list[Hold] = []
        self._lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def hold(self, beginning: str, *, after_answer: bool = False) -> Hold:
        """Stop the next request that begins so ("POST /sandbox/stripe/v1/checkout/sessions")."""
        hold = Hold(beginning, after_answer=after_answer)
        with self._lock:
            self._holds.append(hold)
        return hold

    def hold_for(self, request: str) -> Hold | None:
        with self._lock:
            found = next((hold for hold in self._holds if request.startswith(hold.beginning)), None)
            if found:
                self._holds.remove(found)
        return found


class _Request(BaseHTTPRequestHandler):
    server: Line

    def do_POST(self) -> None:
        # Whoever waited may be dead, or the far end may be.
        with suppress(OSError, http.client.HTTPException):
            self._pass_on()

    do_GET = do_POST

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        hold = self.server.hold_for(f"{self.command} {self.path}")
        if hold and not hold.after_answer:
            hold.stop_here()
        status, headers, answer = self._ask_far_end(body)
        if hold and hold.after_answer:
            hold.stop_here()
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in NOT_HANDED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _ask_far_end(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        far_end = http.client.HTTPConnection(urlsplit(self.server.far_end).netloc, timeout=30)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
            far_end.request(self.command, self.path, body, headers)
            response = far_end.getresponse()
            return response.status, response.getheaders(), response.read()
        finally:
            far_end.close()

    def log_message(self, *_arguments) -> None:
        """Says nothing."""
