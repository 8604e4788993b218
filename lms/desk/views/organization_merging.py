"""Two entries for one organization: found, looked at side by side, merged or told apart."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.duplicate_organizations import likely_pairs
from cohorts.models import Organization
from lms.checkout.actions.organization_merge import merge_organizations, preview_of, tell_organizations_apart
from lms.desk.forms.people import MergeOrganizationsForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.act import ActView, list_of, row_of
from lms.desk.views.duplicates import DuplicatesView
from lms.kernel.access import staff_only

ENTRY = "lms_desk/entry_of_organization.html"


@staff_only(SECRETARIAT)
class DuplicateOrganizationsView(DuplicatesView):
    """Every organization that may be on file twice, the most likely first."""

    template_name = "lms_desk/duplicate_organizations.html"
    listed = ("organization", _("Organizations"))
    entry_template = ENTRY
    merge_act, apart_act = "lms_desk:merge_organizations", "lms_desk:tell_organizations_apart"
    apart_label = _("Two organizations")

    def get_pairs(self) -> Sequence[Any]:
        return likely_pairs()


class OrganizationPairView(ActView):
    """`subject` stays, `other` goes."""

    other: Organization

    def load(self, pk: int) -> Any:
        entries = Organization.objects.annotate(people_count=Count("people"))
        self.other = get_object_or_404(entries.exclude(pk=pk), pk=self.kwargs["other"])
        return get_object_or_404(entries, pk=pk)

    def whom(self) -> str:
        return f"{self.subject.name} ／ {self.other.name}"

    def home(self) -> str:
        return reverse("lms_desk:duplicate_organizations")

    def trail(self) -> tuple[str, str]:
        return list_of("organization"), str(_("Organizations"))


@staff_only(SECRETARIAT)
class MergeOrganizationsView(OrganizationPairView):
    template_name = "lms_desk/merge.html"
    title = _("Merge two entries")
    form_class = MergeOrganizationsForm
    consequence = _(
        "Everything below goes over to the entry that stays, and the other entry goes. Links to it lead to the one "
        "that stays, and so does its name when somebody types it. What was issued and mailed keeps the name it bears."
    )
    undo = _("A merge cannot be undone. What the entry said and what came over stays on file.")
    button = _("Merge them")
    done = _("The two entries are one.")
    is_grave = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        other_way = reverse("lms_desk:merge_organizations", args=[self.other.pk, self.subject.pk])
        preview = preview_of(self.subject, self.other)
        return {**context, "preview": preview, "other_way": other_way, "entry_template": ENTRY}

    def get_hindrance(self) -> str:
        return "\n\n".join(preview_of(self.subject, self.other).obstacles)

    def get_success_url(self) -> str:
        return row_of("organization", self.subject.pk) if hasattr(self, "answers") else super().get_success_url()

    def act(self) -> object:
        return merge_organizations(self.subject, self.other, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class TellOrganizationsApartView(OrganizationPairView):
    title = _("They are two organizations")
    consequence = _("Both entries stay as they are, and nobody is asked about the two again.")
    undo = _("What was said here stays; the two can still be merged by their address.")
    button = _("They are two organizations")
    done = _("It is on file that they are two organizations.")

    def act(self) -> object:
        return tell_organizations_apart(self.subject, self.other, by=self.by, now=self.now)
