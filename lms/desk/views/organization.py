"""An organization: when it pays, what it ordered, and what was merged into it."""

from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from cohorts.actions.affiliation import confirm_affiliation
from cohorts.duplicate_organizations import likely_pairs
from cohorts.models import Affiliation, CompanyHold, Organization
from lms.checkout import conf
from lms.checkout.actions.terms import agree_terms, end_terms
from lms.checkout.models import GroupApplication
from lms.checkout.terms import agreed_terms
from lms.desk.forms.terms import TermsForm, initial_of
from lms.desk.permissions import SECRETARIAT
from lms.desk.timeline import timeline_of
from lms.desk.views.act import ActView, list_of, row_of
from lms.kernel import clock
from lms.kernel.access import staff_only
from payments.terms_words import terms_in_words


class OrganizationView(generic.InspectView):
    """Who they are, when they pay, what they ordered."""

    template_name = "lms_desk/organization.html"
    page_title = _("Organization")

    def get_object(self, queryset: QuerySet[Organization] | None = None) -> Organization:
        del queryset
        return _entry(int(self.pk))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A link to an entry that was merged leads to the one that stays."""
        if str(self.object.pk) != str(self.pk):
            return redirect("lms_desk_organization:inspect", self.object.pk)
        page: HttpResponse = super().get(request, *args, **kwargs)
        return page

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreed = agreed_terms(self.object)
        orders = GroupApplication.objects.filter(organization=self.object).exclude(order=None)
        return {
            **super().get_context_data(**kwargs),
            "organization": self.object,
            "terms": terms_in_words(agreed) if agreed else "",
            "usual_days": conf.LMS_TRANSFER_DAYS,
            "applications": orders.select_related("order", "cohort").order_by("-order__created_at"),
            "contacts": _contacts_of(self.object),
            "pairs": likely_pairs(only=self.object),
            "merges": self.object.merges.select_related("merged_by"),
            "events": timeline_of(_rows(self.object), order=None, with_mail=False),
        }


def _entry(key: int) -> Organization:
    """That entry, or the one it was merged into."""
    found = Organization.objects.entry(key)
    if found is None:
        raise Http404
    return found


def _contacts_of(organization: Organization) -> QuerySet[Affiliation]:
    """Who orders for them or has seats held, and whether the office knows that they work there."""
    orders = GroupApplication.objects.filter(contact=OuterRef("person"), organization=organization)
    holds = CompanyHold.objects.filter(contact=OuterRef("person"), organization=organization)
    current = organization.affiliations.on(clock.today()).select_related("person")
    return current.filter(Exists(orders) | Exists(holds)).order_by("person__family_kana", "pk")


def _rows(organization: Organization) -> list[Model]:
    """The organization, and entries that were merged into it, which keep a history too."""
    return [organization, *(Organization(pk=key) for key in organization.merges.values_list("gone", flat=True))]


class _OrganizationActView(ActView):
    def load(self, pk: int) -> Any:
        return _entry(pk)

    def home(self) -> str:
        return row_of("organization", self.subject.pk)

    def trail(self) -> tuple[str, str]:
        return list_of("organization"), str(_("Organizations"))


@staff_only(SECRETARIAT)
class ConfirmAffiliationView(ActView):
    title = _("Confirm that somebody speaks for a company")
    consequence = _(
        "What was agreed with the company about paying holds for their applications from now on. What was ordered "
        "before keeps its day."
    )
    undo = _("It ends when they work somewhere else: change the employer on their page.")
    button = _("They speak for the company")
    done = _("It is on file that they speak for the company.")

    def load(self, pk: int) -> Any:
        others = Affiliation.objects.exclude(person__user=self.staff)  # nobody confirms themselves
        return get_object_or_404(others.select_related("person", "organization"), pk=pk)

    def whom(self) -> str:
        return f"{self.subject.person.full_name} – {self.subject}"

    def get_hindrance(self) -> str:
        return gettext("This is confirmed already.") if self.subject.confirmed_at else ""

    def home(self) -> str:
        return row_of("organization", self.subject.organization_id)

    def trail(self) -> tuple[str, str]:
        return list_of("organization"), str(_("Organizations"))

    def act(self) -> object:
        return confirm_affiliation(self.subject, by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class AgreeTermsView(_OrganizationActView):
    title = _("Agree on terms of payment")
    form_class = TermsForm
    consequence = _(
        "Bank transfers of this company are due by these terms from now on, and its invoices say so, where a contact "
        "orders whom the office has confirmed. What was ordered before keeps its day. Seats of a course stay due "
        "before its first day."
    )
    undo = _("Other terms can be agreed at any time, or the agreed ones ended.")
    button = _("Keep these terms")
    done = _("The terms of payment are agreed.")

    def get_initial(self) -> dict[str, Any]:
        agreed = agreed_terms(self.subject)
        return initial_of(agreed) if agreed else {}

    def act(self) -> object:
        return agree_terms(self.subject, terms=self.form.terms(), by=self.by, now=self.now)


@staff_only(SECRETARIAT)
class EndTermsView(_OrganizationActView):
    title = _("End the agreed terms")
    consequence = _("From now on this company pays within the usual days. What was ordered before keeps its day.")
    undo = _("Terms can be agreed again at any time.")
    button = _("End the agreed terms")
    done = _("The agreed terms are ended.")

    def act(self) -> object:
        return end_terms(self.subject, by=self.by)
