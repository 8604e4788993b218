"""Agreeing with a company when it pays."""

from datetime import datetime

from django.db import transaction

from cohorts.models import Organization
from cohorts.organizations import lock_organization
from lms.checkout.models import CompanyTerms
from lms.kernel import audit
from lms.kernel.actor import Actor
from payments.payment_terms import DaysAfter, PaymentTerms
from payments.terms_words import terms_on_paper


@transaction.atomic
def agree_terms(organization: Organization, *, terms: PaymentTerms, by: Actor, now: datetime) -> CompanyTerms:
    """From now on orders of this company are due by these terms; what was ordered before keeps its day."""
    if isinstance(terms, DaysAfter):
        facts = {"days": terms.days, "closing_day": None, "months": None, "payment_day": None}
    else:
        closing, paying = terms.closing_day, terms.payment_day
        facts = {"days": None, "closing_day": closing, "months": terms.months, "payment_day": paying}
    roll = terms.roll.value if terms.roll else CompanyTerms.Closed.NEXT
    organization = lock_organization(organization)
    agreed, _is_new = CompanyTerms.objects.update_or_create(
        organization=organization, defaults={**facts, "roll": roll, "agreed_by": by.label, "agreed_at": now}
    )
    audit.record("lms_checkout.agree_terms", organization, by=by, note=terms_on_paper(terms))
    return agreed


@transaction.atomic
def end_terms(organization: Organization, *, by: Actor) -> None:
    """The usual days hold for this company again."""
    CompanyTerms.objects.filter(organization=organization).delete()
    audit.record("lms_checkout.end_terms", organization, by=by)
