from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.license import License
from cohorts.reissue_terms import Cause, Grounds


class CertificateReissue(models.Model):
    """A certificate is printed anew: why, under which name, and whether that is free or waits for a fee.

    A name that is not the one printed last is shown to the holder as a proof first. Whether it is free follows from
    `cohorts.reissue_terms`; nobody decides it, but the office may let a fee go with a reason.
    """

    class Cause(models.TextChoices):
        WRONG = Cause.WRONG.value, _("The printed name is wrong")
        CHANGED = Cause.CHANGED.value, _("The name has changed")
        LOST = Cause.LOST.value, _("The certificate is lost or damaged")

    class Grounds(models.TextChoices):
        NEVER_APPROVED = Grounds.NEVER_APPROVED.value, _("No proof was approved before it was printed.")
        PRINTED_OTHERWISE = Grounds.PRINTED_OTHERWISE.value, _("What is printed differs from the approved proof.")
        APPROVED_SO = Grounds.APPROVED_SO.value, _("The holder approved the proof with exactly this name.")
        NOT_OUR_DOING = Grounds.NOT_OUR_DOING.value, _("The certificate was right when it was printed.")
        LET_GO = "let_go", _("The office lets the fee go.")

    class Status(models.TextChoices):
        AWAITING_FEE = "awaiting_fee", pgettext_lazy("reissue", "waits for the fee")
        PROOFING = "proofing", pgettext_lazy("reissue", "waits for the approval of its proof")
        DONE = "done", pgettext_lazy("reissue", "printed anew")
        WITHDRAWN = "withdrawn", pgettext_lazy("reissue", "no longer asked for")

    #: Neither printed nor given up.
    OPEN = frozenset({Status.AWAITING_FEE, Status.PROOFING})
    NEXT: dict[Status, set[Status]] = {
        Status.AWAITING_FEE: {Status.PROOFING, Status.DONE, Status.WITHDRAWN},
        Status.PROOFING: {Status.DONE},
        Status.DONE: set(),
        Status.WITHDRAWN: set(),
    }

    license = models.ForeignKey(License, on_delete=models.PROTECT, related_name="reissues", verbose_name=_("license"))
    cause = models.CharField(_("cause"), max_length=20, choices=Cause.choices)
    grounds = models.CharField(_("why it is free or not"), max_length=20, choices=Grounds.choices)
    is_free = models.BooleanField(_("free of charge"))
    name = models.CharField(_("name on the certificate"), max_length=120)
    reason = models.TextField(_("reason"))
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    asked_at = models.DateTimeField(_("asked at"))
    settled_at = models.DateTimeField(_("printed or withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reissue of a certificate")
        verbose_name_plural = _("reissues of certificates")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["license"],
                condition=Q(status__in=["awaiting_fee", "proofing"]),
                name="lms_cohorts_certificatereissue_one_waits",
                violation_error_message=_("A reissue of this certificate is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(is_free=False) | ~Q(status="awaiting_fee"),
                name="lms_cohorts_certificatereissue_free_never_waits",
                violation_error_message=_("What is free waits for no fee."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["awaiting_fee", "proofing"], settled_at=None)
                | (~Q(status__in=["awaiting_fee", "proofing"]) & Q(settled_at__isnull=False)),
                name="lms_cohorts_certificatereissue_settled_has_moment",
                violation_error_message=_("What is printed or withdrawn says when."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.license}: {self.get_cause_display()}"
