from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CertificationCaseQuerySet(models.QuerySet["CertificationCase"]):
    def ready(self) -> "CertificationCaseQuerySet":
        return self.filter(status=CertificationCase.Status.READY)


class CertificationCase(models.Model):
    """The question whether one trainee is certified, from the first fact to the decision.

    The status follows from the facts (`refresh_case` recomputes it) until somebody decides.
    """

    class Status(models.TextChoices):
        COLLECTING = "collecting", _("collecting results")
        AWAITING_SPECIALIST = "awaiting_specialist", _("waiting for the Specialist pass")
        READY = "ready", _("ready for decision")
        DECIDED = "decided", _("decided")

    NEXT: dict[Status, set[Status]] = {
        Status.COLLECTING: {Status.AWAITING_SPECIALIST, Status.READY},
        Status.AWAITING_SPECIALIST: {Status.COLLECTING, Status.READY},
        Status.READY: {Status.COLLECTING, Status.AWAITING_SPECIALIST, Status.DECIDED},
        Status.DECIDED: set(),
    }

    enrollment = models.OneToOneField(
        "lms_cohorts.Enrollment",
        on_delete=models.PROTECT,
        related_name="certification_case",
        verbose_name=_("enrollment"),
    )
    scheme_version = models.ForeignKey(
        "lms_courses.SchemeVersion",
        on_delete=models.PROTECT,
        related_name="certification_cases",
        verbose_name=_("certification standard"),
    )
    status = models.CharField(_("status"), max_length=30, choices=Status.choices, default=Status.COLLECTING)
    opened_at = models.DateTimeField(_("opened at"))
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)

    objects = CertificationCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification case")
        verbose_name_plural = _("certification cases")
        ordering = ["-opened_at", "-pk"]
        permissions = [("decide_certification", _("Can decide on certification"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(ready_at__isnull=False),
                name="lms_cohorts_certificationcase_ready_at",
                violation_error_message=_("A case that is ready says since when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrollment}: {self.get_status_display()}"


class CertificationDecision(models.Model):
    """What was decided, by whom, and on what evidence: frozen, so that the file can be read again years later."""

    class Outcome(models.TextChoices):
        CERTIFIED = "certified", _("certified")
        NOT_CERTIFIED = "not_certified", _("not certified")

    case = models.OneToOneField(
        CertificationCase,
        on_delete=models.PROTECT,
        related_name="decision",
        verbose_name=_("case"),
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"))
    reasons = models.TextField(_("reasons"), blank=True)
    evidence = models.JSONField(_("evidence"))

    class Meta:
        verbose_name = _("certification decision")
        verbose_name_plural = _("certification decisions")
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="certified") | (Q(outcome="not_certified") & ~Q(reasons="")),
                name="lms_cohorts_certificationdecision_reasons",
                violation_error_message=_("A refusal gives its reasons."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.enrollment}: {self.get_outcome_display()}"
