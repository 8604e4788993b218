"""What the list of quotes can be narrowed to."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput

from lms.desk.filters.common import choice_filter
from payments.models import Quote


class QuoteFilterSet(WagtailFilterSet):
    status = choice_filter(Quote.Status, _("Status"))
    since = django_filters.DateFilter("sent_at", "date__gte", label=_("Sent from"), widget=AdminDateInput)
    until = django_filters.DateFilter("sent_at", "date__lte", label=_("Sent to"), widget=AdminDateInput)
    at_least = django_filters.NumberFilter("total_jpy", "gte", label=_("Amount from (yen)"))
    at_most = django_filters.NumberFilter("total_jpy", "lte", label=_("Amount to (yen)"))

    class Meta:
        model = Quote
        fields = ["status", "since", "until", "at_least", "at_most"]
