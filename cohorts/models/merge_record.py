from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel import clock


class MergeRecord(models.Model):
    """Two entries were one: which entry went, what it said, what came over, and who decided it.

    The row outlives the entry that went, so that old links and old lists still lead to the one that stays.
    """

    gone = models.PositiveBigIntegerField(_("key of the entry that went"), unique=True)
    gone_name = models.CharField(_("name of the entry that went"), max_length=200)
    said = models.JSONField(_("what the entry that went said"), default=dict, blank=True)
    moved = models.JSONField(_("what came over"), default=dict, blank=True, help_text=_("Keys of rows by their kind."))
    filled = models.JSONField(_("fields that were empty before"), default=list, blank=True)
    merged_at = models.DateTimeField(pgettext_lazy("person", "merged"), default=clock.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("person", "merged by"),
    )

    class Meta:
        abstract = True
        ordering = ["-merged_at", "-pk"]


class ToldApart(models.Model):
    """Two entries look alike and are not the same; nobody is asked about them again. `one` has the lower key."""

    said_at = models.DateTimeField(_("said at"), default=clock.now)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("said by"),
    )

    class Meta:
        abstract = True
        ordering = ["said_at", "pk"]
