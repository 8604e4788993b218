"""Somebody who applies through the pages, as a browser would send them."""

from django.test import Client
from django.urls import reverse

CODE = "2026"
PERSON = {
    "family_name": "見本",
    "given_name": "花子",
    "family_kana": "ミホン",
    "given_kana": "ハナコ",
    "family_romaji": "MIHON",
    "given_romaji": "HANAKO",
    "certificate_name": "",
    "phone": "03-0000-0000",
    "postal_code": "100-0001",
    "address": "東京都見本区見本1-2-3",
}
DECLARATION = {
    "kind": "certification",
    "specialist_status": "passed",
    "specialist_number": "SP-2026-0042",
    "purpose": "company_employee",
}
CONSENTS = {"accept_terms": "on", "accept_policy": "on", "accept_privacy": "on"}


def address(step: str) -> str:
    return reverse(f"lms_portal:{step}", args=[CODE])


def fill_in(client: Client, **declaration: str) -> None:
    """Up to the confirm screen."""
    assert client.post(address("apply"), PERSON).status_code == 302
    assert client.post(address("apply_declarations"), {**DECLARATION, **declaration}).status_code == 302


def confirm_form(client: Client) -> dict[str, str]:
    """The form of the confirm screen as it stands now, with every box ticked."""
    form = client.get(address("apply_confirm")).context["form"]
    hidden = {field.html_name: str(field.value()) for field in form.hidden_fields()}
    return {**hidden, **CONSENTS}


def confirm(client: Client, form: dict[str, str] | None = None, **options: object):
    return client.post(address("apply_confirm"), form or confirm_form(client), **options)
