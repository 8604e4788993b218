"""Run a command on a PostgreSQL started for it: `python -m tests.tools.with_postgres pytest -m both_databases`."""

import os
import subprocess
import sys

import django

from tests.bench.postgres_server import running_postgres


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.standalone.settings.test")
    django.setup()
    with running_postgres() as url:
        command = [sys.executable, "-m", *sys.argv[1:]]
        return subprocess.run(command, env={**os.environ, "LMS_TEST_DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
