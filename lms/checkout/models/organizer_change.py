from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.kernel import clock


class OrganizerChange(models.Model):
    """A cohort will not be held as announced. Decided in one act; carried out person by person, also after a crash.

    `before` keeps what the cohort said, so that a postponement can be taken back while no money has left.
    """

    class Kind(models.TextChoices):
        POSTPONED = "postponed", _("postponed")
        CANCELED = "canceled", _("canceled")
        NOT_ENOUGH = "not_enough", _("not held for want of participants")

    class Status(models.TextChoices):
        UNDER_WAY = "under_way", _("being carried out")
        ASKING = "asking", _("waiting for answers")
        DONE = "done", _("done")
        TAKEN_BACK = "taken_back", _("taken back")

    NEXT: dict[Status, set[Status]] = {
        Status.UNDER_WAY: {Status.ASKING, Status.DONE, Status.TAKEN_BACK},
        Status.ASKING: {Status.DONE, Status.TAKEN_BACK},
        Status.DONE: set(),
        Status.TAKEN_BACK: set(),
    }

    cohort = models.ForeignKey(
        "lms_cohorts.Cohort", on_delete=models.PROTECT, related_name="organizer_changes", verbose_name=_("cohort")
    )
    kind = models.CharField(_("kind of change"), max_length=20, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.UNDER_WAY)
    reason = models.CharField(_("reason"), max_length=300)
    before = models.JSONField(_("what was announced before"), default=dict, editable=False)
    dates = models.JSONField(_("new dates"), default=list, help_text=_("ISO dates; empty while undecided."))
    answer_until = models.DateTimeField(
        _("answers until"), null=True, blank=True, help_text=_("The first moment that is too late. Empty: not asked.")
    )
    decided_by = models.CharField(_("decided by"), max_length=200)
    decided_at = models.DateTimeField(_("decided at"), default=clock.now)

    class Meta:
        verbose_name = _("change by the organizer")
        verbose_name_plural = _("changes by the organizer")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=models.Q(status__in=["under_way", "asking"]),
                name="lms_checkout_organizerchange_one_open",
                violation_error_message=_("A change of this cohort is being carried out already."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="postponed") | models.Q(answer_until__isnull=False),
                name="lms_checkout_organizerchange_postponed_asks",
                violation_error_message=_("A postponement asks for an answer until a moment."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.get_kind_display()}"

    @property
    def is_postponed(self) -> bool:
        return self.kind == self.Kind.POSTPONED


class ChangeNoticeQuerySet(models.QuerySet["ChangeNotice"]):
    def waiting(self) -> "ChangeNoticeQuerySet":
        return self.filter(status=ChangeNotice.Status.TO_DO)

    def unanswered(self, now: datetime) -> "ChangeNoticeQuerySet":
        """Asked, no answer, and the time to answer is over."""
        return self.filter(status=ChangeNotice.Status.ASKED, answer_until__lte=now)


class ChangeNotice(models.Model):
    """What a change means for one enrollment, and what its participant chose."""

    class Status(models.TextChoices):
        TO_DO = "to_do", _("to be told")
        ASKED = "asked", _("asked, no answer yet")
        TOLD = "told", _("told")
        KEPT = "kept", _("stays")
        MOVED = "moved", _("moved to another cohort")
        ENDED = "ended", _("ended, money sent back")
        TAKEN_BACK = "taken_back", _("taken back")

    NEXT: dict[Status, set[Status]] = {
        Status.TO_DO: {Status.ASKED, Status.TOLD, Status.ENDED, Status.TAKEN_BACK},
        Status.ASKED: {Status.KEPT, Status.MOVED, Status.ENDED, Status.TAKEN_BACK},
        Status.TOLD: {Status.TAKEN_BACK},
        Status.KEPT: {Status.MOVED, Status.ENDED, Status.TAKEN_BACK},
        Status.MOVED: set(),
        Status.ENDED: set(),
        Status.TAKEN_BACK: set(),
    }

    change = models.ForeignKey(
        OrganizerChange, on_delete=models.CASCADE, related_name="notices", verbose_name=_("change by the organizer")
    )
    enrollment = models.ForeignKey(
        "lms_cohorts.Enrollment", on_delete=models.PROTECT, related_name="change_notices", verbose_name=_("enrollment")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.TO_DO)
    answer_until = models.DateTimeField(_("answers until"), null=True, blank=True)
    asked_again_at = models.DateTimeField(_("asked again"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    obstacle = models.CharField(
        _("what is in the way"), max_length=300, blank=True, help_text=_("Why it could not be carried out yet.")
    )

    objects = ChangeNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a change")
        verbose_name_plural = _("notices of changes")
        ordering = ["change", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "enrollment"], name="lms_checkout_changenotice_once_per_enrollment"
            ),
        ]

    def __str__(self) -> str:
        return str(self.enrollment)

    @property
    def may_choose(self) -> bool:
        """Asked, or decided to stay: money or another cohort can still be chosen until the time is over."""
        return self.status in {self.Status.ASKED, self.Status.KEPT}
