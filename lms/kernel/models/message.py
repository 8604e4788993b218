from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.kernel import clock


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, subject: models.Model) -> "MessageQuerySet":
        return self.filter(about=Message.key_of(subject))

    def to_reader(self, reader: models.Model) -> "MessageQuerySet":
        return self.filter(reader=Message.key_of(reader))

    def due(self, now: datetime) -> "MessageQuerySet":
        """Waiting, and their next attempt has come; the longest waiting first."""
        return self.filter(status=Message.Status.QUEUED, next_attempt_at__lte=now).order_by("next_attempt_at", "pk")

    def letters(self) -> "MessageQuerySet":
        """Mails that rules call for: kept in step with the facts until they leave."""
        return self.exclude(letter_key="")

    def without_planned(self) -> "MessageQuerySet":
        """All but letters that wait for their day."""
        planned = models.Q(status__in=[Message.Status.QUEUED, Message.Status.HELD_BACK]) & ~models.Q(letter_key="")
        return self.exclude(planned)

    def shown_to_reader(self) -> "MessageQuerySet":
        """What a reader finds on their page: everything but what was taken back and what has not come due yet."""
        return self.without_planned().exclude(status=Message.Status.WITHDRAWN)

    def abandoned(self, now: datetime) -> "MessageQuerySet":
        """Being sent by a worker that has not come back within its lease."""
        return self.filter(status=Message.Status.SENDING, lease_until__lte=now)


class Message(models.Model):
    """One mail to one reader, written in the transaction that caused it and delivered afterwards.

    The row is the truth: a lost broker delays the mail, a repeated cause finds the row by its dedupe key.

    A mail that a rule calls for (`lms.kernel.letters`) has a `letter_key` and may wait for its day: it leaves at
    `next_attempt_at`. Until then it follows the facts; once sent, a changed fact is told in a further edition.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("mail", "waiting")
        HELD_BACK = "held_back", pgettext_lazy("mail", "held back")
        SENDING = "sending", pgettext_lazy("mail", "being sent")
        SENT = "sent", pgettext_lazy("mail", "sent")
        WITHDRAWN = "withdrawn", pgettext_lazy("mail", "withdrawn")
        FAILED = "failed", pgettext_lazy("mail", "could not be sent")

    NEXT: dict[Status, set[Status]] = {
        Status.QUEUED: {Status.SENDING, Status.HELD_BACK, Status.WITHDRAWN},
        Status.HELD_BACK: {Status.QUEUED, Status.WITHDRAWN},
        Status.SENDING: {Status.SENT, Status.QUEUED, Status.FAILED},
        Status.SENT: set(),
        Status.WITHDRAWN: set(),
        Status.FAILED: {Status.QUEUED, Status.WITHDRAWN},
    }

    dedupe_key = models.CharField(_("dedupe key"), max_length=200, unique=True)
    kind = models.CharField(pgettext_lazy("mail", "kind"), max_length=80)
    reader = models.CharField(pgettext_lazy("mail", "reader"), max_length=80, blank=True, db_index=True)
    about = models.CharField(_("what it is about"), max_length=80, blank=True, db_index=True)
    to_email = models.EmailField(_("e-mail address"))
    to_name = models.CharField(_("reader's name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10, default="ja")
    subject = models.CharField(pgettext_lazy("mail", "subject"), max_length=300)
    body = models.TextField(pgettext_lazy("mail", "text"))
    letter_key = models.CharField(_("letter"), max_length=160, blank=True, db_index=True, editable=False)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    facts = models.JSONField(_("what it says"), default=dict, blank=True, editable=False)
    digest = models.CharField(_("fingerprint of facts and reader"), max_length=64, blank=True, editable=False)
    held_reason = models.CharField(_("why it is held back"), max_length=300, blank=True)
    held_by = models.CharField(_("held back by"), max_length=200, blank=True)
    withdrawn_reason = models.CharField(_("why it was taken back"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.QUEUED)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("mail", "attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=clock.now)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)
    created_at = models.DateTimeField(pgettext_lazy("mail", "written"), default=clock.now)
    sent_at = models.DateTimeField(pgettext_lazy("mail", "sent at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["status", "next_attempt_at"], name="lms_kernel_message_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="sent", sent_at__isnull=False) | ~models.Q(status="sent"),
                name="lms_kernel_message_sent_has_moment",
                violation_error_message=_("A sent message needs the moment it was sent."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="held_back") | ~models.Q(held_reason=""),
                name="lms_kernel_message_held_has_reason",
                violation_error_message=_("Say why the message is held back."),
            ),
            models.UniqueConstraint(
                fields=["letter_key", "edition"],
                condition=~models.Q(letter_key=""),
                name="lms_kernel_message_one_edition",
                violation_error_message=_("This edition of the letter exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_waiting(self) -> bool:
        """Not tried yet: it can still be changed, held back or taken back without anybody noticing."""
        return self.status in {self.Status.QUEUED, self.Status.HELD_BACK} and not self.attempts

    @staticmethod
    def key_of(subject: models.Model) -> str:
        """The name under which a row of any model is referred to: "lms_cohorts.person:12"."""
        return f"{subject._meta.label_lower}:{subject.pk}"
