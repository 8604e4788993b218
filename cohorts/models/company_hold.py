from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import Cohort
from cohorts.models.person import Organization, Person
from cohorts.models.seat_pool import SeatPool
from lms.kernel import clock


class CompanyHoldQuerySet(models.QuerySet["CompanyHold"]):
    def standing(self) -> "CompanyHoldQuerySet":
        """Those that hold seats of their pool."""
        return self.filter(status=CompanyHold.Status.HELD)

    def usable(self, at: datetime) -> "CompanyHoldQuerySet":
        """Those an application may draw from at that moment."""
        return self.standing().filter(held_until__gt=at)

    def lapsing(self, now: datetime) -> "CompanyHoldQuerySet":
        """Those whose time is over, or for whose cohort nobody can apply any more."""
        over = Q(cohort__status__in=Cohort.OVER) | Q(cohort__application_deadline_at__lte=now)
        return self.standing().filter(Q(held_until__lte=now) | over)


class CompanyHold(models.Model):
    """Seats of a pool that are kept for a company until a moment, before anybody is named or anything is paid.

    `seats` counts as taken in the pool. The application of the contact turns them into seats of its own (`drawn`); what
    is not used goes back (`given_back`), to those who wait first.
    """

    class Status(models.TextChoices):
        HELD = "held", _("held")
        USED = "used", _("all applied for")
        RELEASED = "released", _("given back by the office")
        LAPSED = "lapsed", _("lapsed")

    NEXT: dict[Status, set[Status]] = {
        Status.HELD: {Status.USED, Status.RELEASED, Status.LAPSED},
        Status.USED: set(),
        Status.RELEASED: set(),
        Status.LAPSED: set(),
    }

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="company_holds", verbose_name=_("organization")
    )
    contact = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="company_holds",
        verbose_name=_("contact"),
        help_text=_("Only the application of this person uses the seats."),
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="company_holds", verbose_name=_("cohort"))
    pool = models.ForeignKey(
        SeatPool, on_delete=models.PROTECT, related_name="company_holds", verbose_name=_("kind of seat")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.HELD)
    seats = models.PositiveIntegerField(_("seats held"), editable=False)
    drawn = models.PositiveIntegerField(_("seats applied for"), default=0, editable=False)
    given_back = models.PositiveIntegerField(_("seats given back"), default=0, editable=False)
    held_until = models.DateTimeField(_("held until"), help_text=_("The first moment that is too late."))
    reason = models.CharField(_("reason"), max_length=300)
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    objects = CompanyHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats held for a company")
        verbose_name_plural = _("seats held for companies")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="held", seats__gt=0) | ~Q(status="held") & Q(seats=0),
                name="lms_cohorts_companyhold_held_has_seats",
                violation_error_message=_("Seats are held exactly as long as there are any."),
            ),
            models.UniqueConstraint(
                fields=["pool", "organization", "contact"],
                condition=Q(status="held"),
                name="lms_cohorts_companyhold_one_standing",
                violation_error_message=_("Seats of this kind are held for this contact already. Change that entry."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.cohort}"

    @property
    def kind_label(self) -> str:
        return str(self.pool.get_kind_display())

    @property
    def last_moment(self) -> datetime:
        """As people read it: the last second."""
        return self.held_until - timedelta(seconds=1)
