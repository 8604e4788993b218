import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import Cohort
from cohorts.models.seat_pool import SeatKind
from courses.models import Course
from lms.kernel import clock

#: The edition of the sentence people agree to beside the form (lms_catalogue/interest.html).
CONSENT_VERSION = "2026-11"
#: How long an address waits for the click in its mail before it is forgotten.
CONFIRMABLE_FOR = timedelta(days=14)


def new_token() -> str:
    return secrets.token_urlsafe(24)


class InterestQuerySet(models.QuerySet["Interest"]):
    def standing(self) -> "InterestQuerySet":
        """Confirmed by the reader of the mailbox and not withdrawn: those whom a decision is told."""
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None)

    def in_state(self, state: "Interest.State") -> "InterestQuerySet":
        """The same three answers as `Interest.state`."""
        if state is Interest.State.STANDING:
            return self.standing()
        if state is Interest.State.WITHDRAWN:
            return self.filter(withdrawn_at__isnull=False)
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def lapsed(self, now: datetime) -> "InterestQuerySet":
        """Never confirmed, and too old to be confirmed now."""
        return self.filter(confirmed_at=None, created_at__lte=now - CONFIRMABLE_FOR)

    def told_of(self, cohort: Cohort) -> "InterestQuerySet":
        """Whom the announcement of this cohort concerns, or its opening where they came after the announcement.

        A course-wide interest means the next cohort to be announced, not one that was on sale already.
        """
        next_one = Q(cohort=None, course=cohort.course_id, created_at__lt=cohort.announced_at)
        return self.standing().filter(Q(cohort=cohort) | next_one)


class Interest(models.Model):
    """Somebody wants to hear when a cohort is decided, or when it opens, or of the next one of a course.

    An address counts once its owner has answered the mail sent to it (double opt-in); it serves no other purpose.
    """

    class State(models.TextChoices):
        """How far it is, told by its moments and never stored."""

        UNANSWERED = "unanswered", _("mail not answered yet")
        STANDING = "standing", _("waiting for news")
        WITHDRAWN = "withdrawn", _("no news wanted any more")

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="interests", verbose_name=_("course"))
    cohort = models.ForeignKey(
        Cohort,
        on_delete=models.CASCADE,
        related_name="interests",
        null=True,
        blank=True,
        verbose_name=_("cohort"),
        help_text=_("Empty: the next cohort of the course."),
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    kind = models.CharField(
        _("kind of seat"), max_length=20, choices=SeatKind.choices, blank=True, help_text=_("Empty: any.")
    )
    language = models.CharField(_("language"), max_length=10, default="ja")
    consent_version = models.CharField(_("edition of the consent"), max_length=20, default=CONSENT_VERSION)
    token = models.CharField(_("token"), max_length=64, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(_("registered"), default=clock.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=Q(withdrawn_at=None, cohort__isnull=False),
                name="lms_cohorts_interest_once_per_cohort",
                violation_error_message=_("This address is registered for this cohort already."),
            ),
            models.UniqueConstraint(
                fields=["course", "email"],
                condition=Q(withdrawn_at=None, cohort__isnull=True),
                name="lms_cohorts_interest_once_per_course",
                violation_error_message=_("This address is registered for this course already."),
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def state(self) -> State:
        if self.withdrawn_at:
            return self.State.WITHDRAWN
        return self.State.STANDING if self.confirmed_at else self.State.UNANSWERED

    @property
    def subject_title(self) -> str:
        """What it is about, in the reader's language."""
        return self.cohort.display_title if self.cohort else self.course.display_title
