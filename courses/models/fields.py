from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class ChoiceSetField(models.JSONField):
    """A set of values of `members`: a JSON list in the order in which they are announced, ticked as checkboxes."""

    members: type[models.TextChoices]
    default_error_messages = {
        "unknown": _("%(value)s is not one of the choices."),
        "not_a_set": _("Choices are a list without repetition."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        if not isinstance(value, list) or len(set(value)) != len(value):
            raise ValidationError(self.error_messages["not_a_set"], code="not_a_set")
        for one in value:
            if one not in self.members.values:
                raise ValidationError(self.error_messages["unknown"], code="unknown", params={"value": one})

    def formfield(self, **kwargs: Any) -> forms.Field:  # checkboxes, not a JSON text box
        # Wagtail's panels hand over the widget of a plain JSON field.
        kwargs.pop("widget", None)
        return ChoiceSetFormField(
            members=self.members,
            label=self.verbose_name,
            help_text=self.help_text,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
        )


class ChoiceSetFormField(forms.MultipleChoiceField):
    def __init__(self, *, members: type[models.TextChoices], **kwargs: Any) -> None:
        self.members = members
        super().__init__(choices=members.choices, **kwargs)

    def clean(self, value: Any) -> list[str]:
        ticked = super().clean(value)
        return [one for one in self.members.values if one in ticked]


class SessionFormatsField(ChoiceSetField):
    members = SessionFormat
    default_error_messages = {
        "unknown": _("%(value)s is not a session format."),
        "not_a_set": _("Session formats are a list without repetition."),
    }


class ExamPartCode(models.TextChoices):
    """What an exam is made of. The values are parameters of the public interface."""

    WRITTEN = "written", pgettext_lazy("exam part", "Written")
    PRACTICAL = "practical", pgettext_lazy("exam part", "Practical")
    ORAL = "oral", pgettext_lazy("exam part", "Oral")
    ASSIGNMENT = "assignment", pgettext_lazy("exam part", "Assignments")
    PRACTICAL_ORAL = "practical_oral", pgettext_lazy("exam part", "Practical and oral")
    ESSAY = "essay", pgettext_lazy("exam part", "Essay questions")


class ExamPartsField(ChoiceSetField):
    members = ExamPartCode


class ForSeats(models.TextChoices):
    """Which kinds of seat something is for; the kinds themselves belong to cohorts and have the same values."""

    BOTH = "both", _("every seat")
    CERTIFICATION = "certification", _("certification seats only")
    AUDIT = "audit", _("audit-only seats only")

    @classmethod
    def of(cls, kind: str) -> list[str]:
        """The values that include this kind of seat."""
        return [cls.BOTH.value, kind]
