"""Processes that meet over the same mail: it is written once and sent once."""

import json
import subprocess
import sys

from tests.bench.manage import ROOT, manage

SETUP = """
import sys; from django.conf import settings; settings.TEMPLATES[0]["DIRS"] = [sys.argv[1]]
import django; django.setup()
from django.db import transaction
from lms.kernel import clock
from lms.kernel.actions.delivery import deliver
from lms.kernel.actions.message import queue_message
from lms.kernel.models import Message, NumberSequence
"""
WRITE = """
written = []
for number in range(20):
    with transaction.atomic():
        key = f"receipt:{number}"
        queue_message(kind="tests.email.receipt", dedupe_key=key, to_email="a@example.jp", context={}, now=clock.now())
        # The transaction must still be usable after a lost race.
        NumberSequence.objects.create(series=f"{sys.argv[2]} {number}", period=0)
        written.append(Message.objects.get(dedupe_key=key).pk)
print(written)
"""
DELIVER = "print([pk for pk in Message.objects.values_list('pk', flat=True) if deliver(pk, now=clock.now())])"


def together(code, folder, env):
    command = [sys.executable, "-c", SETUP + code, str(folder)]
    children = [
        subprocess.Popen([*command, str(number)], cwd=ROOT, env=env, stdout=subprocess.PIPE) for number in range(3)
    ]
    said = [json.loads(child.communicate(timeout=120)[0]) for child in children]
    assert [child.returncode for child in children] == [0, 0, 0]
    return said


def test_processes_that_meet_write_and_send_each_mail_once(process_environment, mail_templates, tmp_path):
    written = together(WRITE, tmp_path / "templates", process_environment)
    assert written[0] == written[1] == written[2]
    sent = together(DELIVER, tmp_path / "templates", process_environment)
    assert sorted(pk for each in sent for pk in each) == sorted(written[0])
    count = "from lms.kernel.models import Message; print(list(Message.objects.values_list('status', 'attempts')))"
    rows = manage("shell", "--no-imports", "-c", count, env=process_environment)
    assert rows.strip() == str([("sent", 1)] * 20)
