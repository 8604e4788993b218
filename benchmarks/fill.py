"""Makes rows in a process of one site: `python -m benchmarks.fill MODULE FUNCTION '{"…": …}'` prints JSON."""

import json
import sys
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def cookie_of(user: Any) -> str:
    """A session of somebody who has just signed in, as a browser sends it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def queries(path: str, cookie: str = "") -> int:
    """What a warm process asks the database for this page."""
    client = Client(headers={"cookie": cookie} if cookie else None)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    if answer.status_code != 200:
        message = f"{path} answered {answer.status_code}"
        raise RuntimeError(message)
    return len(seen)


if __name__ == "__main__":
    django.setup()
    module, function, facts = sys.argv[1:]
    made = getattr(import_module(module), function)(**json.loads(facts))
    sys.stdout.write(json.dumps(made, ensure_ascii=False))
