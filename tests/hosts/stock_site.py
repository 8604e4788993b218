"""A fresh Wagtail project that knows the plugin only as an installed wheel."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.bench.manage import ROOT

BLOCK = re.compile(r"```python\n\s*# (?P<file>\S+)\n(?P<code>.*?)```", re.DOTALL)
OLDEST = (3, 11)


def run(command: list[str | Path], *, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Standard output; a failure raises with everything that was said."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=400)
    if done.returncode:
        message = f"{' '.join(map(str, command))} failed ({done.returncode})\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)
    return done.stdout


def interpreters() -> dict[tuple[int, int], Path]:
    """Every CPython of the machine we support, by version: those in PATH and those pyenv keeps."""
    folders = [Path(folder) for folder in os.get_exec_path()] + list(Path.home().glob(".pyenv/versions/*/bin"))
    candidates = [
        path for folder in folders for path in folder.glob("python3.*") if re.fullmatch(r"python3\.\d+", path.name)
    ]
    found = {sys.version_info[:2]: Path(sys.executable)}
    for path in candidates:
        version = (3, int(path.name.removeprefix("python3.")))
        if version >= OLDEST and version not in found and _works(path):
            found[version] = path
    return found


def _works(python: Path) -> bool:
    return subprocess.run([python, "-c", "import venv, sqlite3, ssl"], capture_output=True, check=False).returncode == 0


def build_wheel(folder: Path) -> Path:
    """Built from a copy of what git tracks or would, so that nothing left over in build/ can slip in."""
    source = folder / "source"
    listed = run(["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT).split("\0")
    for name in filter(None, listed):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    installer = ["--installer", "uv"] if find_uv() else []
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run([sys.executable, "-m", "build", "--wheel", *installer, "--outdir", folder, source], cwd=folder, env=environment)
    return next(folder.glob("*.whl"))


def find_uv() -> str | None:
    return shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def constraints(folder: Path) -> Path:
    """The locked versions without their hashes, which a wheel built a moment ago cannot have."""
    locked = (ROOT / "requirements" / "standalone.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.removesuffix("\\").strip() for line in locked if line and not line.startswith((" ", "#"))]
    path = folder / "constraints.txt"
    path.write_text("\n".join(pins), encoding="utf-8")
    return path


class HostSite:
    """`wagtail start host`, plus what docs/install.md says, word for word."""

    def __init__(self, folder: Path, python: Path) -> None:
        self.folder = folder
        self.project = folder / "host"
        self._given_python = python
        self.python = folder / "env" / "bin" / "python"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("LMS_", "DJANGO_", "PYTHON"))},
            "STRIPE_SECRET_KEY": "sk_test_shape",
            "STRIPE_WEBHOOK_SECRETS": "whsec_shape",
        }

    def install(self, wheel: Path) -> None:
        pins = constraints(self.folder)
        if uv := find_uv():
            run([uv, "venv", "--quiet", "--python", self._given_python, self.folder / "env"], cwd=self.folder)
            run([uv, "pip", "install", "--quiet", "--python", self.python, wheel, "-c", pins], cwd=self.folder)
        else:
            run([self._given_python, "-m", "venv", self.folder / "env"], cwd=self.folder)
            run([self.python, "-m", "pip", "install", "--quiet", wheel, "-c", pins], cwd=self.folder)

    def start_project(self) -> None:
        run([self.folder / "env" / "bin" / "wagtail", "start", "host"], cwd=self.folder, env=self.environment)
        for file, code in self.instructions():
            path = self.project / "host" / file
            path.write_text(f"{path.read_text()}\n{code}\n")

    @staticmethod
    def instructions() -> list[tuple[str, str]]:
        page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
        return [(found["file"], _dedented(found["code"])) for found in BLOCK.finditer(page)]

    def manage(self, *arguments: str) -> str:
        return run([self.python, "manage.py", *arguments], cwd=self.project, env=self.environment)

    def run_script(self, script: Path) -> str:
        """Run a file of ours as one of the host's own."""
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "host.settings.dev"}
        return run([self.python, shutil.copy(script, self.project)], cwd=self.project, env=environment)


def _dedented(code: str) -> str:
    indent = re.match(r" *", code)[0]
    return re.sub(rf"^{indent}", "", code, flags=re.MULTILINE)
