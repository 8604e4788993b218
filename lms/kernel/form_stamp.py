"""Tells a form that a person filled in from one that a machine sent at once, without any outside service.

The page carries a signed moment. A form that comes back within seconds, days later or without a moment of ours is
shown again with everything typed and a fresh stamp, so that a quick person only has to send it once more.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock

SALT = "lms.form_stamp"
QUICKEST = timedelta(seconds=2)
LATEST = timedelta(hours=24)


def stamp() -> str:
    return signing.dumps(clock.now().timestamp(), salt=SALT)


def was_filled_in_by_hand(value: str) -> bool:
    """Between two seconds and a day after the page was made."""
    try:
        made_at = float(signing.loads(value, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return False
    age = clock.now().timestamp() - made_at
    return QUICKEST.total_seconds() <= age <= LATEST.total_seconds()


class StampedForm(forms.Form):
    """A public form whose page carries a stamp."""

    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = stamp

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if was_filled_in_by_hand(cleaned.get("stamp", "")):
            return cleaned
        self._stamp_anew()
        if not self.errors:
            raise forms.ValidationError(
                _("The form was sent very quickly or was open for very long. Please check it and send it once more.")
            )
        return cleaned

    def _stamp_anew(self) -> None:
        if isinstance(self.data, QueryDict):
            data = self.data.copy()
            data[self.add_prefix("stamp")] = stamp()
            self.data = data
