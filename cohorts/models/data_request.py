import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.person import Person
from courses.storage import PrivateStorage
from lms.kernel import calendar, conf

#: The law says 遅滞なく (without delay); the office allows itself two weeks.
ANSWERED_WITHIN = timedelta(days=14)


def answer_due(received: date) -> date:
    """The last working day of the office within two weeks."""
    is_closed = calendar.office_closed(conf.OFFICE_CLOSURES)
    return calendar.roll(received + ANSWERED_WITHIN, is_closed=is_closed, to=calendar.Roll.PREVIOUS)


def evidence_name(request: models.Model, filename: str) -> str:  # noqa: ARG001 - Django calls it so
    """A name nobody can guess."""
    return f"evidence/{uuid.uuid4().hex}"


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def waiting(self) -> "DataRequestQuerySet":
        return self.filter(status__in=[DataRequest.Status.RECEIVED, DataRequest.Status.IDENTIFIED])

    def overdue(self, today: date) -> "DataRequestQuerySet":
        return self.waiting().filter(due_on__lt=today)


class DataRequest(models.Model):
    """What somebody asks about their own data (個人情報保護法33条–35条), or a change of name, and how far it is.

    Whoever asks is identified first; the evidence is destroyed with the answer.
    """

    class Kind(models.TextChoices):
        DISCLOSURE = "disclosure", _("Show me what you hold about me")
        CORRECTION = "correction", _("Correct or complete something")
        STOP_USE = "stop_use", _("Stop using something")
        DELETION = "deletion", _("Delete my data")
        NAME_CHANGE = "name_change", _("My name has changed")

    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("data request", "identity to be checked")
        IDENTIFIED = "identified", pgettext_lazy("data request", "to be answered")
        GRANTED = "granted", pgettext_lazy("data request", "done")
        REFUSED = "refused", pgettext_lazy("data request", "refused with reasons")
        WITHDRAWN = "withdrawn", pgettext_lazy("data request", "withdrawn")

    NEXT: dict[Status, set[Status]] = {
        Status.RECEIVED: {Status.IDENTIFIED, Status.REFUSED, Status.WITHDRAWN},
        Status.IDENTIFIED: {Status.GRANTED, Status.REFUSED, Status.WITHDRAWN},
        Status.GRANTED: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(_("public id"), default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(pgettext_lazy("data request", "number"), max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="data_requests", verbose_name=_("person"))
    kind = models.CharField(pgettext_lazy("data request", "what is asked"), max_length=20, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.RECEIVED)
    words = models.TextField(_("in the person's words"), blank=True)
    new_names = models.JSONField(_("new name"), default=dict, blank=True)
    evidence = models.FileField(
        _("evidence"), upload_to=evidence_name, storage=PrivateStorage, max_length=200, blank=True
    )
    evidence_type = models.CharField(_("type of the evidence"), max_length=100, blank=True)
    evidence_destroyed_at = models.DateTimeField(_("evidence destroyed"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("answer due"))
    identified_how = models.CharField(_("how the person was identified"), max_length=300, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("in charge"),
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(status__in=["received", "identified"]),
                name="lms_cohorts_datarequest_one_open",
                violation_error_message=_("The same request is being worked on already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["identified", "granted"]) | ~Q(identified_how=""),
                name="lms_cohorts_datarequest_identified_first",
                violation_error_message=_("Write down how the person was identified."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["granted", "refused"]) | Q(answered_at__isnull=False),
                name="lms_cohorts_datarequest_answer_has_moment",
                violation_error_message=_("An answer needs the moment it was given."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.RECEIVED, self.Status.IDENTIFIED}
