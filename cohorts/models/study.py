from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.enrollment import Enrollment
from courses.models import Lesson, Textbook


class StudyProgress(models.Model):
    """How far one participant is with one lesson. `ticks` holds the keys of the checklist points that are ticked."""

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="study_progress", verbose_name=_("enrollment")
    )
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="progress", verbose_name=_("lesson"))
    opened_at = models.DateTimeField(_("opened at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    ticks = models.JSONField(_("ticked points"), default=list, blank=True)

    class Meta:
        verbose_name = _("study progress")
        verbose_name_plural = _("study progress")
        ordering = ["enrollment", "lesson"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "lesson"], name="lms_cohorts_studyprogress_one_per_lesson"),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("opened_at")),
                name="lms_cohorts_studyprogress_done_after_opening",
                violation_error_message=_("A lesson is opened before it is done."),
            ),
        ]


class SelfTestAttempt(models.Model):
    """One set of answers to one self-test, as given; every attempt stays.

    `answers` holds, per question, its key, its words and those of the chosen options, so that an attempt can be read
    after the lesson was edited.
    """

    progress = models.ForeignKey(
        StudyProgress, on_delete=models.PROTECT, related_name="attempts", verbose_name=_("study progress")
    )
    test = models.CharField(_("self-test"), max_length=40)
    number = models.PositiveSmallIntegerField(_("attempt"))
    answers = models.JSONField(_("given answers"))
    right = models.PositiveSmallIntegerField(_("right answers"))
    total = models.PositiveSmallIntegerField(_("number of questions"))
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("self-test attempt")
        verbose_name_plural = _("self-test attempts")
        ordering = ["progress", "test", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["progress", "test", "number"],
                name="lms_cohorts_selftestattempt_number_unique",
                violation_error_message=_("These answers were already sent."),
            ),
            models.CheckConstraint(
                condition=Q(right__lte=F("total")), name="lms_cohorts_selftestattempt_right_within_total"
            ),
        ]


class TextbookDeliveryQuerySet(models.QuerySet["TextbookDelivery"]):
    def current(self) -> "TextbookDeliveryQuerySet":
        """What holds now: entries that no later entry corrects."""
        return self.filter(correction=None)

    def received(self) -> "TextbookDeliveryQuerySet":
        """Current entries by which the participant has the book, or has it on the way."""
        return self.current().exclude(kind=TextbookDelivery.Kind.NOT_DELIVERED)


class TextbookDelivery(models.Model):
    """How a participant got a textbook. Entries are never edited: a correction is a new one that names the old one."""

    class Kind(models.TextChoices):
        HANDED_OUT = "handed_out", _("handed out")
        SHIPPED = "shipped", _("shipped")
        NOT_DELIVERED = "not_delivered", _("not delivered")

    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="textbook_deliveries", verbose_name=_("enrollment")
    )
    textbook = models.ForeignKey(
        Textbook, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("textbook")
    )
    kind = models.CharField(_("how"), max_length=20, choices=Kind.choices)
    delivered_on = models.DateField(_("handed out or shipped on"))
    carrier = models.CharField(_("carrier"), max_length=100, blank=True)
    tracking_number = models.CharField(_("tracking number"), max_length=100, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="correction", null=True, blank=True, verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("recorded by"),
        help_text=_("Empty where a process recorded it."),
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = TextbookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("textbook delivery")
        verbose_name_plural = _("textbook deliveries")
        ordering = ["enrollment", "textbook", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "textbook"],
                condition=Q(corrects=None),
                name="lms_cohorts_textbookdelivery_one_first",
                violation_error_message=_("This textbook is already recorded for this participant."),
            ),
            models.CheckConstraint(
                condition=Q(kind="shipped") | Q(carrier="", tracking_number=""),
                name="lms_cohorts_textbookdelivery_carrier_of_shipment",
                violation_error_message=_("Carrier and tracking number go with a shipment only."),
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(reason=""),
                name="lms_cohorts_textbookdelivery_correction_has_reason",
                violation_error_message=_("Say why the entry is corrected."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="not_delivered") | Q(corrects__isnull=False),
                name="lms_cohorts_textbookdelivery_not_delivered_corrects",
                violation_error_message=_("“Not delivered” corrects an earlier entry."),
            ),
        ]
