"""Where a person is reached: several postal and mail addresses, one of each in use."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cohorts.models.person import Person
from lms.kernel import clock


class PostalAddress(models.Model):
    """One place where post reaches a person; the preferred one also stands on the person."""

    class Kind(models.TextChoices):
        HOME = "home", _("home")
        WORK = "work", _("work")
        BILLING = "billing", _("for invoices")

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="postal_addresses", verbose_name=_("person")
    )
    kind = models.CharField(_("kind of address"), max_length=10, choices=Kind.choices, default=Kind.HOME)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300)
    addressee = models.CharField(
        _("company, department"), max_length=200, blank=True, help_text=_("Written above the name on the envelope.")
    )
    is_preferred = models.BooleanField(_("preferred"), default=False)
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("postal address")
        verbose_name_plural = _("postal addresses")
        ordering = ["-is_preferred", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_preferred=True),
                name="lms_cohorts_postaladdress_one_preferred",
                violation_error_message=_("Only one postal address can be the preferred one."),
            ),
        ]

    def __str__(self) -> str:
        return f"〒{self.postal_code} {self.address}" if self.postal_code else self.address


class MailAddress(models.Model):
    """One mailbox of a person. The verified one they sign in with is the login; mail goes there."""

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="mail_addresses", verbose_name=_("person")
    )
    email = models.EmailField(_("e-mail address"))
    is_login = models.BooleanField(_("signs in with it"), default=False)
    verified_at = models.DateTimeField(
        _("verified"), null=True, blank=True, help_text=_("Empty until its owner has answered a mail sent there.")
    )
    created_at = models.DateTimeField(_("entered"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("mail address")
        verbose_name_plural = _("mail addresses")
        ordering = ["-is_login", "email", "pk"]
        constraints = [
            models.UniqueConstraint(
                "person",
                Lower("email"),
                name="lms_cohorts_mailaddress_once_per_person",
                violation_error_message=_("This e-mail address is entered already."),
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_login=True),
                name="lms_cohorts_mailaddress_one_login",
                violation_error_message=_("A person signs in with one e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(is_login=True),
                name="lms_cohorts_mailaddress_login_of_one_person",
                violation_error_message=_("Another person signs in with this e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(is_login=False) | Q(verified_at__isnull=False),
                name="lms_cohorts_mailaddress_login_is_verified",
                violation_error_message=_("Only a verified e-mail address can be used for signing in."),
            ),
        ]

    def __str__(self) -> str:
        return self.email
