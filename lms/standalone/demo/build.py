"""Makes the demonstration, or whatever of it is missing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO

from django.core.management import call_command
from django.utils import translation

from cohorts.actions.certificate import reissue_certificate
from cohorts.models import LicenseCertificate
from lms.kernel import clock, conf
from lms.kernel.obstacles import Obstacle
from lms.standalone.demo import (
    announcements,
    bank,
    catalogue,
    cohorts,
    companies,
    fees,
    held_cohort,
    inquiries,
    lessons,
    lists,
    open_cohort,
    outlines,
    pages,
    quotes,
    terms,
)
from lms.standalone.demo.accounts import Credentials, Sheet, make_accounts
from lms.standalone.demo.backstage import backstage, moment, work
from lms.standalone.demo.calendar import seasons
from lms.standalone.demo.course import make_course, make_curriculum, make_scheme
from lms.standalone.demo.standards import make_framework, name_competencies
from lms.standalone.models import User


def build(known: Sheet | None, *, port: int, tell: Callable[[str], object]) -> dict[str, Credentials]:
    """All rows of the demonstration, for a site that answers at this port; returns who can sign in.

    Every part that is there already stays as it is. Raises PortInUse.
    """
    with translation.override("ja"), backstage(port):
        tell("Accounts and pages")
        accounts = make_accounts(known)
        call_command("setup_standards", stdout=StringIO())
        course = make_course()
        make_framework()
        curriculum, scheme = make_curriculum(course), make_scheme(course)
        name_competencies(curriculum)
        lessons.make(course, curriculum)
        outlines.make()
        terms.make_profile(pages.make_site(course, port=port))
        # The year of the demonstration is the year in which it was first made, however late something is repaired.
        policy = terms.make_policy(clock.now())
        plan = seasons(policy.created_at)
        announcements.make(plan.today)
        terms.make_legal_documents(plan.held.before(400))
        terms.make_commerce_statement(plan.held.before(400))
        inquiries.make(plan, office=User.objects.get(email=accounts["secretariat"]["email"]))
        standards = cohorts.Standards(curriculum, scheme, policy)
        tell("The cohort that was held")
        with _as_far_as_possible(tell):
            held = cohorts.make_held(standards, plan.held)
            held_cohort.make(held, plan)
            lessons.study_held(held, plan)
        tell("The cohort that takes applications, and the one with nothing decided")
        with _as_far_as_possible(tell):
            taking_applications = cohorts.make_open(standards, plan)
            open_cohort.make(taking_applications, plan)
            lessons.study_open(taking_applications, plan)
            bank.make(companies.make(taking_applications, plan), plan)
            quotes.make(plan)
        cohorts.make_undecided(standards, plan.open.fiscal_year + 1)
        tell("The rest of the schedule")
        with _as_far_as_possible(tell):
            catalogue.make(policy, plan, course)
        tell("What lies on the office's desk")
        with _as_far_as_possible(tell):
            fees.make(plan)
            lists.make(plan)
        _lead_codes_here()
        work()
    return accounts


@contextmanager
def _as_far_as_possible(tell: Callable[[str], object]) -> Iterator[None]:
    """A visitor may have taken the story elsewhere; what they did stays."""
    try:
        yield
    except Obstacle as obstacle:
        tell(f"  left as it is: {obstacle}")


def _lead_codes_here() -> None:
    """Certificates whose QR code leads to an earlier run's port are printed anew."""
    with moment(clock.now()):
        for certificate in LicenseCertificate.objects.current().select_related("license"):
            if not certificate.facts["verify_url"].startswith(f"{conf.BASE_URL}/"):
                reissue_certificate(certificate.license, reason="照会ページのアドレス変更", by=cohorts.office())
