from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.models import Person
from lms.kernel.models import Message


class PersonView(generic.InspectView):
    """One human being: every enrollment, record and license, and the mail they got."""

    template_name = "lms_desk/person.html"
    page_title = _("Person")

    def get_object(self, queryset: QuerySet[Person] | None = None) -> Person:
        del queryset
        people = Person.objects.select_related("employer", "user")
        return get_object_or_404(
            people.prefetch_related("enrollments__cohort", "exam_records", "licenses__events"), pk=self.pk
        )

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mail = Message.objects.to_reader(self.object).defer("body")[:50]
        return {**context, "person": self.object, "mail": mail}
