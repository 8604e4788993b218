"""Two entries for one organization: found, looked at side by side, merged or told apart."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.duplicate_organizations import likely_pairs
from cohorts.models import Organization, OrganizationMerge
from lms.checkout.actions.organization_merge import merge_organizations, preview_of, tell_organizations_apart
from lms.desk.forms.people import MergeOrganizationsForm
from lms.desk.permissions import SECRETARIAT
from lms.desk.views.duplicates import DuplicatesView, MergeEntriesView, PairActView, TellEntriesApartView
from lms.kernel.access import staff_only

ENTRY, MERGE = "lms_desk/entry_of_organization.html", "lms_desk:merge_organizations"
LISTED = ("organization", _("Organizations"))


@staff_only(SECRETARIAT)
class DuplicateOrganizationsView(DuplicatesView):
    """Every organization that may be on file twice, the most likely first."""

    template_name = "lms_desk/duplicate_organizations.html"
    listed, entry_template = LISTED, ENTRY
    merge_act, apart_act = MERGE, "lms_desk:tell_organizations_apart"
    apart_label = _("Two organizations")

    def get_pairs(self) -> Sequence[Any]:
        return likely_pairs()


class _OfOrganizations(PairActView):
    listed, duplicates, merges = LISTED, "lms_desk:duplicate_organizations", OrganizationMerge.objects

    def get_entries(self) -> QuerySet[Organization]:
        return Organization.objects.annotate(people_count=Count("people"))


@staff_only(SECRETARIAT)
class MergeOrganizationsView(_OfOrganizations, MergeEntriesView):
    form_class = MergeOrganizationsForm
    entry_template, merge_act = ENTRY, MERGE
    consequence = _(
        "Everything below goes over to the entry that stays, and the other entry goes. Links to it lead to the one "
        "that stays, and so does its name when somebody types it. What was issued and mailed keeps the name it bears."
    )

    def preview(self) -> Any:
        return preview_of(self.subject, self.other)

    def act(self) -> object:
        return merge_organizations(self.subject, self.other, reason=self.answers["reason"], by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class TellOrganizationsApartView(_OfOrganizations, TellEntriesApartView):
    title = button = _("They are two organizations")
    done = _("It is on file that they are two organizations.")

    def act(self) -> object:
        return tell_organizations_apart(self.subject, self.other, by=self.by, now=self.now)
