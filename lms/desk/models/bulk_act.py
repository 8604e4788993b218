from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models import Cohort


class BulkAct(models.Model):
    """One act on many people of a cohort, with what became of each: the page the office comes back to.

    Its token is made with the preview, so that a second click finds the act of the first.
    """

    class Kind(models.TextChoices):
        ACCEPT_NUMBERS = "accept_numbers", _("Accept the prerequisite")
        CLEAR_CONSULTATIONS = "clear_consultations", _("Consultation: purpose agreed")
        DECLINE = "decline", _("Decline the application")
        WRITE = "write", _("Write to them")
        JOINING = "joining", _("Send the joining instructions again")
        ATTENDANCE = "attendance", _("Record attendance")

    token = models.UUIDField(_("form token"), unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="bulk_acts", verbose_name=_("cohort"))
    kind = models.CharField(_("act"), max_length=30, choices=Kind.choices)
    done = models.JSONField(pgettext_lazy("bulk act", "done"), default=list)
    left_out = models.JSONField(_("left out, and why"), default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("done by"),
        help_text=_("Empty where the account is gone."),
    )
    at = models.DateTimeField(_("done at"))

    class Meta:
        verbose_name = _("act on many people")
        verbose_name_plural = _("acts on many people")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
