import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import Cohort
from cohorts.models.person import Person
from cohorts.models.seat_pool import SeatKind, SeatPool
from lms.kernel import clock


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def occupying(self) -> "EnrollmentQuerySet":
        """Those that hold a seat of their pool."""
        return self.filter(status__in=Enrollment.OCCUPYING)

    def active(self) -> "EnrollmentQuerySet":
        """Those that still may lead, or have led, to attending."""
        return self.filter(status__in=Enrollment.ACTIVE)

    def pending(self) -> "EnrollmentQuerySet":
        """Those that may still become a confirmed seat."""
        return self.filter(status__in=Enrollment.PENDING)

    def waiting_in(self, pool: SeatPool) -> "EnrollmentQuerySet":
        """The queue for the seats of a pool, first come first."""
        return self.filter(pool=pool, status=Enrollment.Status.WAITLISTED).order_by("waitlisted_at", "pk")

    def waiting_in_vain(self) -> "EnrollmentQuerySet":
        """Places on the waitlist of a cohort that has begun or will not be held."""
        return self.filter(status=Enrollment.Status.WAITLISTED, cohort__status__in=Cohort.OVER)

    def with_place(self) -> "EnrollmentQuerySet":
        """Annotated with `place`, counted from 1: where somebody on a waitlist stands."""
        before = Enrollment.objects.filter(
            Q(waitlisted_at__lt=models.OuterRef("waitlisted_at"))
            | Q(waitlisted_at=models.OuterRef("waitlisted_at"), pk__lte=models.OuterRef("pk")),
            pool=models.OuterRef("pool"),
            status=Enrollment.Status.WAITLISTED,
        )
        counted = before.order_by().values("pool").annotate(count=models.Count("pk")).values("count")
        return self.annotate(place=models.Subquery(counted, output_field=models.IntegerField()))

    def of(self, person: Person) -> "EnrollmentQuerySet":
        return self.filter(person=person)


class Enrollment(models.Model):
    """One person's way through one cohort, from the first draft to the end of the course.

    An upgrade is an application of its own beside a confirmed audit-only seat (`upgrade_of`). It takes the place of
    that seat in the moment it is confirmed, and until then changes nothing about it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        UNDER_REVIEW = "under_review", _("being checked")
        WAITLISTED = "waitlisted", _("on the waitlist")
        OFFERED = "offered", _("seat offered")
        HELD = "held", _("seat held")
        CONFIRMED = "confirmed", _("confirmed")
        COMPLETED = "completed", _("completed")
        INCOMPLETE = "incomplete", _("not completed")
        RELEASED = "released", _("seat released")
        LAPSED = "lapsed", _("ended without a seat")
        DECLINED = "declined", _("declined")
        CANCELED = "canceled", _("canceled")

    NEXT: dict[Status, set[Status]] = {
        Status.DRAFT: {Status.UNDER_REVIEW, Status.WAITLISTED, Status.HELD, Status.CANCELED},
        Status.UNDER_REVIEW: {Status.WAITLISTED, Status.HELD, Status.LAPSED, Status.DECLINED, Status.CANCELED},
        Status.WAITLISTED: {Status.OFFERED, Status.LAPSED, Status.CANCELED},
        Status.OFFERED: {Status.HELD, Status.LAPSED, Status.CANCELED},
        Status.HELD: {Status.CONFIRMED, Status.RELEASED, Status.CANCELED},
        Status.CONFIRMED: {Status.COMPLETED, Status.INCOMPLETE, Status.CANCELED},
        Status.COMPLETED: set(),
        Status.INCOMPLETE: set(),
        Status.RELEASED: {Status.CONFIRMED},  # money that came late found a seat
        Status.LAPSED: set(),
        Status.DECLINED: set(),
        Status.CANCELED: set(),
    }
    #: An offer holds a real seat: what is offered to one person can be taken by nobody else.
    OCCUPYING = (Status.OFFERED, Status.HELD, Status.CONFIRMED, Status.COMPLETED, Status.INCOMPLETE)
    ACTIVE = (Status.DRAFT, Status.UNDER_REVIEW, Status.WAITLISTED, *OCCUPYING)
    PENDING = (Status.DRAFT, Status.UNDER_REVIEW, Status.WAITLISTED, Status.OFFERED, Status.HELD)

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("application number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("person"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("cohort"))
    pool = models.ForeignKey(SeatPool, on_delete=models.PROTECT, related_name="enrollments", verbose_name=_("seats"))
    kind = models.CharField(_("kind of seat"), max_length=20, choices=SeatKind.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.DRAFT)
    upgrade_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="upgrades",
        null=True,
        blank=True,
        verbose_name=_("takes the place of"),
        help_text=_("The paid audit-only seat that is given back when this one is confirmed."),
    )
    eligibility = models.JSONField(
        _("eligibility"),
        default=dict,
        blank=True,
        help_text=_("Verdict and reasons as they were when the application was written."),
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    hold_until = models.DateTimeField(_("seat held until"), null=True, blank=True)
    waitlisted_at = models.DateTimeField(_("on the waitlist since"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    canceled_at = models.DateTimeField(_("canceled at"), null=True, blank=True)
    created_at = models.DateTimeField(_("begun"), default=clock.now, editable=False)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "hold_until"], name="lms_cohorts_enrollment_holds")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cohort"],
                condition=Q(status__in=["confirmed", "completed", "incomplete"])
                | Q(
                    status__in=["draft", "under_review", "waitlisted", "offered", "held"],
                    upgrade_of__isnull=True,
                ),
                name="lms_cohorts_enrollment_one_active",
                violation_error_message=_("This person has already applied for this cohort."),
            ),
            models.UniqueConstraint(
                fields=["upgrade_of"],
                condition=Q(status__in=["draft", "under_review", "waitlisted", "offered", "held"]),
                name="lms_cohorts_enrollment_one_upgrade",
                violation_error_message=_("A change of this seat to a certification seat is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(upgrade_of__isnull=True) | Q(kind="certification"),
                name="lms_cohorts_enrollment_upgrade_certifies",
                violation_error_message=_("An audit-only seat can only be changed to a certification seat."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "canceled"]) | Q(submitted_at__isnull=False),
                name="lms_cohorts_enrollment_submitted_has_moment",
                violation_error_message=_("A submitted application needs the moment it was submitted."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["offered", "held"]) | Q(hold_until__isnull=False),
                name="lms_cohorts_enrollment_held_has_end",
                violation_error_message=_("A held seat needs a moment until which it is held."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["waitlisted", "offered"]) | Q(waitlisted_at__isnull=False),
                name="lms_cohorts_enrollment_waitlisted_has_moment",
                violation_error_message=_("A place on the waitlist needs the moment it was taken."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["confirmed", "completed", "incomplete"]) | Q(confirmed_at__isnull=False),
                name="lms_cohorts_enrollment_confirmed_has_moment",
                violation_error_message=_("A confirmed seat needs the moment it was confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person}"

    @property
    def occupies_seat(self) -> bool:
        return self.status in self.OCCUPYING

    @property
    def has_replaced(self) -> bool:
        """Whether it has taken the place of another seat, so that what was paid for that one belongs to this one."""
        return self.upgrade_of_id is not None and self.confirmed_at is not None

    @property
    def leads_to_license(self) -> bool:
        """Audit-only seats never do, whatever happens later."""
        return self.kind == SeatKind.CERTIFICATION
