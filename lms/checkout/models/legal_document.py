from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from lms.checkout.fair_terms import objections
from lms.kernel import clock


class LegalDocumentQuerySet(models.QuerySet["LegalDocument"]):
    def in_force(self, kind: str, *, at: datetime) -> "LegalDocument | None":
        """The version that governs an application made at that moment."""
        return self.filter(kind=kind, effective_at__lte=at).order_by("-effective_at", "-pk").first()

    def all_in_force(self, *, at: datetime) -> "dict[str, LegalDocument]":
        """The version of each kind that is in force at that moment, in the order of the kinds. One query."""
        until_then = LegalDocument.objects.filter(kind=OuterRef("kind"), effective_at__lte=at)
        current = self.filter(pk=Subquery(until_then.order_by("-effective_at", "-pk").values("pk")[:1]))
        found = {document.kind: document for document in current}
        return {kind: found[kind] for kind in LegalDocument.Kind.values if kind in found}


class LegalDocument(index.Indexed, models.Model):
    """One version of a text that applicants accept. What the law makes a seller state is a `CommerceStatement`.

    A version in force is never edited: what somebody accepted must stay readable. A change is a new version.
    """

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms of the course")
        PRIVACY = "privacy", _("Handling of personal data")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    version = models.CharField(_("version"), max_length=40, help_text=_("For example 2026-04."))
    title = models.CharField(_("title"), max_length=200)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "ol", "ul", "link", "hr"])
    effective_at = models.DateTimeField(_("in force from"))

    objects = LegalDocumentQuerySet.as_manager()

    panels = [
        FieldPanel("kind"),
        FieldPanel("version"),
        FieldPanel("title"),
        FieldPanel("effective_at"),
        FieldPanel("body"),
    ]
    search_fields = [index.SearchField("title"), index.SearchField("body")]

    class Meta:
        verbose_name = _("legal document")
        verbose_name_plural = _("legal documents")
        ordering = ["kind", "-effective_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="lms_checkout_legal_document_version",
                violation_error_message=_("This version of the document exists already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"

    def clean(self) -> None:
        """A version begins after the one in force, and says nothing that the law makes void."""
        current = LegalDocument.objects.exclude(pk=self.pk).in_force(self.kind, at=clock.now())
        if current and self.effective_at and self.effective_at <= current.effective_at:
            raise ValidationError({"effective_at": _("A new version begins after the one in force.")})
        if void := objections(self.body):
            raise ValidationError({"body": void})
