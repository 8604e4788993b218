from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InquiryQuerySet(models.QuerySet["Inquiry"]):
    def waiting(self) -> "InquiryQuerySet":
        """Nobody has answered yet, and it is not known to be spam."""
        return self.filter(status__in=[Inquiry.Status.NEW, Inquiry.Status.IN_PROGRESS])

    def overdue(self, today: date) -> "InquiryQuerySet":
        return self.waiting().filter(due_on__lt=today)


class Inquiry(models.Model):
    """What somebody asked the secretariat through the form, and how far the answer is.

    What looks like an advertisement is marked as suspicious and kept: a person may have written it.
    """

    class Topic(models.TextChoices):
        COURSE = "course", _("Courses and applications")
        IN_HOUSE = "in_house", _("A course inside a company")
        EXAM = "exam", _("Examinations")
        LICENSE = "license", _("Certification and licenses")
        RESULT = "result", _("Results of an evaluation, appeals")
        PAYMENT = "payment", _("Payment, invoices and receipts")
        AUDIT = "audit", _("CS management audit")
        MISUSE = "misuse", _("A title used without a license")
        PRIVACY = "privacy", _("Personal data: disclosure, correction, deletion")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("inquiry", "new")
        IN_PROGRESS = "in_progress", pgettext_lazy("inquiry", "in progress")
        ANSWERED = "answered", pgettext_lazy("inquiry", "answered")
        CLOSED = "closed", pgettext_lazy("inquiry", "closed")
        SPAM = "spam", pgettext_lazy("inquiry", "spam")

    NEXT: dict[Status, set[Status]] = {
        Status.NEW: {Status.IN_PROGRESS, Status.ANSWERED, Status.CLOSED, Status.SPAM},
        Status.IN_PROGRESS: {Status.ANSWERED, Status.CLOSED, Status.SPAM},
        Status.ANSWERED: {Status.IN_PROGRESS, Status.CLOSED},
        Status.CLOSED: {Status.IN_PROGRESS},
        Status.SPAM: {Status.IN_PROGRESS},
    }

    number = models.CharField(pgettext_lazy("inquiry", "number"), max_length=20, unique=True)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic.choices)
    name = models.CharField(_("name"), max_length=100)
    company = models.CharField(_("company"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    message = models.TextField(pgettext_lazy("inquiry", "message"))
    language = models.CharField(_("language"), max_length=10, default="ja")
    privacy_version = models.CharField(_("version of the privacy text agreed to"), max_length=40)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("account"),
        help_text=_("Empty for people who asked without an account."),
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("inquiry", "in charge"),
        help_text=_("Empty until somebody takes it."),
    )
    due_on = models.DateField(pgettext_lazy("inquiry", "answer by"))
    suspicion = models.CharField(_("why it looks like spam"), max_length=200, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True, editable=False)
    received_at = models.DateTimeField(pgettext_lazy("inquiry", "received"))

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("inquiry")
        verbose_name_plural = _("inquiries")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["status", "due_on"], name="lms_inquiries_waiting")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_suspicious(self) -> bool:
        return bool(self.suspicion)


class InquiryNote(models.Model):
    """Something the office wrote down about an inquiry: an answer that was given, or a remark for colleagues."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="notes", verbose_name=_("inquiry"))
    text = models.TextField(_("text"))
    is_answer = models.BooleanField(_("answer to the sender"), default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("written by"),
        help_text=_("Empty where the account is gone."),
    )
    written_at = models.DateTimeField(pgettext_lazy("inquiry", "written"))

    class Meta:
        verbose_name = _("note on an inquiry")
        verbose_name_plural = _("notes on inquiries")
        ordering = ["written_at", "pk"]
