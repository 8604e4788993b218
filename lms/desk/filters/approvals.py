"""What the list of approvals can be narrowed to."""

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from lms.desk.filters.common import yes_no_filter
from payments.models import Approval


class ApprovalFilterSet(WagtailFilterSet):
    waiting = yes_no_filter(_("Waiting"), "filter_waiting")
    kind = django_filters.MultipleChoiceFilter(
        choices=Approval.Kind.choices, widget=forms.CheckboxSelectMultiple, label=_("Kind")
    )

    class Meta:
        model = Approval
        fields = ["kind"]

    def filter_waiting(self, queryset: QuerySet[Approval], name: str, value: str) -> QuerySet[Approval]:
        del name
        return queryset.filter(answered_at__isnull=value == "yes")
