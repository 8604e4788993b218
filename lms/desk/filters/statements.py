"""What the lines of bank statements can be narrowed to, with how many there are."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from lms.desk.filters.common import yes_no_filter
from lms.desk.statements import count_label
from lms.kernel import clock
from payments.models import StatementLine


class StatementLineFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        choices=StatementLine.Status.choices, widget=forms.CheckboxSelectMultiple, label=_("Status")
    )
    old = yes_no_filter(_("Waiting for a week or longer"), "filter_old")

    class Meta:
        model = StatementLine
        fields = ["status", "account"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = dict(StatementLine.objects.order_by().values_list("status").annotate(count=Count("pk")))
        self.filters["status"].extra["choices"] = [
            (status.value, count_label(status.label, found.get(status.value, 0))) for status in StatementLine.Status
        ]

    def filter_old(self, queryset: QuerySet[StatementLine], name: str, value: str) -> QuerySet[StatementLine]:
        del name
        old = StatementLine.objects.old(clock.today()).values("pk")
        return queryset.filter(pk__in=old) if value == "yes" else queryset.exclude(pk__in=old)
