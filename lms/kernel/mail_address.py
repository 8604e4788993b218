"""A mail address as people type it, and the form field that takes it."""

import string
import unicodedata
from typing import Any

from django import forms

#: What comes along at either end when one copies: blanks, and characters of no width.
AROUND = string.whitespace + "\u200b\u200c\u200d\u2060\ufeff"


def plain_address(typed: str) -> str:
    """「ａ＠ｂ．ｊｐ」 as “a@b.jp”: width, ideographic full stops (RFC 3490, 3.1) and blanks around it do not count.

    Blanks within stay, so that two addresses in one field are refused and not joined. For addresses only: a name keeps
    every letter as typed.
    """
    return unicodedata.normalize("NFKC", typed).replace("。", ".").strip(AROUND)


class AddressInput(forms.TextInput):
    """Not `type="email"`: a browser refuses full-width letters there before we could read them."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        ours = {"inputmode": "email", "autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__({**ours, **(attrs or {})})


class EmailField(forms.EmailField):
    """Every address in a form of ours. The length is measured after reading it."""

    widget = AddressInput

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_address(value) if isinstance(value, str) else value)
