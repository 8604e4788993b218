"""How the admin chooses competencies: several in a searchable list by domain, one in Wagtail's chooser."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.models import Competency

Choices = list[tuple[str, list[tuple[int, str]]]]


def grouped_choices() -> Choices:
    """Every competency under its version and domain, the newest version first."""
    groups: dict[str, list[tuple[int, str]]] = {}
    competencies = sorted(
        Competency.objects.labelled().order_by("domain__position", "number"),
        key=lambda each: (each.version.framework.code, [-part for part in each.version.number]),
    )
    for each in competencies:
        groups.setdefault(f"{each.version}｜{each.domain}", []).append((each.pk, each.label))
    return list(groups.items())


class CompetencyPicker(forms.SelectMultiple):
    """A grouped list; with JavaScript it is searched by code or title, and what is chosen stands above it."""

    template_name = "lms_courses/admin/competency_picker.html"

    class Media:
        js = ["lms_courses/competency_picker.js"]
        css = {"all": ["lms_courses/competency_picker.css"]}

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        self.choices = grouped_choices()
        return super().optgroups(name, value, attrs)


class CompetencyFilterForm(SearchFilterMixin, BaseFilterForm):
    def filter(self, objects: QuerySet[Competency]) -> QuerySet[Competency]:
        for word in self.cleaned_data["q"].split():
            objects = objects.filter(
                Q(code__icontains=word) | Q(title__icontains=word) | Q(domain__title__icontains=word)
            )
            self.is_searching = True
        self.search_query = self.cleaned_data["q"]
        return objects


class _Choose:
    filter_form_class = CompetencyFilterForm
    ordering = ("-version", "domain__position", "number")

    def get_object_list(self) -> QuerySet[Competency]:
        return Competency.objects.labelled()

    @property
    def columns(self) -> list[Column]:
        competency: Column = self.title_column  # type: ignore[attr-defined]
        competency.label = _("Competency")
        return [competency, Column("domain", label=_("Domain"), accessor="domain")]


class CompetencyChooseView(_Choose, ChooseView):
    pass


class CompetencyChooseResultsView(_Choose, ChooseResultsView):
    pass


class CompetencyChooserViewSet(ChooserViewSet):
    model = Competency
    icon = "tag"
    choose_one_text = _("Choose a competency")
    choose_another_text = _("Choose another competency")
    choose_view_class = CompetencyChooseView
    choose_results_view_class = CompetencyChooseResultsView
    per_page = 15


competency_chooser = CompetencyChooserViewSet("lms_courses_competency_chooser", url_prefix="competency-chooser")
