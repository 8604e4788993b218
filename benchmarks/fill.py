"""Makes rows in a process of one site: `python -m benchmarks.fill MODULE FUNCTION '{"…": …}'` prints JSON."""

import importlib
import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def queries(path: str) -> int:
    """What a warm process asks the database for this page."""
    client = Client()
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
    made = getattr(importlib.import_module(module), function)(**json.loads(facts))
    sys.stdout.write(json.dumps(made, ensure_ascii=False))
