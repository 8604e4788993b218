"""Corporate numbers (法人番号), and the number of a qualified invoice issuer: T and a corporate number."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FORM = re.compile(r"T[0-9]{13}")
CORPORATE = re.compile(r"[0-9]{13}")


def check_digit(twelve: str) -> int:
    """The first of the thirteen digits, from the other twelve (法人番号の指定等に関する省令2条)."""
    weighted = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(twelve)))
    return 9 - weighted % 9


def is_corporate_number(text: str) -> bool:
    return bool(CORPORATE.fullmatch(text)) and int(text[0]) == check_digit(text[1:])


def validate_corporate_number(text: str) -> None:
    """Two entries with one number are one company: a mistyped one would join strangers."""
    if not CORPORATE.fullmatch(text):
        raise ValidationError(_("Write the number as 13 digits."))
    if not is_corporate_number(text):
        raise ValidationError(_("This number does not exist: its check digit does not fit. Please compare it."))


def is_registration_number(text: str) -> bool:
    return bool(FORM.fullmatch(text)) and is_corporate_number(text[1:])


def validate_registration_number(text: str) -> None:
    """A mistyped number would make every invoice of ours worthless to its reader."""
    if not FORM.fullmatch(text):
        raise ValidationError(_("Write the number as T and 13 digits."))
    if not is_registration_number(text):
        raise ValidationError(_("This number does not exist: its check digit does not fit. Please compare it."))
