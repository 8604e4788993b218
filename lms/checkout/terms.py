"""When a company pays: as the office agreed with it, or as everybody does."""

from datetime import date

from django.db.models import Exists, OuterRef

from cohorts.models import Affiliation, Organization, Person
from lms.checkout import conf
from lms.checkout.models import CompanyTerms
from payments.payment_terms import DaysAfter, PaymentTerms


def agreed_terms(organization: Organization) -> PaymentTerms | None:
    """What the office agreed with this company; None where the usual days hold."""
    agreed = CompanyTerms.objects.filter(organization=organization).first()
    return agreed.terms if agreed else None


def terms_for(contact: Person, organization: Organization, *, on: date) -> PaymentTerms | None:
    """The same for an application of this contact; None as well for somebody who merely says that they work there.

    Anybody can type the name of a company. Terms hold for whom the office knows to speak for it.
    """
    speaks = Affiliation.objects.on(on).confirmed().filter(person=contact, organization=OuterRef("organization"))
    agreed = CompanyTerms.objects.filter(Exists(speaks), organization=organization).first()
    return agreed.terms if agreed else None


def usual_terms() -> PaymentTerms:
    """So many days for everybody else, whether banks are open on the last of them or not."""
    return DaysAfter(conf.LMS_TRANSFER_DAYS, roll=None)
