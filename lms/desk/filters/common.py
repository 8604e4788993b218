"""Filters that many lists share. The today page counts through the same filters it links to."""

from typing import Any

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import (
    Cohort,
)


def choice_filter(
    choices: type[models.TextChoices], label: Any, field: str | None = None
) -> django_filters.MultipleChoiceFilter:
    """Of a column of the rows themselves: each row has one value of it, so that none is found twice."""
    return django_filters.MultipleChoiceFilter(
        field_name=field, choices=choices.choices, widget=forms.CheckboxSelectMultiple, label=label, distinct=False
    )


def cohort_filter(field: str) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(field_name=field, queryset=Cohort.objects.all(), label=_("Cohort"))


def owner_filter(rows: QuerySet[Any]) -> django_filters.ModelChoiceFilter:
    """Those who are in charge of something; a list of every account would grow with the site."""
    in_charge = rows.exclude(owner=None).values("owner")
    return django_filters.ModelChoiceFilter(
        field_name="owner",
        queryset=lambda _request: get_user_model().objects.filter(pk__in=in_charge),
        label=pgettext_lazy("inquiry", "In charge"),
    )


def yes_no_filter(label: Any, method: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        choices=[("yes", _("Yes")), ("no", _("No"))], label=label, method=method, widget=forms.RadioSelect
    )
