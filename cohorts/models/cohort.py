from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cohorts.models.venue import Venue, in_japanese
from courses.models import Course, Curriculum, Half, SchemeVersion, SessionFormatsField
from lms.kernel import clock
from lms.kernel.calendar import JST


class CohortQuerySet(models.QuerySet["Cohort"]):
    def accepting(self, *, at: datetime) -> "CohortQuerySet":
        """Cohorts that take applications at that moment; the deadline is the first moment that is too late."""
        return self.filter(
            status=Cohort.Status.OPEN,
            applications_open_at__lte=at,
            application_deadline_at__gt=at,
        )

    def accepting_first(self, *, at: datetime) -> "CohortQuerySet":
        """As `accepting`, for those who may apply before everybody else (`cohorts.priority`)."""
        first = Coalesce("priority_opens_at", "applications_open_at")
        return self.alias(first=first).filter(status=Cohort.Status.OPEN, first__lte=at, application_deadline_at__gt=at)

    def ahead(self) -> "CohortQuerySet":
        """What can still be joined or heard of: announced, on sale, under way, postponed or called off."""
        return self.public().exclude(status=Cohort.Status.EVALUATED)

    def short_of_minimum(self, *, on: date) -> "CohortQuerySet":
        """To be decided on that day: still to be held, with fewer confirmed participants than it needs."""
        confirmed = Cohort.objects.filter(pk=models.OuterRef("pk"), enrollments__status="confirmed")
        counted = confirmed.order_by().values("pk").annotate(count=models.Count("enrollments")).values("count")
        to_be_held = self.filter(status__in=[Cohort.Status.OPEN, Cohort.Status.CLOSED], go_no_go_on__lte=on)
        return to_be_held.filter(minimum_participants__gt=Coalesce(models.Subquery(counted), 0))

    def public(self) -> "CohortQuerySet":
        """What visitors may read of, dated ones first, 未定 after them."""
        dates = CohortDay.objects.filter(cohort=models.OuterRef("pk")).values("cohort")
        first_day = models.Subquery(dates.annotate(first=models.Min("held_on")).values("first"))
        return (
            self.exclude(status=Cohort.Status.ARCHIVED)
            .annotate(first_day=first_day)
            .order_by(F("first_day").asc(nulls_last=True), "pk")
        )


class Cohort(models.Model):
    """One run of a course. Date and venue are independently undecided (未定) until somebody decides them."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("taking applications")
        CLOSED = "closed", _("applications closed")
        RUNNING = "running", _("under way")
        EVALUATED = "evaluated", _("held")
        ARCHIVED = "archived", _("archived")
        POSTPONED = "postponed", _("postponed")
        CANCELED = "canceled", _("canceled")

    NEXT: dict[Status, set[Status]] = {
        Status.PLANNED: {Status.OPEN, Status.POSTPONED, Status.CANCELED},
        Status.OPEN: {Status.CLOSED, Status.POSTPONED, Status.CANCELED},
        Status.CLOSED: {Status.OPEN, Status.RUNNING, Status.POSTPONED, Status.CANCELED},
        Status.RUNNING: {Status.EVALUATED, Status.CANCELED},
        Status.EVALUATED: {Status.ARCHIVED},
        Status.ARCHIVED: set(),
        Status.POSTPONED: {Status.PLANNED, Status.CANCELED},
        Status.CANCELED: set(),
    }
    #: Has begun, or will not be held: nobody joins any more.
    OVER = (Status.RUNNING, Status.EVALUATED, Status.ARCHIVED, Status.CANCELED)

    code = models.SlugField(
        _("code"),
        max_length=50,
        unique=True,
        help_text=_("Lower-case letters, digits and hyphens. Part of addresses: choose it once."),
    )
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="cohorts", verbose_name=_("course"))
    curriculum = models.ForeignKey(
        Curriculum,
        on_delete=models.PROTECT,
        related_name="cohorts",
        null=True,
        blank=True,
        verbose_name=_("curriculum"),
        help_text=_("The edition its sessions were copied from. Empty until it is scheduled."),
    )
    scheme_version = models.ForeignKey(
        SchemeVersion,
        on_delete=models.PROTECT,
        related_name="cohorts",
        null=True,
        blank=True,
        verbose_name=_("certification standard"),
        help_text=_("Needed before applications open; frozen from then on."),
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"), validators=[MinValueValidator(1990)])
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.PLANNED)
    status_reason = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Why it was postponed or canceled, as participants read it."),
    )
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        related_name="cohorts",
        null=True,
        blank=True,
        verbose_name=_("venue"),
        help_text=_("Empty while not decided."),
    )
    applications_open_at = models.DateTimeField(
        _("applications open"),
        null=True,
        blank=True,
        help_text=_("Empty while not decided."),
    )
    priority_opens_at = models.DateTimeField(
        _("applications open for those who asked for news"),
        null=True,
        blank=True,
        help_text=_("Before everybody else, for those who had asked before the announcement. Empty: for all at once."),
    )
    application_deadline_at = models.DateTimeField(
        _("application deadline"),
        null=True,
        blank=True,
        help_text=_("The first moment that is too late. Empty while not decided."),
    )
    things_to_bring = models.TextField(
        _("things to bring"),
        blank=True,
        help_text=_("One per line, as participants read them two weeks before the first day."),
    )
    joining_notes = models.TextField(
        _("what participants should know before they come"),
        blank=True,
        help_text=_("The way to the room, the lesson model, assignments, how to reach somebody on the day."),
    )
    assignment_task = models.TextField(
        _("designated assignment"),
        blank=True,
        help_text=_("What participants of the certification course hand in, as they read it. Empty while not decided."),
    )
    assignment_due_at = models.DateTimeField(
        _("assignment due"),
        null=True,
        blank=True,
        help_text=_("The first moment that is too late. Empty while not decided."),
    )
    minimum_participants = models.PositiveIntegerField(
        _("minimum number of participants"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Confirmed participants of both kinds of seats. Empty: the course is held with whoever comes."),
    )
    go_no_go_on = models.DateField(
        _("decided whether it is held on"),
        null=True,
        blank=True,
        help_text=_("From this day on the office is reminded while there are too few. Empty while not decided."),
    )
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)
    announced_at = models.DateTimeField(
        _("announced for sale"),
        null=True,
        editable=False,
        help_text=_("When everything a sale needs was decided. Empty before that, and again once it is postponed."),
    )

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-fiscal_year", "code"]
        permissions = [("work_as_secretariat", _("Can work as secretariat"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(applications_open_at=None)
                | Q(application_deadline_at=None)
                | Q(application_deadline_at__gt=F("applications_open_at")),
                name="lms_cohorts_cohort_deadline_after_opening",
                violation_error_message=_("The application deadline lies after the opening."),
            ),
            models.CheckConstraint(
                condition=Q(priority_opens_at=None)
                | Q(applications_open_at__isnull=False, applications_open_at__gt=F("priority_opens_at")),
                name="lms_cohorts_cohort_priority_before_opening",
                violation_error_message=_("Who asked for news applies before everybody else, not after."),
            ),
            models.CheckConstraint(
                condition=~Q(status="open")
                | Q(applications_open_at__isnull=False, application_deadline_at__isnull=False),
                name="lms_cohorts_cohort_open_has_deadline",
                violation_error_message=_("A cohort that takes applications needs an opening and a deadline."),
            ),
            models.CheckConstraint(
                condition=Q(go_no_go_on=None, minimum_participants=None)
                | Q(minimum_participants__isnull=False, minimum_participants__gte=1),
                name="lms_cohorts_cohort_decision_has_minimum",
                violation_error_message=_("A day for the decision needs a minimum number of participants."),
            ),
            models.CheckConstraint(
                condition=Q(assignment_due_at=None) | ~Q(assignment_task=""),
                name="lms_cohorts_cohort_due_has_assignment",
                violation_error_message=_("Say what is to be handed in before you say until when."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["postponed", "canceled"]) | ~Q(status_reason=""),
                name="lms_cohorts_cohort_stop_has_reason",
                violation_error_message=_("Say why the cohort is postponed or canceled."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def display_title(self) -> str:
        """In the reader's language, where there is a title in it."""
        return self.title if in_japanese() else self.title_en or self.title

    @property
    def assignment_last_moment(self) -> datetime | None:
        """Until when the assignment is in time, as people say it: midnight is 23:59 of the day before."""
        end = self.assignment_due_at
        is_midnight = end is not None and end.astimezone(JST).time() == time()
        return end - timedelta(minutes=1) if end and is_midnight else end


class CohortDay(models.Model):
    """One day of a cohort. Its hours may be known while its date is not (None = 未定)."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="days", verbose_name=_("cohort"))
    position = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1)])
    held_on = models.DateField(_("date"), null=True, blank=True, help_text=_("Empty while not decided."))
    opens_at = models.TimeField(_("opens at"))
    closes_at = models.TimeField(_("closes at"))

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ["cohort", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "position"], name="lms_cohorts_cohortday_position_unique"),
            models.UniqueConstraint(
                fields=["cohort", "held_on"],
                name="lms_cohorts_cohortday_date_unique",
                violation_error_message=_("Two days of a cohort cannot have the same date."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="lms_cohorts_cohortday_closes_after_opening",
                violation_error_message=_("A day closes after it opens."),
            ),
        ]


class ClassSession(models.Model):
    """A half day as it was when the cohort was scheduled; later edits of the curriculum do not reach it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("cohort"))
    day = models.ForeignKey(CohortDay, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("day"))
    position = models.PositiveSmallIntegerField(_("position in the cohort"), validators=[MinValueValidator(1)])
    half = models.CharField(_("half of the day"), max_length=20, choices=Half.choices)
    title = models.CharField(_("title"), max_length=200)
    theme = models.TextField(_("theme"), blank=True)
    formats = SessionFormatsField(_("formats"), blank=True)
    outcomes = models.JSONField(_("learning outcomes"), default=list, blank=True)
    competencies = models.JSONField(
        _("competencies"),
        default=list,
        blank=True,
        help_text=_("Framework, version, code and title of each, as they were when the cohort was scheduled."),
    )
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)

    class Meta:
        verbose_name = _("class session")
        verbose_name_plural = _("class sessions")
        ordering = ["cohort", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "position"], name="lms_cohorts_classsession_position_unique"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_ahead(self, today: date) -> bool:
        """Whether it is still to be held, as far as its day is decided."""
        return self.day.held_on is not None and self.day.held_on > today


class StaffAssignment(models.Model):
    """Who teaches or evaluates in this cohort; whoever is here never decides on its certifications."""

    class Role(models.TextChoices):
        TRAINER = "trainer", _("trainer")
        EVALUATOR = "evaluator", _("evaluator")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="staff", verbose_name=_("cohort"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="staff_assignments",
        verbose_name=_("account"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    declared_at = models.DateTimeField(
        _("impartiality declared"),
        null=True,
        blank=True,
        help_text=_("When the person declared relations to participants. Empty until then."),
    )

    class Meta:
        verbose_name = _("staff assignment")
        verbose_name_plural = _("staff assignments")
        ordering = ["cohort", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "user", "role"],
                name="lms_cohorts_staffassignment_unique",
                violation_error_message=_("This person already has this role in the cohort."),
            ),
        ]
