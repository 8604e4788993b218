from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from lms.kernel.registration_number import validate_registration_number


@register_setting(icon="home")
class OrganizationProfile(BaseSiteSetting):
    """Who runs this site: printed under mails, in the footer, on the statutory page and on documents.

    特定商取引法11条 asks for name, representative, address and telephone number wherever a course is sold. The
    registration number stays empty until the organization is a qualified invoice issuer (消費税法57条の2).
    """

    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    representative = models.CharField(_("representative, with title"), max_length=100, blank=True)
    postal_code = models.CharField(
        _("postal code"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{3}-\d{4}$", _("Write the postal code as 123-4567."))],
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    office_hours = models.CharField(_("office hours"), max_length=200, blank=True)
    invoice_registration_number = models.CharField(
        _("qualified invoice issuer number"),
        max_length=14,
        blank=True,
        validators=[validate_registration_number],
        help_text=_("Leave empty while the organization is not registered."),
    )

    bank_account = models.CharField(
        _("bank account for transfers"),
        max_length=300,
        blank=True,
        help_text=_("Bank, branch, kind and number of the account and its holder, as invoices to companies print it."),
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("name_en"), FieldPanel("representative")], heading=_("Names")),
        MultiFieldPanel(
            [
                FieldPanel("postal_code"),
                FieldPanel("address"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("office_hours"),
            ],
            heading=_("Contact"),
        ),
        FieldPanel("invoice_registration_number"),
        FieldPanel("bank_account"),
    ]

    class Meta:
        verbose_name = _("organization profile")
        verbose_name_plural = _("organization profiles")

    def __str__(self) -> str:
        return self.display_name

    def seller_gaps(self) -> list[str]:
        """The names of what buyers must be told about a seller (特定商取引法11条) and is not filled in."""
        needed = ("name", "representative", "address", "phone")
        return [str(self._meta.get_field(each).verbose_name) for each in needed if not getattr(self, each).strip()]

    @property
    def display_name(self) -> str:
        """The name in the reader's language; the site's name until someone has filled in the profile."""
        if self.name_en and not (get_language() or "").startswith("ja"):
            return self.name_en
        return self.name or getattr(settings, "WAGTAIL_SITE_NAME", "")


def profile_of(source: HttpRequest | Site | None = None) -> OrganizationProfile:
    """The profile for a request or a site; without either (mails, documents) that of the default site."""
    if isinstance(source, HttpRequest):
        profile = OrganizationProfile.for_request(source)
    elif source is None and (known := OrganizationProfile.objects.filter(site__is_default_site=True).first()):
        profile = known
    elif site := source or Site.objects.filter(is_default_site=True).first():
        profile = OrganizationProfile.for_site(site)
    else:
        return OrganizationProfile()
    assert isinstance(profile, OrganizationProfile)  # noqa: S101 - narrows Wagtail's untyped return
    return profile
