import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import Cohort
from cohorts.models.enrollment import Enrollment
from cohorts.models.person import Organization
from cohorts.models.seat_pool import SeatKind, SeatPool
from lms.kernel import clock


class OpenSeatQuerySet(models.QuerySet["OpenSeat"]):
    def occupying(self) -> "OpenSeatQuerySet":
        """Those that hold a seat of their pool."""
        return self.filter(status__in=OpenSeat.OCCUPYING)


class OpenSeat(models.Model):
    """A seat of a company for which nobody has been named yet. It counts as taken like that of an enrollment.

    Naming somebody ends it: the seat goes on as the enrollment of that person.
    """

    class Status(models.TextChoices):
        HELD = "held", _("seat held")
        CONFIRMED = "confirmed", _("confirmed")
        NAMED = "named", _("participant named")
        RELEASED = "released", _("seat released")
        CANCELED = "canceled", _("canceled")

    NEXT: dict[Status, set[Status]] = {
        Status.HELD: {Status.CONFIRMED, Status.NAMED, Status.RELEASED, Status.CANCELED},
        Status.CONFIRMED: {Status.NAMED, Status.CANCELED},
        Status.NAMED: set(),
        Status.RELEASED: {Status.CONFIRMED},  # money that came late found a seat
        Status.CANCELED: set(),
    }
    OCCUPYING = (Status.HELD, Status.CONFIRMED)

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("application number"), max_length=20, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="open_seats", verbose_name=_("organization")
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="open_seats", verbose_name=_("cohort"))
    pool = models.ForeignKey(SeatPool, on_delete=models.PROTECT, related_name="open_seats", verbose_name=_("seats"))
    kind = models.CharField(_("kind of seat"), max_length=20, choices=SeatKind.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.HELD)
    hold_until = models.DateTimeField(_("seat held until"), null=True, blank=True)
    name_until = models.DateTimeField(
        _("to be named before"), help_text=_("The first moment at which only the office can still name somebody.")
    )
    enrollment = models.OneToOneField(
        Enrollment,
        on_delete=models.PROTECT,
        related_name="named_for",
        null=True,
        blank=True,
        verbose_name=_("goes on as"),
    )
    created_at = models.DateTimeField(_("taken"), default=clock.now, editable=False)

    objects = OpenSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat to be named")
        verbose_name_plural = _("seats to be named")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="named", enrollment__isnull=False) | ~Q(status="named") & Q(enrollment=None),
                name="lms_cohorts_openseat_named_has_person",
                violation_error_message=_("A seat is named exactly when somebody sits on it."),
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(hold_until__isnull=False),
                name="lms_cohorts_openseat_held_has_end",
                violation_error_message=_("A held seat needs a moment until which it is held."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.organization}"

    @property
    def occupies_seat(self) -> bool:
        return self.status in self.OCCUPYING
