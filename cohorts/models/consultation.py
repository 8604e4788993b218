from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts import conf, eligibility
from cohorts.models.cohort import Cohort
from cohorts.models.enrollment import Enrollment
from lms.kernel import calendar
from lms.kernel import conf as kernel_conf


def office_due(today: date) -> date:
    """The working day by which the office takes its turn."""
    is_closed = calendar.office_closed(kernel_conf.OFFICE_CLOSURES)
    return calendar.add_business_days(today, conf.CONSULTATION_DUE_DAYS, is_closed=is_closed)


def answer_end(asked_on: date) -> datetime:
    """The first moment at which an answer is too late; the day of the question does not count (民法140条)."""
    return calendar.end_of(asked_on + timedelta(days=conf.CONSULTATION_ANSWER_DAYS))


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def open(self) -> "ConsultationQuerySet":
        return self.filter(status=Consultation.Status.OPEN)

    def with_the_office(self) -> "ConsultationQuerySet":
        """The next word is the office's."""
        return self.open().filter(answer_until=None)

    def overdue(self, today: date) -> "ConsultationQuerySet":
        return self.with_the_office().filter(due_on__lt=today)

    def lapsing(self, now: datetime) -> "ConsultationQuerySet":
        """The applicant has not answered in time, or the course can no longer be joined whatever is said."""
        return self.open().filter(Q(answer_until__lte=now) | Q(enrollment__cohort__status__in=Cohort.OVER))

    def among(self, enrollments: QuerySet[Enrollment]) -> "ConsultationQuerySet":
        return self.filter(enrollment__in=enrollments.values("pk"))


class Consultation(models.Model):
    """What the office and an applicant talk about before a purpose is accepted (published requirements, item 3).

    Opened with the application; while it is open no seat is held and nothing can be paid. The next word is the
    office's, by `due_on`, or the applicant's, by `answer_until`: only an applicant who was asked something can miss a
    moment.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("consultation", "open")
        CLEARED = "cleared", pgettext_lazy("consultation", "cleared")
        CONDITION = "condition", pgettext_lazy("consultation", "cleared with a condition")
        DECLINED = "declined", pgettext_lazy("consultation", "declined")
        LAPSED = "lapsed", pgettext_lazy("consultation", "ended without an answer")
        WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "application withdrawn")

    NEXT: dict[Status, set[Status]] = {
        Status.OPEN: {Status.CLEARED, Status.CONDITION, Status.DECLINED, Status.LAPSED, Status.WITHDRAWN},
        Status.CLEARED: set(),
        Status.CONDITION: set(),
        Status.DECLINED: set(),
        Status.LAPSED: set(),
        Status.WITHDRAWN: set(),
    }

    class Cause(models.TextChoices):
        TRAINER = eligibility.ReasonCode.TRAINER_CONSULTATION.value, _("professional trainer")
        PURPOSE = eligibility.ReasonCode.PURPOSE_CONSULTATION.value, _("purpose to be clarified")

    enrollment = models.OneToOneField(
        Enrollment, on_delete=models.CASCADE, related_name="consultation", verbose_name=_("enrollment")
    )
    cause = models.CharField(pgettext_lazy("consultation", "why"), max_length=30, choices=Cause.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("in charge"),
        help_text=_("Empty until somebody takes it."),
    )
    due_on = models.DateField(
        pgettext_lazy("consultation", "office's turn by"), help_text=_("Promised to the applicant.")
    )
    answer_until = models.DateTimeField(
        pgettext_lazy("consultation", "applicant's turn until"),
        null=True,
        blank=True,
        help_text=_("The first moment that is too late. Empty while the next word is the office's."),
    )
    told = models.TextField(
        pgettext_lazy("consultation", "what the applicant was told"),
        blank=True,
        help_text=_("The condition, or why the purpose was declined."),
    )
    opened_at = models.DateTimeField(pgettext_lazy("consultation", "opened"))
    closed_at = models.DateTimeField(pgettext_lazy("consultation", "closed"), null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="lms_cohorts_consult_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None) | ~Q(status="open") & Q(closed_at__isnull=False),
                name="lms_cohorts_consultation_closed_has_moment",
                violation_error_message=_("A consultation that is over needs the moment it ended."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["condition", "declined"]) | ~Q(told=""),
                name="lms_cohorts_consultation_outcome_is_told",
                violation_error_message=_("Write down the condition or the reason, as the applicant reads it."),
            ),
            models.CheckConstraint(
                condition=Q(status="open") | Q(answer_until=None),
                name="lms_cohorts_consultation_waits_while_open",
                violation_error_message=_("Nobody is waited for once a consultation is over."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.enrollment)

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    @property
    def waits_for_applicant(self) -> bool:
        return self.answer_until is not None

    def takes_answer(self, now: datetime) -> bool:
        """Whether the applicant can say something."""
        return self.is_open and (self.answer_until is None or self.answer_until > now)

    @property
    def answer_on(self) -> date | None:
        """The last day on which an answer counts; None while the next word is the office's."""
        return calendar.jst_date(self.answer_until - timedelta(seconds=1)) if self.answer_until else None

    @property
    def condition(self) -> str:
        """What was agreed as a condition; empty where there is none."""
        return self.told if self.status == self.Status.CONDITION else ""


class ConsultationNote(models.Model):
    """One thing that was said or noted, appended and never edited."""

    class Kind(models.TextChoices):
        REMARK = "remark", pgettext_lazy("consultation", "note for the office")
        QUESTION = "question", pgettext_lazy("consultation", "the office to the applicant")
        ANSWER = "answer", pgettext_lazy("consultation", "the applicant to the office")

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="notes", verbose_name=_("consultation")
    )
    kind = models.CharField(pgettext_lazy("consultation", "kind of note"), max_length=20, choices=Kind.choices)
    text = models.TextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("written by"),
        help_text=_("Empty where the account is gone."),
    )
    written_at = models.DateTimeField(pgettext_lazy("consultation", "written"))

    class Meta:
        verbose_name = _("note of a consultation")
        verbose_name_plural = _("notes of consultations")
        ordering = ["written_at", "pk"]
