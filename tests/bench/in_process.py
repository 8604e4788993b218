"""Stripe's SDK talking HTTP to the sandbox of this very process: real requests and answers, no socket between them.

For tests that need thousands of calls. Everything above the transport is as it is with a real server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from django.test import Client, override_settings
from requests.adapters import BaseAdapter

from payments import gateway

ADDRESS = "http://in-process.test"


class _Adapter(BaseAdapter):
    def send(self, request, **_options) -> requests.Response:
        address = urlsplit(request.url)
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        answered = Client().generic(
            request.method,
            f"{address.path}?{address.query}" if address.query else address.path,
            request.body or "",
            content_type=request.headers.get("Content-Type", ""),
            headers=headers,
        )
        response = requests.Response()
        response.status_code = answered.status_code
        response.headers.update(answered.headers)
        response._content = answered.content
        response.request, response.url = request, request.url
        return response

    def close(self) -> None:
        """There is nothing to close."""


@contextmanager
def stripe_in_process() -> Iterator[None]:
    """Let the gateway of this thread talk to the sandbox without a server."""
    with override_settings(
        LMS_BASE_URL=ADDRESS, STRIPE_API_BASE=f"{ADDRESS}/sandbox/stripe", ALLOWED_HOSTS=["testserver"]
    ):
        session = requests.Session()
        session.mount(ADDRESS, _Adapter())
        gateway._client()
        gateway._http_clients[-1]._thread_local.session = session
        try:
            yield
        finally:
            gateway._client_for.cache_clear()
