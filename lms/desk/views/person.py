from typing import Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.models import Consent, Person
from lms.desk.timeline import timeline_of
from lms.kernel.models import Message


class PersonView(generic.InspectView):
    """One human being: every enrollment, record and license, and the mail they got."""

    template_name = "lms_desk/person.html"
    page_title = _("Person")

    def get_object(self, queryset: QuerySet[Person] | None = None) -> Person:
        del queryset
        people = Person.objects.select_related("employer", "user")
        return get_object_or_404(
            people.prefetch_related(
                "enrollments__cohort",
                "exam_records",
                "licenses__events",
                "postal_addresses",
                "mail_addresses",
                "affiliations__organization",
            ),
            pk=self.pk,
        )

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mail = Message.objects.to_reader(self.object).defer("body")[:50]
        return {
            **context,
            "person": self.object,
            "mail": mail,
            "consents": Consent.objects.of(self.object),
            "events": timeline_of(_rows(self.object), order=None, with_mail=False),
        }


def _rows(person: Person) -> list[Model]:
    """The person and everything of theirs that keeps a history."""
    return [person, *person.enrollments.all(), *person.exam_records.all(), *person.licenses.all()]
