"""Lists that came in from a file: the file, its rows as they stood there, and what each accepted row did."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.person import Person


class DataImportQuerySet(models.QuerySet["DataImport"]):
    def unfinished(self) -> "DataImportQuerySet":
        """Those with rows nobody has accepted or thrown away yet, and that are not closed."""
        waiting = ImportRow.objects.waiting().filter(data_import=models.OuterRef("pk"))
        return self.filter(models.Exists(waiting), closed_at=None)


class DataImport(models.Model):
    """One file. Its rows are compared with what is stored each time they are looked at, and accepted by a person."""

    #: Wagtail keeps no list of where an import points to: accounts may go without it, and it costs three statements.
    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        EXAM_RECORDS = "exam_records", _("exam records")
        PEOPLE = "people", _("people")
        LICENSES = "licenses", _("licenses of the old numbering")

    class Closing(models.TextChoices):
        FINISHED = "finished", pgettext_lazy("import", "the rest thrown away")
        UNDONE = "undone", pgettext_lazy("import", "undone")

    kind = models.CharField(pgettext_lazy("import", "kind"), max_length=20, choices=Kind.choices)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    form = models.CharField(pgettext_lazy("import", "format"), max_length=20)
    sheet = models.CharField(_("worksheet"), max_length=100, blank=True)
    sheets_left = models.PositiveSmallIntegerField(_("further worksheets, not read"), default=0)
    unread = models.JSONField(_("columns that were not read"), default=list, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("uploaded by"),
    )
    closed_at = models.DateTimeField(
        pgettext_lazy("import", "closed"), null=True, blank=True, help_text=_("Empty while rows can be accepted.")
    )
    closing = models.CharField(
        pgettext_lazy("import", "how it ended"), max_length=20, choices=Closing.choices, blank=True
    )

    objects = DataImportQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("noun", "import")
        verbose_name_plural = pgettext_lazy("noun", "imports")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "sha256"],
                condition=Q(closed_at=None),
                name="lms_cohorts_dataimport_once_while_open",
                violation_error_message=_("This file is being imported already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closing="") | (Q(closed_at__isnull=False) & ~Q(closing="")),
                name="lms_cohorts_dataimport_closed_how",
                violation_error_message=_("A closed import says how it ended."),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def waiting(self) -> "ImportRowQuerySet":
        return self.filter(effect=None, discarded_at=None)


class ImportRow(models.Model):
    """A row as it stood in the file: the text of each column we read. Nothing is judged here."""

    data_import = models.ForeignKey(
        DataImport, on_delete=models.PROTECT, related_name="rows", verbose_name=pgettext_lazy("noun", "import")
    )
    number = models.PositiveIntegerField(_("row in the file"))
    cells = models.JSONField(_("cells"))
    discarded_at = models.DateTimeField(_("thrown away"), null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ["data_import", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["data_import", "number"],
                name="lms_cohorts_importrow_number_unique",
                violation_error_message=_("Each row of a file is stored once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.data_import} {self.number}"

    @property
    def is_accepted(self) -> bool:
        return hasattr(self, "effect")

    @property
    def title(self) -> str:
        """How the row is named in lists: its first three cells that say something."""
        return " ".join([text for text in self.cells.values() if text][:3]) or "–"


class ImportEffectQuerySet(models.QuerySet["ImportEffect"]):
    def standing(self) -> "ImportEffectQuerySet":
        return self.filter(undone_at=None)

    def of(self, person: Person) -> "ImportEffectQuerySet":
        """What lists said of this person, their exam records and their licenses."""
        rows = [person, *person.exam_records.all(), *person.licenses.all()]
        return self.filter(target__in=[ImportEffect.key_of(row) for row in rows])


class ImportEffect(models.Model):
    """What accepting a row did: that there is one means that the row was accepted, and a row has one at most."""

    row = models.OneToOneField(ImportRow, on_delete=models.PROTECT, related_name="effect", verbose_name=_("row"))
    target = models.CharField(_("row it wrote"), max_length=80, db_index=True)
    is_new = models.BooleanField(_("entered anew"))
    before = models.JSONField(_("before"), default=dict, blank=True)
    after = models.JSONField(_("after"), default=dict, blank=True)
    accepted_at = models.DateTimeField(_("accepted"))
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("accepted by"),
    )
    undone_at = models.DateTimeField(pgettext_lazy("import", "undone"), null=True, blank=True)

    objects = ImportEffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect of an import")
        verbose_name_plural = _("effects of imports")
        ordering = ["row"]

    def __str__(self) -> str:
        return self.target

    @staticmethod
    def key_of(target: models.Model) -> str:
        """The name under which a row of any model is referred to: "lms_cohorts.examrecord:12"."""
        return f"{target._meta.label_lower}:{target.pk}"
