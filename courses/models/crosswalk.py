"""How work under one version of a framework is carried over to the next."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models.framework import Competency, FrameworkVersion


class CrosswalkQuerySet(models.QuerySet["CrosswalkEntry"]):
    def between(self, source: FrameworkVersion, target: FrameworkVersion) -> "CrosswalkQuerySet":
        return self.filter(source_version=source, target_version=target)

    def published(self) -> "CrosswalkQuerySet":
        """What visitors see: decisions, and suggestions that nobody has turned down."""
        return self.exclude(status=CrosswalkEntry.Status.DISMISSED)

    def with_competencies(self) -> "CrosswalkQuerySet":
        return self.select_related(
            "source_version__framework", "target_version__framework", "decided_by"
        ).prefetch_related("sources", "targets")


class CrosswalkEntry(models.Model):
    """Competencies of one version and those that take their place in another.

    A suggestion may come from the data or from staff; only a person decides, with a reason.
    """

    class Kind(models.TextChoices):
        SUCCESSOR = "successor", _("successor")
        SPLIT = "split", _("split into several")
        MERGE = "merge", _("merged into one")

    class Status(models.TextChoices):
        SUGGESTED = "suggested", _("suggested")
        DECIDED = "decided", _("decided")
        DISMISSED = "dismissed", _("turned down")

    class Basis(models.TextChoices):
        """Where the entry comes from."""

        DOMAIN_TITLE = "domain_title", _("The dropped title became the title of a new domain.")
        AREA_SUBJECT = "area_subject", _("The dropped title names the subject of a new area.")
        PLACE = "place", _("New competencies stand in the place of the dropped one.")
        STAFF = "staff", _("Entered by staff.")

    NEXT: dict[str, set[str]] = {
        Status.SUGGESTED: {Status.DECIDED, Status.DISMISSED},
        Status.DECIDED: {Status.SUGGESTED},
        Status.DISMISSED: {Status.SUGGESTED},
    }

    source_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="crosswalks_from", verbose_name=_("from version")
    )
    target_version = models.ForeignKey(
        FrameworkVersion, on_delete=models.PROTECT, related_name="crosswalks_to", verbose_name=_("to version")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    sources = models.ManyToManyField(Competency, related_name="+", verbose_name=_("from competencies"))
    targets = models.ManyToManyField(Competency, related_name="+", verbose_name=_("to competencies"))
    basis = models.CharField(_("why suggested"), max_length=20, choices=Basis.choices, default=Basis.STAFF)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.SUGGESTED)
    reason = models.TextField(_("reason of the decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)

    objects = CrosswalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("crosswalk entry")
        verbose_name_plural = _("crosswalk")
        ordering = ["source_version", "target_version", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source_version=F("target_version")),
                name="lms_courses_crosswalkentry_two_versions",
                violation_error_message=_("A crosswalk leads from one version to another."),
            ),
            models.CheckConstraint(
                condition=Q(status="suggested", decided_by=None, decided_at=None)
                | (~Q(status="suggested") & ~Q(decided_by=None) & ~Q(decided_at=None) & ~Q(reason="")),
                name="lms_courses_crosswalkentry_decided_by_a_person",
                violation_error_message=_("A decision names the person, the moment and the reason."),
            ),
        ]

    def __str__(self) -> str:
        # Reads the competencies: load through `with_competencies()` where many are shown.
        return f"{self.codes(self.sources)} → {self.codes(self.targets)}"

    @staticmethod
    def codes(competencies: "models.Manager[Competency]") -> str:
        return ", ".join(each.code for each in competencies.all())
