"""Many requests of which each is sent once, sixteen at a time: what came back, how fast, and how slow the slowest."""

import queue
import statistics
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

AT_ONCE = 16


@dataclass(frozen=True)
class Post:
    port: int
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def form(cls, port: int, path: str, fields: dict[str, str], cookie: str = "") -> "Post":
        """A form as a browser sends it, with the token against forgery in its cookie and in the body."""
        token = "b" * 32
        cookies = f"csrftoken={token}; {cookie}" if cookie else f"csrftoken={token}"
        body = urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        return cls(port, path, body, headers)

    def send(self) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("POST", self.path, self.body, self.headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers.get("Location", "")


@dataclass
class Outcome:
    seconds: float
    statuses: Counter[int]
    places: list[str]
    waits: list[float]

    @property
    def a_second(self) -> float:
        return sum(self.statuses.values()) / self.seconds

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.waits, n=100)[-1]


def send(posts: Sequence[Post], *, at_once: int = AT_ONCE) -> Outcome:
    """All of them, each by whichever of the senders is free."""
    waiting: queue.SimpleQueue[Post] = queue.SimpleQueue()
    for post in posts:
        waiting.put(post)
    outcome = Outcome(0, Counter(), [], [])

    def sender() -> None:
        while True:
            try:
                post = waiting.get_nowait()
            except queue.Empty:
                return
            start = time.perf_counter()
            try:
                status, place = post.send()
            except OSError:
                status, place = 0, ""
            outcome.waits.append(time.perf_counter() - start)
            outcome.statuses[status] += 1
            outcome.places.append(place)

    senders = [threading.Thread(target=sender) for _number in range(at_once)]
    start = time.perf_counter()
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    outcome.seconds = time.perf_counter() - start
    return outcome
