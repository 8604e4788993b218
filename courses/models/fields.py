from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class Half(models.TextChoices):
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")


class SessionFormat(models.TextChoices):
    """How a half day is taught, in the order in which the course announces it."""

    LECTURE = "lecture", _("lecture")
    CASE_PRESENTATION = "case_presentation", _("case presentation by participants")
    CASE_STUDY = "case_study", _("case study")
    WORKSHOP = "workshop", _("workshop")
    ROLE_MODEL_DEMO = "role_model_demo", _("role model demonstration")


class SessionFormatsField(models.JSONField):
    """A set of `SessionFormat` values: a JSON list in announcement order, ticked as checkboxes."""

    default_error_messages = {
        "unknown": _("%(value)s is not a session format."),
        "not_a_set": _("Session formats are a list without repetition."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or len(set(value)) != len(value):
            raise ValidationError(self.error_messages["not_a_set"], code="not_a_set")
        for one in value:
            if one not in SessionFormat.values:
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"value": one})

    def formfield(self, **kwargs: Any) -> forms.Field:  # checkboxes, not a JSON text box
        # Wagtail's panels hand over the widget of a plain JSON field.
        kwargs.pop("widget", None)
        return SessionFormatsFormField(
            choices=SessionFormat.choices,
            label=self.verbose_name,
            help_text=self.help_text,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
        )


class SessionFormatsFormField(forms.MultipleChoiceField):
    def clean(self, value: Any) -> list[str]:
        ticked = super().clean(value)
        return [one for one in SessionFormat.values if one in ticked]


class ForSeats(models.TextChoices):
    """Which kinds of seat something is for; the kinds themselves belong to cohorts and have the same values."""

    BOTH = "both", _("every seat")
    CERTIFICATION = "certification", _("certification seats only")
    AUDIT = "audit", _("audit-only seats only")

    @classmethod
    def of(cls, kind: str) -> list[str]:
        """The values that include this kind of seat."""
        return [cls.BOTH.value, kind]
