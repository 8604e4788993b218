"""`manage.py demo` as a visitor meets it: real processes on a fresh SQLite file and the file-system broker."""

import json
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.bench import processes, sqlite
from tests.bench.manage import ROOT, environment, run

pytestmark = pytest.mark.broker

ROLES = {
    "trainee",
    "trainee_waiting",
    "audit",
    "evaluator",
    "evaluator_2",
    "trainer",
    "decider",
    "secretariat",
    "secretariat_2",
    "editor",
    "company",
    "licensee",
}
RUNNING = "Web server and worker are running."


class Demonstration:
    """A folder of its own, in which the data has been made once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.complaints = ""
        self.port = processes.free_port()
        self.database = sqlite.fresh_file(folder)
        self.environment = environment(
            DJANGO_SETTINGS_MODULE="lms.standalone.settings.embedded",
            LMS_VAR_DIR=str(folder),
            LMS_SQLITE=str(self.database),
        )

    def make(self) -> str:
        made = run("demo", "--no-serve", "--port", str(self.port), env=self.environment)
        self.complaints = made.stderr
        return made.stdout

    def start(self) -> subprocess.Popen:
        command = [sys.executable, "manage.py", "demo", "--port", str(self.port)]
        log = self.folder / "demo.log"
        with log.open("w") as output:
            command_running = processes.start(command, cwd=ROOT, env=self.environment, stdout=output, stderr=output)
        processes.wait_until(
            lambda: command_running.poll() is not None or (RUNNING in log.read_text() and answers(self.base_url)),
            within=120,
            what=f"the first answer ({log})",
        )
        assert command_running.poll() is None, log.read_text()
        return command_running

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sheet(self) -> dict:
        return json.loads((self.folder / "demo.json").read_text())

    def counts(self) -> dict[str, int]:
        """Rows by table; what Django and the search index keep for themselves aside."""
        with closing(sqlite3.connect(self.database)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            own = [name for name in tables if name.startswith(("lms_", "wagtailcore_", "account_", "auth_"))]
            return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in own}


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    made = Demonstration(tmp_path_factory.mktemp("demonstration"))
    made.make()
    return made


@pytest.fixture(scope="module")
def running(demonstration):
    process = demonstration.start()
    yield process
    processes.stop(process, within=30)


@pytest.fixture
def served(demonstration):
    """Web server and worker alone, on data that is there."""
    port = processes.free_port()
    serve = (
        "import os; from pathlib import Path; from lms.standalone.processes import serve;"
        f"serve({port}, var=Path(os.environ['LMS_VAR_DIR']))"
    )
    log = demonstration.folder / "served.log"
    with log.open("w") as output:
        process = processes.start(
            [sys.executable, "-c", serve], cwd=ROOT, env=demonstration.environment, stdout=output, stderr=output
        )
    processes.wait_until(lambda: answers(f"http://127.0.0.1:{port}"), within=60, what=f"the first answer ({log})")
    yield process
    processes.stop(process, within=30)


def answers(base_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=10) as answer:
            return answer.status == 200
    except OSError:
        return False


def descendants(pid: int) -> list[str]:
    """The kernel's signatures of every process that came from this one."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        found += [f"{child} {processes.started_at(int(child))}", *descendants(int(child))]
    return found


def test_making_it_prints_no_complaints(demonstration):
    assert demonstration.complaints == ""


def test_the_sheet_names_every_role_for_its_owner_alone(demonstration):
    sheet = demonstration.sheet
    assert sheet["base_url"] == demonstration.base_url
    assert set(sheet["accounts"]) == ROLES
    assert {frozenset(one) for one in sheet["accounts"].values()} == {frozenset({"email", "password"})}
    assert len({one["password"] for one in sheet["accounts"].values()}) == len(ROLES)
    assert stat.S_IMODE((demonstration.folder / "demo.json").stat().st_mode) == 0o600


def test_the_year_is_complete(demonstration):
    with closing(sqlite3.connect(demonstration.database)) as database:
        cohorts = dict(database.execute("SELECT status, count(*) FROM lms_cohorts_cohort GROUP BY status"))
        enrollments = dict(database.execute("SELECT status, count(*) FROM lms_cohorts_enrollment GROUP BY status"))
        cases = dict(database.execute("SELECT status, count(*) FROM lms_cohorts_certificationcase GROUP BY status"))
        printed = database.execute("SELECT count(*) FROM lms_cohorts_licensecertificate WHERE status = 'rendered'")
        unpaid = database.execute(
            "SELECT count(*) FROM lms_cohorts_enrollment e JOIN lms_checkout_purchase p ON p.enrollment_id = e.id"
            " JOIN lms_payments_order o ON o.id = p.order_id"
            " WHERE e.status IN ('confirmed', 'completed', 'incomplete') AND o.status != 'paid'"
        )
        # Letters that come with a day wait for it; everything else has left.
        waiting = database.execute("SELECT count(*) FROM lms_kernel_message WHERE status != 'sent' AND letter_key = ''")
        findings = database.execute("SELECT count(*) FROM lms_payments_finding")
        assert [query.fetchone()[0] for query in (printed, unpaid, waiting, findings)] == [3, 0, 0, 0]
    assert cohorts == {"evaluated": 1, "open": 6, "planned": 3, "postponed": 1, "canceled": 1}
    assert enrollments == {
        "draft": 1,
        "under_review": 3,
        "held": 2,
        "confirmed": 7,
        "completed": 11,
        "incomplete": 1,
        "released": 2,
    }
    assert cases == {"collecting": 7, "awaiting_specialist": 1, "ready": 1, "decided": 5}


def test_there_is_work_on_every_page_of_the_office(demonstration):
    def count(query: str) -> int:
        return database.execute(f"SELECT count(*) FROM {query}").fetchone()[0]

    with closing(sqlite3.connect(demonstration.database)) as database:
        assert {
            "orders of a company": count(
                "lms_checkout_groupapplication g JOIN lms_payments_order o ON o.id = g.order_id"
            ),
            "owed by companies": count(
                "lms_payments_order WHERE buyer_reference != '' AND status = 'awaiting_payment'"
            ),
            "invoices": count("lms_payments_document WHERE kind = 'invoice'"),
            "quotes to answer": count("lms_payments_quote WHERE status = 'sent'"),
            "seats without a name": count("lms_cohorts_openseat"),
            "changes of a seat": count("lms_cohorts_enrollment WHERE upgrade_of_id IS NOT NULL"),
            "fees to pay": count("lms_checkout_charge WHERE status = 'asked'"),
            "fees paid": count("lms_checkout_charge WHERE status = 'paid'"),
            "wishes to answer": count("lms_cohorts_accommodation WHERE status = 'asked'"),
            "lines at the bank to match": count("lms_payments_statementline WHERE status = 'open'"),
            "lines matched": count("lms_payments_statementline WHERE status = 'matched'"),
            "rows of a list": count("lms_cohorts_importrow"),
            "rows accepted": count("lms_cohorts_importeffect"),
            "whose result is it?": count("lms_cohorts_recordmatch WHERE answered_at IS NULL"),
        } == {
            "orders of a company": 2,
            "owed by companies": 2,
            "invoices": 3,
            "quotes to answer": 1,
            "seats without a name": 2,
            "changes of a seat": 1,
            "fees to pay": 2,
            "fees paid": 1,
            "wishes to answer": 1,
            "lines at the bank to match": 2,
            "lines matched": 1,
            "rows of a list": 5,
            "rows accepted": 2,
            "whose result is it?": 1,
        }


def test_a_second_run_changes_nothing_and_brings_back_what_is_missing(demonstration):
    rows, sheet = demonstration.counts(), demonstration.sheet
    demonstration.make()
    assert demonstration.counts() == rows
    assert demonstration.sheet == sheet
    with closing(sqlite3.connect(demonstration.database)) as database:
        database.execute("DELETE FROM account_emailaddress WHERE email = 'editor@demo.example'")
        database.execute("DELETE FROM lms_checkout_legaldocument")
        database.commit()
    demonstration.make()
    assert demonstration.counts() == rows


def test_every_account_signs_in(demonstration, running):
    for role, one in demonstration.sheet["accounts"].items():
        assert signed_in_at(demonstration.base_url, one) == f"{demonstration.base_url}/my/", role


def signed_in_at(base_url: str, account: dict[str, str]) -> str:
    """The address a browser ends up at."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{base_url}/accounts/login/", timeout=30) as page:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode()).group(1)
    form = {"csrfmiddlewaretoken": token, "login": account["email"], "password": account["password"]}
    request = urllib.request.Request(
        f"{base_url}/accounts/login/", urllib.parse.urlencode(form).encode(), {"Referer": base_url}
    )
    with browser.open(request, timeout=30) as page:
        return page.url


def test_a_port_in_use_is_said_plainly(demonstration, running):
    with pytest.raises(RuntimeError, match=rf"Port {demonstration.port} is in use by another program"):
        demonstration.make()


def test_a_killed_demonstration_leaves_nothing_behind(running):
    started = descendants(running.pid)
    assert len(started) >= 3  # web server with its worker, and the Celery worker
    running.kill()
    running.wait(5)
    wait_for_the_end_of(started)


def test_ctrl_c_stops_both(served):
    started = descendants(served.pid)
    served.send_signal(signal.SIGINT)
    assert served.wait(30) == 0
    wait_for_the_end_of(started)


def test_when_one_ends_the_other_is_stopped(demonstration, served):
    started = descendants(served.pid)
    worker = next(int(pid) for pid in pids(started) if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    assert served.wait(30) == 1
    wait_for_the_end_of(started)
    sentence = "The worker ended by itself (code -9); the web server was stopped, too."
    assert sentence in (demonstration.folder / "served.log").read_text()


def pids(signatures: list[str]) -> list[str]:
    return [one.partition(" ")[0] for one in signatures]


def wait_for_the_end_of(signatures: list[str]) -> None:
    processes.wait_until(
        lambda: not any(processes.is_alive(one) for one in signatures), within=30, what="the end of all processes"
    )
