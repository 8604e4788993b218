"""Mails, questions and requests about personal data."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from cohorts.models import (
    DataRequest,
)
from lms.desk.filters.common import choice_filter, owner_filter, yes_no_filter
from lms.inquiries.models import Inquiry
from lms.kernel import clock
from lms.kernel.models import Message


class MessageFilterSet(WagtailFilterSet):
    status = choice_filter(Message.Status, _("Status"))

    class Meta:
        model = Message
        fields = ["status"]


class InquiryFilterSet(WagtailFilterSet):
    status = choice_filter(Inquiry.Status, _("Status"))
    topic = choice_filter(Inquiry.Topic, _("Topic"))
    overdue = yes_no_filter(_("Answer overdue"), "filter_overdue")
    suspicious = yes_no_filter(_("Looks like spam"), "filter_suspicious")
    owner = owner_filter(Inquiry.objects.all())

    class Meta:
        model = Inquiry
        fields = ["status", "topic", "owner"]

    def filter_overdue(self, queryset: QuerySet[Inquiry], name: str, value: str) -> QuerySet[Inquiry]:
        del name
        late = Inquiry.objects.overdue(clock.today()).values("pk")
        return queryset.filter(pk__in=late) if value == "yes" else queryset.exclude(pk__in=late)

    def filter_suspicious(self, queryset: QuerySet[Inquiry], name: str, value: str) -> QuerySet[Inquiry]:
        del name
        return queryset.exclude(suspicion="") if value == "yes" else queryset.filter(suspicion="")


class DataRequestFilterSet(WagtailFilterSet):
    status = choice_filter(DataRequest.Status, _("Status"))
    kind = choice_filter(DataRequest.Kind, pgettext_lazy("data request", "What is asked"))
    overdue = yes_no_filter(_("Answer overdue"), "filter_overdue")

    class Meta:
        model = DataRequest
        fields = ["status", "kind"]

    def filter_overdue(self, queryset: QuerySet[DataRequest], name: str, value: str) -> QuerySet[DataRequest]:
        del name
        late = DataRequest.objects.overdue(clock.today()).values("pk")
        return queryset.filter(pk__in=late) if value == "yes" else queryset.exclude(pk__in=late)
