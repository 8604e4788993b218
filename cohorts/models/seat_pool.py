from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.eligibility import Seat
from cohorts.models.cohort import Cohort


class SeatKind(models.TextChoices):
    """A seat that can lead to the license, or one that is for listening only and never does."""

    CERTIFICATION = Seat.CERTIFICATION.value, _("certification course")
    AUDIT = Seat.AUDIT.value, _("audit-only course")


class SeatPoolQuerySet(models.QuerySet["SeatPool"]):
    def with_seats_for_waitlist(self) -> "SeatPoolQuerySet":
        """Pools with a free seat that somebody waits for."""
        return self.filter(waiting__gt=0, taken__lt=F("capacity"))


class SeatPool(models.Model):
    """The seats of one kind. `taken` and `waiting` change only by conditional UPDATE in `cohorts.seats`.

    While the number of seats is not decided there is no pool, and nothing can be sold.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="pools", verbose_name=_("cohort"))
    kind = models.CharField(_("kind of seat"), max_length=20, choices=SeatKind.choices)
    capacity = models.PositiveIntegerField(_("seats"))
    taken = models.PositiveIntegerField(_("taken"), default=0, editable=False)
    waiting = models.PositiveIntegerField(
        _("people on the waitlist"),
        default=0,
        editable=False,
        help_text=_("While somebody waits, a free seat is offered to them and to nobody else."),
    )

    objects = SeatPoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("seats")
        verbose_name_plural = _("seats")
        ordering = ["cohort", "-kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "kind"],
                name="lms_cohorts_seatpool_kind_unique",
                violation_error_message=_("This cohort already has seats of this kind."),
            ),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("capacity")),
                name="lms_cohorts_seatpool_taken_within_capacity",
                violation_error_message=_("There cannot be fewer seats than are taken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.get_kind_display()}"

    @property
    def left(self) -> int:
        """Seats a newcomer can have: none while somebody waits for the next one."""
        return 0 if self.waiting else self.capacity - self.taken
