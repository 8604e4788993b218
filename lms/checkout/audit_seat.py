"""The audit seat that is open to somebody who cannot have a certification seat: one question for pages and mails."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrollment, SeatKind
from lms.checkout.card import CohortCard, SeatOffer
from lms.checkout.offering import cards
from lms.kernel import conf
from lms.templatetags.lms import long_datetime, yen_tax_included


@dataclass(frozen=True, slots=True)
class AuditSeat:
    """`url` leads to the application, or to the waitlist where all audit seats are taken."""

    card: CohortCard
    seat: SeatOffer

    @property
    def url(self) -> str:
        return self.seat.apply_url or self.seat.waitlist_url

    @property
    def is_full(self) -> bool:
        return not self.seat.apply_url


def audit_seat_instead(cohort: Cohort, *, now: datetime) -> AuditSeat | None:
    """An audit seat of the same course in the same fiscal year that one can apply for now; None where there is none.

    Audit seats are offered year by year (association's course page: 本年度 特別). A free seat comes before the
    waitlist, the same cohort before another.
    """
    of_the_year = Cohort.objects.public().filter(course=cohort.course_id, fiscal_year=cohort.fiscal_year)
    found = [
        AuditSeat(card, seat)
        for card in cards(of_the_year, now=now)
        for seat in card.seats
        if seat.kind == SeatKind.AUDIT and (seat.apply_url or seat.waitlist_url)
    ]
    return min(found, key=lambda one: (one.is_full, one.card.pk != cohort.pk), default=None)


def audit_seat_words(enrollment: Enrollment, *, now: datetime) -> list[str]:
    """For mails, in the participant's language; nothing where no audit seat is open."""
    with translation.override(enrollment.person.language):
        found = audit_seat_instead(enrollment.cohort, now=now)
        if found is None:
            return []
        facts = {"title": found.card.title, "amount": yen_tax_included(found.seat.price.unit_jpy)}
        lines = [
            _("You can attend as an audit-only participant, without any qualification: %(title)s, %(amount)s.") % facts,
            _("It does not lead to a license."),
        ]
        if found.is_full:
            lines.append(_("All audit seats are taken at the moment; there is a waitlist."))
        if found.card.deadline:
            lines.append(_("Applications until %(moment)s:") % {"moment": long_datetime(found.card.deadline)})
        return [*lines, f"{conf.BASE_URL.rstrip('/')}{found.url}"]
