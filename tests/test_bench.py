"""The bench keeps its own promises."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import redis
from django.contrib.auth import get_user_model
from wagtail.models import Page, Site

from lms.kernel import clock
from tests.bench import processes
from tests.bench.manage import ROOT
from tests.bench.race import race


@pytest.mark.both_databases
def test_migrated_rows_are_there(db):
    assert Site.objects.get().is_default_site
    assert get_user_model().objects.count() == 0


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", [1, 2])
def test_a_transactional_test_leaves_the_database_as_migrated(_round):
    assert Page.objects.count() == 2
    assert get_user_model().objects.count() == 0
    get_user_model().objects.create_user("trainee@example.com")
    Page.objects.all().delete()


def test_the_clock_stands_where_it_is_set_and_runs_on(at):
    moment = at("2027-01-15T10:00:00+09:00")
    assert moment <= clock.now() < moment + timedelta(seconds=30)
    assert str(clock.today()) == "2027-01-15"
    at("2027-02-01T23:59:00+09:00")
    assert str(clock.today()) == "2027-02-01"


def test_the_clock_refuses_a_moment_without_an_offset(at):
    with pytest.raises(ValueError, match="names no offset"):
        at("2027-01-15T10:00:00")
    assert abs(clock.now() - datetime.now(tz=clock.JST)) < timedelta(seconds=30)


def test_a_child_process_works_on_a_fresh_database(process_environment):
    code = (
        "import django; django.setup()\n"
        "from django.contrib.auth import get_user_model\n"
        "users = get_user_model().objects\n"
        "users.create_user('trainee@example.com'); print(users.count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=process_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"


def test_only_one_of_many_processes_wins(process_environment):
    outcomes = race(process_environment, "tests.bench.racers:register", processes=12, email="trainee@example.test")
    winners = [number for number, outcome in enumerate(outcomes) if outcome == number]
    assert len(winners) == 1
    assert outcomes.count("IntegrityError") == 11


def test_a_sqlite_file_is_migrated_and_sound(sqlite_database):
    with closing(sqlite3.connect(sqlite_database)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM wagtailcore_site").fetchone() == (1,)


@pytest.mark.postgres
def test_a_postgres_database_is_migrated(postgres_database):
    with psycopg.connect(postgres_database) as database:
        assert database.execute("SELECT count(*) FROM wagtailcore_site").fetchone() == (1,)


@pytest.mark.broker
def test_valkey_keeps_what_it_is_given(valkey_url):
    with redis.Redis.from_url(valkey_url) as client:
        client.set("seat", "held")
        assert client.get("seat") == b"held"


def test_a_child_process_ends_with_its_parent(tmp_path):
    written = tmp_path / "pid"
    code = (
        "import pathlib, time\n"
        "from tests.bench import processes\n"
        "child = processes.start(['sleep', '60'])\n"
        f"pathlib.Path({str(written)!r}).write_text(str(child.pid))\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    processes.wait_until(lambda: written.exists() and written.read_text(), within=20, what="the child's start")
    parent.kill()
    parent.wait(5)
    child = int(written.read_text())
    processes.wait_until(lambda: not _is_running(child), within=5, what="the child's end")


def _is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
