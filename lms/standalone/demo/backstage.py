"""What runs behind the scenes while the rows are made: a set clock, the site itself on its port, the worker's jobs.

Payments of the demonstration go to the sandbox over HTTP like everyone's, so the site answers on its own port while the
data is made; jobs run here at the moment they belong to instead of waiting for a worker that would run them today.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import time
from typing import Any

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from cohorts.actions.certificate import render_certificate
from cohorts.models import LicenseCertificate
from lms.kernel import clock
from lms.kernel.actions.delivery import deliver as deliver_message
from lms.kernel.models import Message
from lms.standalone.celery import app
from payments.actions.event import process_event
from payments.actions.requests import send_request
from payments.models import StripeRequest, WebhookEvent
from payments.sandbox.actions.event import deliver as deliver_event
from payments.sandbox.models import Delivery

HOST = "127.0.0.1"


class PortInUse(Exception):
    pass


@contextmanager
def backstage(port: int) -> Iterator[None]:
    """Inside the block the site answers at this port and every address that is written down leads there.

    Raises PortInUse.
    """
    before = settings.LMS_BASE_URL, settings.STRIPE_API_BASE
    address = f"http://{HOST}:{port}"
    settings.LMS_BASE_URL, settings.STRIPE_API_BASE = address, f"{address}/sandbox/stripe"
    # Nudges of this process reach nobody: `work` does the jobs, and no worker finds a heap of finished ones later.
    app.conf.update(broker_url="memory://", broker_transport=None, broker_transport_options={})
    try:
        with _site(port):
            yield
    finally:
        settings.LMS_BASE_URL, settings.STRIPE_API_BASE = before


@contextmanager
def moment(when: datetime) -> Iterator[datetime]:
    """Inside the block the clock of this process runs on from there."""
    before = settings.LMS_CLOCK, settings.LMS_CLOCK_SET_AT
    settings.LMS_CLOCK, settings.LMS_CLOCK_SET_AT = when.isoformat(), time()
    try:
        yield when
    finally:
        work()
        settings.LMS_CLOCK, settings.LMS_CLOCK_SET_AT = before


def work() -> None:
    """Do what a worker would have done by now."""
    for request in StripeRequest.objects.due(clock.now()):
        send_request(request, now=clock.now())
    for delivery in Delivery.objects.due(clock.now()):
        deliver_event(delivery, now=clock.now())
    for event in WebhookEvent.objects.due(clock.now()):
        process_event(event, now=clock.now())
    for pk in LicenseCertificate.objects.pending().values_list("pk", flat=True):
        render_certificate(pk, now=clock.now())
    for pk in Message.objects.due(clock.now()).values_list("pk", flat=True):
        deliver_message(pk, now=clock.now())


def check_port(port: int) -> None:
    """Raises PortInUse where another program listens already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortInUse from error


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        pass


@contextmanager
def _site(port: int) -> Iterator[None]:
    check_port(port)
    server = ThreadedWSGIServer((HOST, port), _Quiet, ipv6=False)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
