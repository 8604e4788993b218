"""Run manage.py of the standalone site in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CHOOSES_DATABASE = {"LMS_TEST_DATABASE_URL", "LMS_SQLITE"}


def environment(**changes: str) -> dict[str, str]:
    """The environment of a child process under the test settings, on the database `changes` names and no other."""
    inherited = {name: value for name, value in os.environ.items() if name not in CHOOSES_DATABASE}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "lms.standalone.settings.test", **changes}


def manage(*arguments: str, env: Mapping[str, str]) -> str:
    """Its standard output; a failure raises with everything the command said."""
    return run(*arguments, env=env).stdout


def run(*arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Both its outputs; a failure raises with them."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=ROOT,
        env=dict(env),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        message = f"manage.py {' '.join(arguments)} failed ({done.returncode})\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)
    return done
