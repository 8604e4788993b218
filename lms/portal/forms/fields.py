"""Fields that take what a Japanese keyboard gives, and how they read it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.kernel import names

POSTAL_CODE = re.compile(r"[0-9]{3}-?[0-9]{4}")

PHONE = re.compile(r"(\+?[0-9-]{9,16})(?:(?:内線|ext\.?|x|#):?([0-9]{1,6}))?", re.IGNORECASE)

# Family and given name with a space between them fit the 200 characters of documents and mails.
LONGEST_NAME = 99

ROMAJI = re.compile(r"^[A-Za-z][A-Za-z' .-]*$")


def plain_digits(text: str) -> str:
    """Full-width digits and any kind of dash become ASCII; people type what their keyboard gives."""
    return re.sub(r"[‐-―ー−－]", "-", unicodedata.normalize("NFKC", text)).replace(" ", "")


def clean_postal_code(text: str) -> str:
    """「100-0001」 from any way of typing it. Raises ValidationError."""
    code = plain_digits(text).lstrip("〒")
    if not POSTAL_CODE.fullmatch(code):
        raise forms.ValidationError(_("Write the seven digits of the postal code."), code="postal_code")
    return code if "-" in code else f"{code[:3]}-{code[3:]}"


def clean_phone(text: str) -> str:
    """「03-0000-0000」 or 「03-0000-0000 内線12」 from any way of typing it. Raises ValidationError."""
    typed = re.sub(r"[()-]+", "-", plain_digits(text)).strip("-")
    found = PHONE.fullmatch(typed)
    if found is None:
        raise forms.ValidationError(_("Write a telephone number such as 03-0000-0000."), code="phone")
    number, extension = found.groups()
    return f"{number.strip('-')} 内線{extension}" if extension else number


class KanaField(forms.CharField):
    """Accepts hiragana and half-width kana, and gives full-width katakana."""

    default_error_messages = {"kana": _("Write this in kana, for example サトウ.")}

    def clean(self, value: Any) -> str:
        text = names.katakana(super().clean(value))
        if text and not names.is_katakana(text):
            raise forms.ValidationError(self.error_messages["kana"], code="kana")
        return text


class RomajiField(forms.CharField):
    default_error_messages = {"romaji": _("Write this in Latin letters as in your passport, for example SATO.")}

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", super().clean(value)).upper()
        if text and not ROMAJI.match(text):
            raise forms.ValidationError(self.error_messages["romaji"], code="romaji")
        return text


class ConsentField(forms.BooleanField):
    """Something that has to be agreed to before anything binds."""

    default_error_messages = {"required": _("Please tick this to go on.")}
