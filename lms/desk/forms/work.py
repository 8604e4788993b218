"""Who does a piece of work, and by when."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from cohorts.models import DataRequest
from lms.desk.permissions import BROWSE, POLICIES


class WorkForm(forms.Form):
    """Those who may work in the office; what is taken goes from hand to hand and never back to nobody.

    The day of what somebody was promised by law or in writing does not move.
    """

    owner = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("In charge"), required=False, empty_label=_("Taken by nobody")
    )
    due_on = forms.DateField(
        label=_("To be done by"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Empty: by the rule of the queue, counted in working days."),
    )

    def __init__(self, *args: Any, may_move_the_day: bool, is_taken: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues: Any = POLICIES[DataRequest].users_with_any_permission({BROWSE})
        owner: Any = self.fields["owner"]
        owner.queryset = colleagues
        owner.required = is_taken
        if not may_move_the_day:
            del self.fields["due_on"]
