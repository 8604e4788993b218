"""The built wheel in somebody else's fresh site, on the oldest Python we support and the newest the machine has."""

import json
import sys
import zipfile
from pathlib import Path

import pytest

from tests.hosts.stock_site import OLDEST, HostSite, build_wheel, interpreters

pytestmark = [pytest.mark.hosts, pytest.mark.timeout(500)]
SCRIPT = Path(__file__).with_name("serve_course.py")
NEWEST_DJANGO = {(3, 11): [5, 2]}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def pythons() -> dict[str, tuple[int, int]]:
    found = interpreters()
    return {"oldest": OLDEST if OLDEST in found else sys.version_info[:2], "newest": max(found)}


def test_the_wheel_carries_everything_but_tests(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    folders = {name.partition("/")[0] for name in names}
    assert {name for name in folders if not name.endswith(".dist-info")} == {"lms", "courses", "cohorts", "payments"}
    assert {"lms/templates/lms/base.html", "courses/migrations/0001_initial.py"} <= set(names)


@pytest.mark.parametrize("age", ["oldest", "newest"])
def test_a_stock_site_serves_a_course(age, wheel, pythons, tmp_path):
    version = pythons[age]
    if age == "newest" and version == pythons["oldest"]:
        pytest.skip(f"Python {version[0]}.{version[1]} is the only one on this machine.")
    host = HostSite(tmp_path, interpreters()[version])
    host.install(wheel)
    host.start_project()
    host.manage("migrate", "--verbosity=0")
    assert "no issues" in host.manage("check")
    assert "No changes detected" in host.manage("makemigrations", "--check", "--dry-run")
    served = json.loads(host.run_script(SCRIPT))
    assert served["statuses"] == {"/": 200, "/courses/": 200, "/courses/instructors/": 200}
    assert [title for title in ("Reading a case", "Leading a workshop") if title not in served["html"]] == []
    assert served["django"] == NEWEST_DJANGO.get(version, [6, 1])
