from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.inquiries.models.inquiry import Inquiry


class MisuseReportQuerySet(models.QuerySet["MisuseReport"]):
    def open(self) -> "MisuseReportQuerySet":
        return self.filter(status__in=MisuseReport.OPEN).exclude(inquiry__status=Inquiry.Status.SPAM)

    def overdue(self, today: date) -> "MisuseReportQuerySet":
        return self.open().filter(due_on__lt=today)


class MisuseReport(models.Model):
    """Somebody is said to use the title without a license. It came as an inquiry, which says nothing of whom.

    Whoever is named here has not been heard yet, so the names stand apart, are read by those alone who hold
    `handle_misuse`, and are erased some time after the report is settled.
    """

    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("report of misuse", "to be looked into")
        NOTICED = "noticed", pgettext_lazy("report of misuse", "asked to stop")
        CORRECTED = "corrected", pgettext_lazy("report of misuse", "corrected")
        UNFOUNDED = "unfounded", pgettext_lazy("report of misuse", "unfounded")

    OPEN = frozenset({Status.RECEIVED, Status.NOTICED})
    NEXT: dict[Status, set[Status]] = {
        Status.RECEIVED: {Status.NOTICED, Status.CORRECTED, Status.UNFOUNDED},
        Status.NOTICED: {Status.NOTICED, Status.CORRECTED, Status.UNFOUNDED},
        Status.CORRECTED: set(),
        Status.UNFOUNDED: set(),
    }

    class Way(models.TextChoices):
        MAIL = "mail", _("By e-mail")
        LETTER = "letter", _("By letter")

    inquiry = models.OneToOneField(Inquiry, on_delete=models.PROTECT, related_name="misuse", verbose_name=_("inquiry"))
    accused = models.CharField(_("who uses the title"), max_length=200, blank=True)
    seen_where = models.CharField(_("where it was seen"), max_length=300, blank=True)
    seen_at_url = models.URLField(_("address of the page"), max_length=500, blank=True)
    license_number = models.CharField(_("license number that was given"), max_length=60, blank=True)
    details = models.TextField(_("what was seen"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.RECEIVED)
    due_on = models.DateField(_("to be done by"), help_text=_("After a notice: the day until which it asks to stop."))
    notice = models.TextField(_("text of the notice"), blank=True)
    notice_way = models.CharField(_("how it was sent"), max_length=10, choices=Way.choices, blank=True)
    notice_sent_on = models.DateField(_("notice sent on"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("names erased at"), null=True, blank=True)

    objects = MisuseReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of misuse")
        verbose_name_plural = _("reports of misuse")
        ordering = ["due_on", "pk"]
        permissions = [("handle_misuse", _("Can read and handle reports of misuse"))]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="noticed") | Q(notice_sent_on__isnull=False),
                name="lms_inquiries_misuse_notice_has_day",
                violation_error_message=_("A notice has the day on which it was sent."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["received", "noticed"], settled_at=None)
                | Q(status__in=["corrected", "unfounded"], settled_at__isnull=False),
                name="lms_inquiries_misuse_settled_has_moment",
                violation_error_message=_("What is settled says when."),
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(accused="", seen_where="", seen_at_url="", license_number="", details="", notice="", outcome=""),
                name="lms_inquiries_misuse_erased_is_empty",
                violation_error_message=_("What is erased names nobody."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.inquiry)
