"""Cancellation terms at the desk: read, and published as a new version."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic

from lms.desk.timeline import timeline_of
from lms.desk.views.act import row_of
from lms.kernel import clock
from lms.kernel.actor import Actor
from lms.kernel.clock import JST
from lms.templatetags.lms import long_date, long_datetime
from payments.actions.policy import publish_policy
from payments.models import CancellationPolicy

AHEAD = timedelta(days=60)


class PolicyView(generic.InspectView):
    """The table in words, as it would be for a course two months from now, and who sells under it."""

    template_name = "lms_desk/policy.html"
    page_title = _("Cancellation policy")

    def get_object(self, queryset: QuerySet[CancellationPolicy] | None = None) -> CancellationPolicy:
        del queryset
        return get_object_or_404(CancellationPolicy, pk=self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy = self.object
        first_day = clock.today() + AHEAD
        latest = CancellationPolicy.objects.filter(name=policy.name).order_by("-version").first()
        return {
            **super().get_context_data(**kwargs),
            "policy": policy,
            "first_day": first_day,
            "tiers": example(policy, first_day),
            "latest": latest if latest != policy else None,
            "listings": policy.listings.select_related("pool__cohort").order_by("-pool__cohort__fiscal_year", "pk"),
            "events": timeline_of([policy], order=None, with_mail=False),
        }


def example(policy: CancellationPolicy, first_day: date) -> list[tuple[int, str, int]]:
    """Days before, the last moment in words, and the fee in percent of each tier."""
    terms = policy.terms()
    return [
        (tier.days_before, _moment(terms.ends_at(tier, first_day)) if tier.days_before else "", tier.fee_percent)
        for tier in terms.tiers
    ]


def _moment(end: datetime) -> str:
    """The last day of a tier that ends at midnight, otherwise the moment it ends."""
    local = end.astimezone(JST)
    if (local.hour, local.minute) == (0, 0):
        return gettext("until the end of %(day)s") % {"day": long_date(local.date() - timedelta(days=1))}
    return gettext("until %(moment)s") % {"moment": long_datetime(end)}


class PolicyAddView(generic.CreateView):
    """A first version, or with `?from=` the next one of a policy, filled in with what holds now."""

    form: Any

    def get_initial(self) -> dict[str, Any]:
        known = self.request.GET.get("from", "")
        policy = CancellationPolicy.objects.filter(pk=known).first() if known.isdecimal() else None
        if policy is None:
            return {}
        return {name: getattr(policy, name) for name in self.get_form_class()._meta.fields}

    def save_instance(self) -> CancellationPolicy:
        return publish_policy(**self.form.cleaned_data, by=Actor.person(self.request.user), now=clock.now())

    def get_success_url(self) -> str:
        return row_of("cancellationpolicy", self.object.pk)
