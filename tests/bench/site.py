"""The whole site as its visitors meet it: a web server and a worker, on one SQLite file, over HTTP."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DEFAULT_DB_ALIAS, connections
from django.test import override_settings

from tests.bench import processes, sqlite
from tests.bench.manage import ROOT, environment, manage

SETTINGS = "tests.bench.site_settings"
WEB = "-m gunicorn lms.standalone.wsgi:application --workers 1 --threads 8 --worker-class gthread --log-level warning"
WORKER = (
    "-m celery -A lms.standalone.celery worker -B -P threads -c 2 --loglevel info --without-gossip --without-mingle"
)


class RunningSite:
    """`base_url` is where it answers. Stopping ends both processes; the kernel does so should the test run die."""

    def __init__(self, folder: Path, blocker, clock: str = "") -> None:
        self.folder = folder
        self.base_url = f"http://127.0.0.1:{processes.free_port()}"
        self.database = sqlite.fresh_file(folder)
        self._blocker = blocker
        self._running: dict[str, subprocess.Popen] = {}
        self._set_clock(clock)

    def _set_clock(self, moment: str) -> None:
        self._clock = {"LMS_CLOCK": moment, "LMS_CLOCK_SET_AT": str(time.time())}

    @property
    def environment(self) -> dict[str, str]:
        """For further processes of the same site."""
        return environment(
            DJANGO_SETTINGS_MODULE=SETTINGS,
            LMS_SQLITE=str(self.database),
            LMS_VAR_DIR=str(self.folder),
            LMS_BASE_URL=self.base_url,
            **self._clock,
        )

    def start(self) -> None:
        self.start_web()
        self.start_worker()

    def start_web(self) -> None:
        address = self.base_url.removeprefix("http://")
        self._start("web", f"{WEB} --bind {address}")
        processes.wait_until(self._answers, within=60, what=f"the site's first answer ({self.folder / 'web.log'})")

    def start_worker(self) -> None:
        self._start("worker", f"{WORKER} --schedule {self.folder / 'beat'}")

    def _start(self, name: str, command: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = processes.start(
                [sys.executable, *command.split()],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        if self._running["web"].poll() is not None:
            message = f"The web server ended at once:\n{(self.folder / 'web.log').read_text()}"
            raise RuntimeError(message)
        try:
            with urllib.request.urlopen(f"{self.base_url}/healthz", timeout=10) as answer:
                return answer.status == 200
        except OSError:  # refused, reset or too slow: not yet
            return False

    def kill(self, name: str) -> None:
        """SIGKILL "web" or "worker" with the processes it started, as a power cut would."""
        process = self._running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)

    def stop(self) -> None:
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            processes.stop(process)
            with suppress(ProcessLookupError):  # the scheduler of a worker that did not end politely
                os.killpg(process.pid, signal.SIGKILL)
        self._running.clear()

    def travel(self, moment: str) -> None:
        """Start both processes again with the clock at `moment` (an ISO time with its offset)."""
        self.stop()
        self._set_clock(moment)
        self.start()

    def manage(self, *arguments: str) -> str:
        return manage(*arguments, env=self.environment)

    @contextmanager
    def rows(self) -> Iterator[None]:
        """Inside the block the test's own models, factories and clock are the site's; each statement commits."""
        usual = connections[DEFAULT_DB_ALIAS]
        own = connections.create_connection(DEFAULT_DB_ALIAS)
        own.settings_dict = {**own.settings_dict, "NAME": str(self.database), "CONN_MAX_AGE": 0}
        clock = {"LMS_CLOCK": self._clock["LMS_CLOCK"], "LMS_CLOCK_SET_AT": float(self._clock["LMS_CLOCK_SET_AT"])}
        with ExitStack() as stack:
            stack.enter_context(self._blocker.unblock())
            stack.enter_context(override_settings(LMS_BASE_URL=self.base_url, **clock))
            connections[DEFAULT_DB_ALIAS] = own
            stack.callback(connections.__setitem__, DEFAULT_DB_ALIAS, usual)
            stack.callback(own.close)
            yield

    def sign_in(self, context, user) -> None:
        """Give this browser context the session of `user`, who has just signed in."""
        with self.rows():
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": self.base_url}
        context.add_cookies([cookie])


def find_chromium() -> str | None:
    """The browser of the machine: $LMS_CHROMIUM, or one in the usual places."""
    names = [os.environ.get("LMS_CHROMIUM", ""), "/usr/bin/chromium", "chromium", "chromium-browser"]
    return next((path for name in names if name and (path := shutil.which(name))), None)
