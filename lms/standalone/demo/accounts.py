"""One account per role, with a password of its own that is made on first run and kept in var/demo.json."""

import json
import os
import secrets
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TypedDict

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import PBKDF2PasswordHasher, verify_password
from django.contrib.auth.models import Group
from django.core.management import call_command

from lms.standalone.models import User

DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody a visitor can sign in as. `groups` are some of those that `setup_roles` makes."""

    role: str
    display_name: str
    groups: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.role.replace('_', '-')}@{DOMAIN}"


ACCOUNTS = (
    Account("trainee", ""),
    Account("trainee_waiting", ""),
    Account("audit", ""),
    Account("licensee", ""),
    Account("company", ""),
    Account("trainer", "御厨 伸彦"),
    Account("evaluator", "早瀬川 文乃"),
    Account("evaluator_2", "鏑木 隆臣"),
    Account("decider", "三枝木 佳代", ("認定決定者",)),
    Account("secretariat", "名取川 千紘", ("事務局", "配慮の担当")),
    Account("secretariat_2", "日下部 怜", ("事務局",)),
    Account("editor", "帯刀 沙耶", ("編集者",)),
)


class Credentials(TypedDict):
    email: str
    password: str


class Sheet(TypedDict):
    """What var/demo.json holds."""

    base_url: str
    accounts: dict[str, Credentials]


def make_accounts(known: Sheet | None) -> dict[str, Credentials]:
    """The accounts with working passwords: those written down before, or new ones."""
    call_command("setup_roles", stdout=StringIO())
    passwords = {role: one["password"] for role, one in known["accounts"].items()} if known else {}
    return {one.role: _make(one, passwords.get(one.role) or secrets.token_urlsafe(9)) for one in ACCOUNTS}


def account(role: str) -> User:
    return User.objects.get(email=f"{role.replace('_', '-')}@{DOMAIN}")


def silent_account(email: str) -> User:
    """For people of the demonstration whom nobody plays: it exists, and no password opens it."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    _verify(user)
    return user


def read_sheet(path: Path) -> Sheet | None:
    """What an earlier run wrote; nothing where there is no such file, or not one of ours."""
    try:
        sheet = json.loads(path.read_text(encoding="utf-8"))
        accounts = {
            str(role): Credentials(email=one["email"], password=one["password"])
            for role, one in sheet["accounts"].items()
        }
        return Sheet(base_url=sheet["base_url"], accounts=accounts)
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_sheet(path: Path, sheet: Sheet) -> None:
    """Readable by its owner alone, and never half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(sheet, file, ensure_ascii=False, indent=2)
        file.write("\n")
    unfinished.replace(path)


def _make(one: Account, password: str) -> Credentials:
    user = User.objects.filter(email=one.email).first() or User(email=one.email, display_name=one.display_name)
    if user.pk is None or not user.is_active or not verify_password(password, user.password)[0]:
        user.password = _quickly_hashed(password)
        user.is_active = True
        user.save()
    _verify(user)
    user.groups.add(*Group.objects.filter(name__in=one.groups))
    return Credentials(email=one.email, password=password)


def _quickly_hashed(password: str) -> str:
    """Seventy random bits need no stretching, and eleven slow hashes take seconds; signing in hashes it anew."""
    hasher = PBKDF2PasswordHasher()
    return str(hasher.encode(password, hasher.salt(), iterations=1000))


def _verify(user: User) -> None:
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
