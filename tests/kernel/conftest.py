import copy
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller

from tests.bench.processes import free_port

TEMPLATES = {
    "greeting.subject.txt": "{{ course }}のご案内\n",
    "greeting.body.txt": "{{ to_name }} 様\n\n{{ course }} {{ starts_at|date:'H:i' }}\n",
    "receipt.subject.txt": "{% load i18n %}{% translate 'Search' %}",
    "receipt.body.txt": "{% load i18n %}{% translate 'Search' %}",
}


@pytest.fixture
def mail_templates(settings, tmp_path):
    """Templates of the kinds tests.email.greeting and tests.email.receipt."""
    folder = tmp_path / "templates" / "lms_tests" / "email"
    folder.mkdir(parents=True)
    for name, text in TEMPLATES.items():
        (folder / name).write_text(text)
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [str(tmp_path / "templates")]
    settings.TEMPLATES = templates


class Mailbox:
    """A mail server's other end: what arrived, and what the server answers to a recipient."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append(message_from_bytes(envelope.original_content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(settings):
    """A real SMTP server that Django's own backend talks to."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield box
    server.stop()


@pytest.fixture
def celery_broker():
    """Make an app on another broker the current one for one test."""
    from celery import Celery, current_app

    before = current_app._get_current_object()

    def use(url, **options):
        app = Celery("elsewhere", broker=url, set_as_current=False)
        app.conf.broker_transport_options = options
        app.set_current()
        return app

    yield use
    before.set_current()
