"""Competency frameworks as published: every version keeps its own areas, domains and competencies.

Rows are written by `courses.actions.framework` from the published text, never by hand: titles stay as printed.
"""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.framework_edition import Area, Domain, Edition, Item, natural_version, without_letter_spacing


class Framework(models.Model):
    """A body of knowledge that somebody publishes, such as CMBOK."""

    code = models.SlugField(
        _("code"),
        max_length=50,
        unique=True,
        help_text=_("Lower-case letters, digits and hyphens. Part of addresses: choose it once."),
    )
    title = models.CharField(_("title"), max_length=200)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences for lists."))

    class Meta:
        verbose_name = _("competency framework")
        verbose_name_plural = _("competency frameworks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.title


class FrameworkVersionQuerySet(models.QuerySet["FrameworkVersion"]):
    def with_content(self) -> "FrameworkVersionQuerySet":
        """Everything `as_edition` reads, in a constant number of queries."""
        return self.select_related("framework").prefetch_related("areas__domains__competencies")

    def in_order(self) -> list["FrameworkVersion"]:
        """By framework, the earliest version first; 10.0 comes after 2.0."""
        return sorted(self.select_related("framework"), key=lambda each: (each.framework.code, each.number))


class FrameworkVersion(models.Model):
    """One edition. A code such as CS-1 means something only together with its version."""

    framework = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="versions", verbose_name=_("competency framework")
    )
    version = models.CharField(
        _("version"),
        max_length=20,
        validators=[RegexValidator(r"^\d+(\.\d+)*$", _("A version is numbers with dots, such as 2.0."))],
    )
    note = models.CharField(_("note as printed"), max_length=300, blank=True)
    imported_at = models.DateTimeField(_("imported at"), editable=False)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("framework version")
        verbose_name_plural = _("framework versions")
        ordering = ["framework", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "version"],
                name="lms_courses_frameworkversion_unique",
                violation_error_message=_("This version of the framework already exists."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.version}"

    @property
    def number(self) -> tuple[int, ...]:
        return natural_version(self.version)

    def uses(self) -> list[tuple[str, int]]:
        """What refers to this version or one of its competencies: kind of row, and how many."""
        own = {FrameworkVersion, CompetencyArea, CompetencyDomain, Competency}
        found = []
        for model, path in ((FrameworkVersion, ""), (Competency, "__version")):
            for relation in model._meta.get_fields(include_hidden=True):
                if not isinstance(relation, models.ForeignObjectRel):
                    continue
                other = relation.related_model
                if other in own or other._meta.auto_created:
                    continue
                rows = other._base_manager.filter(**{f"{relation.field.name}{path}": self}).values("pk").distinct()
                if count := rows.count():
                    found.append((str(other._meta.verbose_name_plural), count))
        return found

    def as_edition(self) -> Edition:
        """As plain values; load through `with_content()` to keep the number of queries constant."""
        return Edition(self.version, tuple(area.as_value() for area in self.areas.all()), self.note)


class CompetencyArea(models.Model):
    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="areas", verbose_name=_("framework version")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title as printed"), max_length=200)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="lms_courses_competencyarea_position_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Without the letter spacing of the print."""
        return without_letter_spacing(self.title)

    def as_value(self) -> Area:
        return Area(self.title, tuple(domain.as_value() for domain in self.domains.all()))


class CompetencyDomain(models.Model):
    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="domains", verbose_name=_("framework version")
    )
    area = models.ForeignKey(CompetencyArea, on_delete=models.CASCADE, related_name="domains", verbose_name=_("area"))
    position = models.PositiveSmallIntegerField(_("position in the version"))
    prefix = models.CharField(_("prefix of its codes"), max_length=5)
    title = models.CharField(_("title as printed"), max_length=200)

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "prefix"], name="lms_courses_competencydomain_prefix_unique"),
            models.UniqueConstraint(
                fields=["version", "position"], name="lms_courses_competencydomain_position_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.title}"

    def as_value(self) -> Domain:
        return Domain(self.prefix, self.title, tuple(each.as_value() for each in self.competencies.all()))


class CompetencyQuerySet(models.QuerySet["Competency"]):
    def labelled(self) -> "CompetencyQuerySet":
        """With what a reader needs to know which competency it is."""
        return self.select_related("version__framework", "domain")


class Competency(models.Model):
    """Identity is version and code: 23 codes of CMBOK 1.0 name something else in 2.0."""

    version = models.ForeignKey(
        FrameworkVersion, on_delete=models.CASCADE, related_name="competencies", verbose_name=_("framework version")
    )
    domain = models.ForeignKey(
        CompetencyDomain, on_delete=models.CASCADE, related_name="competencies", verbose_name=_("domain")
    )
    code = models.CharField(_("code"), max_length=10)
    number = models.PositiveSmallIntegerField(_("number"), help_text=_("Orders CS-2 before CS-10."))
    title = models.CharField(_("title as printed"), max_length=200)

    objects = CompetencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("competency")
        verbose_name_plural = _("competencies")
        ordering = ["version", "domain__position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="lms_courses_competency_code_unique",
                violation_error_message=_("This version already has a competency of that code."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.label}"

    @property
    def label(self) -> str:
        """For where the version is plain from what stands beside it."""
        return f"{self.code} {self.title}"

    def as_value(self) -> Item:
        return Item(self.code, self.title)

    def as_record(self) -> dict[str, str]:
        """What a record keeps of it, complete without this row."""
        return {
            "framework": self.version.framework.title,
            "version": self.version.version,
            "code": self.code,
            "title": self.title,
        }
