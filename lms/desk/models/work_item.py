from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class WorkItem(models.Model):
    """Who does a piece of work and by when, where somebody has said so. What nobody has touched has no row.

    Keyed to the item it is about, so that no model has to know that it can be work (see `lms.desk.work_queues`).
    """

    class Kind(models.TextChoices):
        NUMBER = "number", _("Candidate numbers to check")
        CONSULTATION = "consultation", _("Consultations: the office's turn")
        LATE_ASSIGNMENT = "late_assignment", _("Late assignments to answer")
        OFFER = "offer", _("Seats on offer to the waitlist")
        EXTENSION = "extension", _("Extensions of offers to approve")
        REFUND = "refund", _("Refunds waiting")
        QUOTE_REQUEST = "quote_request", _("Quotes companies asked for")
        QUOTE = "quote", _("Accepted quotes to invoice")
        PROOF = "proof", _("Proofs of certificates: corrections, or unanswered")
        CONTACT = "contact", _("Contacts of companies to confirm")
        MISUSE = "misuse", _("Titles used without a license")
        DATA_REQUEST = "data_request", _("Requests about personal data")

    kind = models.CharField(pgettext_lazy("work", "queue"), max_length=20, choices=Kind.choices)
    key = models.PositiveBigIntegerField(_("row it is about"))
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
        pgettext_lazy("work", "to be done by"), null=True, blank=True, help_text=_("Empty: by the rule of the queue.")
    )

    class Meta:
        verbose_name = _("piece of work")
        verbose_name_plural = _("pieces of work")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="lms_desk_workitem_one_per_row")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"
