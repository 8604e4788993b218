from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.models import Consent, Person, PersonMerge
from lms.desk.timeline import timeline_of
from lms.kernel.models import Message


class PersonView(generic.InspectView):
    """One human being: every enrollment, record and license, and the mail they got."""

    template_name = "lms_desk/person.html"
    page_title = _("Person")

    def get_object(self, queryset: QuerySet[Person] | None = None) -> Person:
        del queryset
        people = Person.objects.select_related("employer", "user")
        merge = PersonMerge.objects.filter(gone=self.pk).first()
        return get_object_or_404(
            people.prefetch_related(
                "enrollments__cohort",
                "exam_records",
                "licenses__events",
                "postal_addresses",
                "mail_addresses",
                "affiliations__organization",
                "charges__product",
            ),
            pk=merge.survivor_id if merge else self.pk,
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A link to an entry that was merged leads to the one that stays."""
        if str(self.object.pk) != str(self.pk):
            return redirect("lms_desk_person:inspect", self.object.pk)
        page: HttpResponse = super().get(request, *args, **kwargs)
        return page

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mail = Message.objects.to_reader(self.object).defer("body")[:50]
        return {
            **context,
            "person": self.object,
            "mail": mail,
            "merges": self.object.merges.select_related("merged_by"),
            "consents": Consent.objects.of(self.object),
            "events": timeline_of(_rows(self.object), order=None, with_mail=False),
        }


def _rows(person: Person) -> list[Model]:
    """The person and everything of theirs that keeps a history, entries that were merged into this one included."""
    merged = [Person(pk=key) for key in person.merges.values_list("gone", flat=True)]
    return [person, *merged, *person.enrollments.all(), *person.exam_records.all(), *person.licenses.all()]
