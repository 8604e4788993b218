"""Our own apps, as installed."""

import os
from pathlib import Path

import django
from django.apps import AppConfig, apps

ROOT = Path(__file__).resolve().parents[2]


def set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.standalone.settings.test")
    django.setup()


def our_apps() -> list[AppConfig]:
    """Every installed app that lives in this repository, outermost folders first."""
    ours = [config for config in apps.get_app_configs() if _is_ours(Path(config.path))]
    return sorted(ours, key=lambda config: config.path)


def _is_ours(path: Path) -> bool:
    return path.is_relative_to(ROOT) and not path.relative_to(ROOT).parts[0].startswith(".")


def sources(config: AppConfig, *suffixes: str) -> list[Path]:
    """Files of this app alone: what lies in an app nested below belongs to that one."""
    home = Path(config.path)
    homes = [Path(other.path) for other in our_apps()]
    nested = [folder for folder in homes if folder != home and folder.is_relative_to(home)]
    return sorted(
        path
        for suffix in suffixes
        for path in home.rglob(f"*{suffix}")
        if not any(path.is_relative_to(folder) for folder in nested) and "migrations" not in path.parts
    )
