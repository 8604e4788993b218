"""When a company pays: as the office agreed with it, or as everybody does."""

from cohorts.models import Organization
from lms.checkout import conf
from lms.checkout.models import CompanyTerms
from payments.payment_terms import DaysAfter, PaymentTerms


def agreed_terms(organization: Organization) -> PaymentTerms | None:
    """What the office agreed with this company; None where the usual days hold."""
    agreed = CompanyTerms.objects.filter(organization=organization).first()
    return agreed.terms if agreed else None


def usual_terms() -> PaymentTerms:
    """So many days for everybody else, whether banks are open on the last of them or not."""
    return DaysAfter(conf.LMS_TRANSFER_DAYS, roll=None)
