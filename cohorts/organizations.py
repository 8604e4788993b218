"""Which entry an organization stands under, also while somebody merges two of them."""

from cohorts.models import Organization, OrganizationMerge
from lms.kernel.company_names import same_company


def lock_organization(organization: Organization) -> Organization:
    """The entry as it stands, which no merge takes away before the transaction ends; merged by now, the one that stays.

    For whoever is about to point to it. Everybody locks seat pools first, then organizations, then people.
    """
    found = Organization.objects.select_for_update(of=("self",), no_key=True).entry(organization.pk)
    if found is None:
        raise Organization.DoesNotExist
    return found


def organization_meant(name: str) -> Organization | None:
    """The organization people mean by this name, in any usual spelling, or by that of an entry merged into it."""
    exact = Organization.objects.filter(name=name).first()
    if exact:
        return exact
    alike = (each for each in Organization.objects.only("name") if same_company(each.name, name))
    merged = (each for each in OrganizationMerge.objects.select_related("survivor"))
    return next(alike, None) or next((each.survivor for each in merged if same_company(each.gone_name, name)), None)
