"""A worker is killed in the middle of a delivery: no mail is lost, and none leaves twice that could be helped.

What cannot be helped: a worker that dies after the mail server accepted a mail and before the row says so. The mail
then leaves once more after its lease, under the same Message-ID.
"""

import asyncio
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from tests.bench import processes
from tests.bench.manage import ROOT, environment, manage

pytestmark = pytest.mark.broker

MAILS = 4
WRITE = f"""
from django.db import transaction
from lms.kernel.models import Message
from lms.kernel.nudge import nudge
with transaction.atomic():
    for number in range({MAILS}):
        message = Message.objects.create(
            dedupe_key=f"greeting:{{number}}", kind="tests.email.greeting", to_email="reader@example.jp",
            subject=f"ご案内 {{number}}", body="本文")
        nudge("lms_kernel.deliver_message", message.pk)
"""


class SlowServer:
    """Answers no mail while held; knows what it has accepted."""

    def __init__(self) -> None:
        self.is_held = True
        self.accepts_at_once = False
        self.begun = 0
        self.accepted: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):
        self.begun += 1
        identity = message_from_bytes(envelope.original_content)["Message-ID"]
        if self.accepts_at_once:
            self.accepted.append(identity)
        while self.is_held:  # noqa: ASYNC110 - the test lets go from another thread
            await asyncio.sleep(0.02)
        if not self.accepts_at_once:
            self.accepted.append(identity)
        return "250 OK"


@pytest.fixture
def server():
    slow = SlowServer()
    controller = Controller(slow, hostname="127.0.0.1", port=processes.free_port())
    controller.start()
    slow.port = controller.port
    yield slow
    slow.is_held = False
    controller.stop()


@pytest.fixture(params=["filesystem", "valkey"])
def site(request, server, sqlite_database, tmp_path):
    """Environment of the embedded site on this broker, its mails relayed to the slow server."""
    broker = "filesystem://" if request.param == "filesystem" else request.getfixturevalue("valkey_url")
    return environment(
        DJANGO_SETTINGS_MODULE="lms.standalone.settings.embedded",
        LMS_VAR_DIR=str(tmp_path),
        LMS_SQLITE=str(sqlite_database),
        LMS_EMAIL_URL=f"smtp://127.0.0.1:{server.port}",
        CELERY_BROKER_URL=broker,
    )


def start_worker(site, tmp_path, *options, **changes):
    command = [sys.executable, "-m", "celery", "-A", "lms.standalone.celery", "worker", "-P", "threads", "-c", "1"]
    with (tmp_path / "worker.log").open("a") as log:
        return processes.start([*command, *options], cwd=ROOT, env={**site, **changes}, stdout=log, stderr=log)


def statuses(path) -> Counter[str]:
    with closing(sqlite3.connect(path)) as database:
        return Counter(status for (status,) in database.execute("SELECT status FROM lms_kernel_message"))


@pytest.mark.parametrize("dies", ["before the server accepts", "before the row is noted"])
def test_a_killed_worker_loses_no_mail(site, server, sqlite_database, tmp_path, dies):
    server.accepts_at_once = dies == "before the row is noted"
    manage("shell", "--no-imports", "-c", WRITE, env=site)
    first = start_worker(site, tmp_path)
    processes.wait_until(lambda: server.begun, within=60, what="the first delivery")
    first.kill()
    first.wait(5)
    assert statuses(sqlite_database) == {"sending": 1, "queued": MAILS - 1}

    server.is_held = False
    after_the_lease = (datetime.now(tz=UTC) + timedelta(minutes=10)).isoformat()
    second = start_worker(site, tmp_path, "-B", "-s", str(tmp_path / "beat"), LMS_CLOCK=after_the_lease)
    try:
        processes.wait_until(
            lambda: statuses(sqlite_database) == {"sent": MAILS}, within=100, what="the delivery of all mails"
        )
    finally:
        processes.stop(second)
    times = Counter(Counter(server.accepted).values())
    assert times == ({1: MAILS - 1, 2: 1} if server.accepts_at_once else {1: MAILS})
