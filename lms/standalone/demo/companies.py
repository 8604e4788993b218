"""Companies that send people: what the office agreed with them."""

from cohorts.actions.affiliation import organization_named
from lms.checkout.actions.terms import agree_terms
from lms.checkout.terms import agreed_terms
from lms.standalone.demo import cohorts, people
from lms.standalone.demo.backstage import moment
from lms.standalone.demo.calendar import Seasons
from payments.payment_terms import MonthlyTerms


def make(plan: Seasons) -> None:
    """The hotel closes its books at the end of the month and pays at the end of the next."""
    hotel = organization_named(people.HOTEL)
    if agreed_terms(hotel) is None:
        with moment(plan.ago(days=40, hour=11)) as now:
            agree_terms(hotel, terms=MonthlyTerms(), by=cohorts.office(), now=now)
